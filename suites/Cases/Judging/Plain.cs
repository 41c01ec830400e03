using System.Text.RegularExpressions;

namespace SocketConformance.Cases;

/// <summary>What each contract answers to a plain request.</summary>
public static partial class Plain
{
    private static readonly byte[] Blanks = " \t\n\v\f\r"u8.ToArray();

    /// <summary>The whole reply of a contract whose replies hold nothing but the request.</summary>
    public static byte[] Reply(string contract, byte[] request) => contract switch
    {
        Contracts.Uppercase or Contracts.UdpUppercase => Uppercase(request),
        _ => request,
    };

    /// <summary>Strips the six ASCII blanks at both ends and upper-cases ASCII letters; all other bytes stay.</summary>
    public static byte[] Uppercase(byte[] request)
    {
        var reply = request.AsSpan().Trim(Blanks).ToArray();
        for (var at = 0; at < reply.Length; at++)
            if (reply[at] is >= (byte)'a' and <= (byte)'z') reply[at] -= 32;
        return reply;
    }

    /// <summary>Asserts the contract's answer to that request, then FIN.</summary>
    /// <returns>The thread's name or process id before the data; empty for contracts without.</returns>
    public static string ShouldAnswer(string contract, Answer answer, byte[] request, string context = "")
    {
        if (contract is not (Contracts.Threaded or Contracts.Forking))
        {
            answer.ShouldBe(Reply(contract, request), then: Fin, context);
            return "";
        }

        var what = contract == Contracts.Threaded ? "<thread-name>" : "<process-id>";
        var prefix = Prefix().Match(Payload.Text(answer.Bytes));
        if (!prefix.Success || !answer.Bytes.AsSpan(prefix.Length).SequenceEqual(request) || answer.Ending != Fin)
            throw new NotConformantException(
                $"{context}\"{what}: \" and {Show.Bytes(request)}, then FIN", Expectations.Describe(answer), Expectations.Hint(Fin, answer.Ending));
        return prefix.Groups[1].Value;
    }

    [GeneratedRegex(@"\A([^:]+): ")]
    private static partial Regex Prefix();
}
