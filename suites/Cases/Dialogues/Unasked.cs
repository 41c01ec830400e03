namespace SocketConformance.Cases;

/// <summary>What a description leaves out, and so nothing is judged of: each with the line that would ask for it.</summary>
public static class Unasked
{
    private static readonly (Capability Missing, string What)[] OfConnections =
    [
        (Repeats, "more than one request a connection (`exchanges`)"),
        (Pipelines, "requests that follow each other unanswered (`pipelining: yes`)"),
        (GrowingReply, "a reply larger than the buffers (`big`)"),
        (Quits, "a good-bye (`quit`)"),
    ];

    private static readonly (Capability Missing, string What)[] OfAll =
    [
        (Tokens, "whose reply it is, and in which order (add `{token}` to what is sent and to what is expected)"),
        (Refuses, "a malformed request (`bad`)"),
    ];

    /// <summary>In a line; null for a contract, or when nothing is left out.</summary>
    public static string? Of(Protocol protocol)
    {
        if (protocol.Dialogue is not { } dialogue) return null;
        List<string> missing =
            [.. OfAll.Concat(protocol.IsDatagram ? [] : OfConnections.Where(one => !dialogue.Once || one.Missing == GrowingReply))
                .Where(one => !protocol.Capabilities.HasFlag(one.Missing)).Select(one => one.What)];
        return missing.Count == 0 ? null : $"not asked, for want of a line in the description: {string.Join("; ", missing)}";
    }
}
