using System.Text;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What cases were judged against, in words.</summary>
internal static class Subjects
{
    /// <summary>Such as <c>python, echo, tcp4</c>.</summary>
    public static string Subject(this CaseResult result) => $"{result.Target}, {result.Contract}, {result.Transport.Word()}";

    /// <summary>What the target's program is: a server, but for the client's contract.</summary>
    public static string Role(this CaseResult result) => Protocols.Find(result.Contract) is { IsClient: true } ? "client" : "server";

    /// <summary>The contracts and transports of one target's results: <c>echo tcp4 tcp6, uppercase tcp4</c>.</summary>
    public static string Words(IEnumerable<CaseResult> results)
    {
        var transports = new Dictionary<string, StringBuilder>();
        foreach (var result in results)
        {
            if (!transports.TryGetValue(result.Contract, out var words))
                transports.Add(result.Contract, words = new StringBuilder(result.Contract));
            words.Append(' ').Append(result.Transport.Word());
        }

        return string.Join(", ", transports.Values);
    }
}
