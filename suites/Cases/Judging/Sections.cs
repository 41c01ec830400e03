namespace SocketConformance.Cases;

/// <summary>The sections of the specification, in reading order.</summary>
public static class Sections
{
    public static IReadOnlyList<(string Name, string Title)> All { get; } =
    [
        ("echo", "Echo: every byte comes back"),
        ("half-close", "Half-close: the data still pending when the peer stops sending"),
        ("reset", "Reset: peers that vanish"),
        ("once", "Once: one connection, then the end"),
        ("uppercase", "Uppercase: one request a connection"),
        ("partial-recv", "Partial recv: what one recv gives is the request"),
        ("threaded", "Threaded: a thread a connection"),
        ("forking", "Forking: a process a connection"),
        ("concurrency", "Concurrency: peers at the same time"),
        ("robustness", "Robustness: peers that are absent, slow, noisy or too many"),
        ("resources", "Resources: what connections leave behind"),
        ("faults", "Faults: what the kernel seldom answers"),
        ("backlog", "Backlog: more peers than places"),
        ("udp", "UDP: a datagram, a reply"),
        ("dialogue", "Dialogue: protocols of one's own"),
        ("start", "Start-up: addresses and ports"),
        ("shutdown", "Graceful shutdown"),
        ("client", "Client: the suite is the server"),
    ];

    /// <summary>The section that is a protocol's own: that of the case that asks whether it answers, or of its first.</summary>
    public static string Of(Protocol protocol)
    {
        var rule = Prerequisites.CaseOf(protocol) ?? Catalogue.Cases.First(one => Catalogue.ProtocolsOf(one).Contains(protocol)).Id;
        return rule[..rule.IndexOf('/')];
    }

    internal static int Order(string section)
    {
        for (var at = 0; at < All.Count; at++)
            if (All[at].Name == section) return at;
        return All.Count;
    }
}
