using System.Text.RegularExpressions;

namespace SocketConformance.Cases;

/// <summary>What a protocol answers to a request, asked of an answer.</summary>
public static partial class ExpectedReply
{
    /// <summary>Asserts the protocol's answer to that request, then FIN.</summary>
    /// <param name="context">What the answer is to, for the reader: <c>the second peer: </c>.</param>
    /// <returns>The thread's name or process id before the data; empty for protocols without.</returns>
    public static string ShouldAnswer(this Answer answer, Protocol protocol, byte[] request, string context = "")
    {
        var reply = protocol.Reply(request);
        if (protocol.Handler == Handler.Unnamed)
        {
            answer.ShouldBe(reply, then: Fin, context);
            return "";
        }

        var prefix = Prefix().Match(Payload.Text(answer.Bytes));
        if (!prefix.Success || !answer.Bytes.AsSpan(prefix.Length).SequenceEqual(reply) || answer.Ending != Fin)
            throw new NotConformantException(
                $"{context}\"{Name(protocol.Handler)}: \" and {Show.Bytes(reply)}, then FIN",
                Expectations.Describe(answer),
                Expectations.Hint(Fin, answer))
            {
                Exchange = Expectations.Failed(reply, answer) with { Request = request },
                Difference = prefix.Success
                    ? Differences.Of(reply, Fin, answer with { Bytes = answer.Bytes[prefix.Length..] })
                    : Differences.OfCut(answer.Bytes.Length, answer.Ending),
            };
        return prefix.Groups[1].Value;
    }

    private static string Name(Handler handler) => handler == Handler.Thread ? "<thread-name>" : "<process-id>";

    [GeneratedRegex(@"\A([^:\r\n]+): ")]
    private static partial Regex Prefix();
}
