namespace SocketConformance.Specification;

/// <summary>What two correct servers differ in, and which is therefore not tested.</summary>
public static class ImplementationDefined
{
    public static IReadOnlyList<(string What, string Why)> All { get; } =
    [
        ("the order of replies between connections", "a scheduler's choice; only the order within a connection is a rule"),
        ("how threads and processes are numbered", "names have to differ while connections are open together, and nothing else"),
        ("what is printed, but for the messages that a contract names", "logs are for people"),
        ("the urgent byte", "some servers drop it, some echo it; only other connections must be unharmed"),
        ("whether FIN is followed by RST when a request was longer than what is read", "a close with unread bytes resets (RFC 1122 §4.2.2.13); the reply has arrived by then"),
        ("how many peers find a place beyond the backlog", "platforms count differently; a listener of the suite's own tells the bound of this one"),
        ("how fast it answers", "latency belongs to benchmarks; deadlines here are watchdogs"),
    ];
}
