namespace SocketConformance.Specification;

/// <summary>The contracts: named services that a server, or a client, can promise.</summary>
public static class Protocols
{
    public static Protocol Echo { get; } = new()
    {
        Name = "echo",
        Framing = Framing.AsItComes,
        Transform = Transforms.Same,
        Concurrent = true,
        Service =
            "Serve connections until stopped. Return every byte in order, without waiting for a newline or for the client to finish. " +
            "At the client's FIN, send all pending data, then FIN. Connections may be served one at a time (declared: " +
                "`concurrent: false`).",
        Summary = "returns every byte in order; at the peer's FIN sends all pending data, then FIN",
    };

    public static Protocol EchoOnce { get; } = new()
    {
        Name = "echo-once",
        Framing = Framing.AsItComes,
        Transform = Transforms.Same,
        ServesOne = true,
        Service =
            "Resolve the address, bind, `listen(5)`, accept exactly one connection, echo it as above, close, exit 0. " +
            "On an address in use: say `could not open socket`, exit 1.",
        Summary = "accepts one connection, echoes it, exits 0; address in use: says so, exits 1",
    };

    public static Protocol Uppercase { get; } = new()
    {
        Name = "uppercase",
        Framing = Framing.OneReceive,
        Transform = Transforms.StripAndUpperCase,
        Service =
            "One request a connection, one connection at a time: one `recv` of at most 1024 bytes, strip ASCII whitespace " +
            "(space, \\t \\n \\v \\f \\r) at both ends, upper-case ASCII letters, leave all other bytes alone, send, close.",
        Summary = "one request a connection: strips ASCII whitespace, upper-cases ASCII letters, closes",
    };

    public static Protocol UppercaseOnce { get; } = new()
    {
        Name = "uppercase-once",
        Framing = Framing.OneReceive,
        Transform = Transforms.StripAndUpperCase,
        ServesOne = true,
        Service =
            "Accept exactly one connection, answer its one request as `uppercase` does, close, exit 0; a peer that connects and " +
            "sends nothing counts. On an address in use: say `could not open socket`, exit 1.",
        Summary = "answers one request as uppercase does, exits 0; address in use: says so, exits 1",
    };

    public static Protocol Threaded { get; } = new()
    {
        Name = "threaded",
        Framing = Framing.OneReceive,
        Transform = Transforms.Same,
        Handler = Handler.Thread,
        Concurrent = true,
        Service =
            "One request a connection, connections served at the same time, a thread each: one `recv` of at most 1024 bytes, reply " +
            "`<thread-name>: <data>`, close. Names differ between connections that are open together.",
        Summary = "one request a connection, each in a thread: replies '<thread-name>: <data>'",
    };

    public static Protocol Forking { get; } = new()
    {
        Name = "forking",
        Framing = Framing.OneReceive,
        Transform = Transforms.Same,
        Handler = Handler.Process,
        Concurrent = true,
        Service = "As `threaded`, with a process a connection: reply `<process-id>: <data>`. Children are reaped.",
        Summary = "one request a connection, each in a process: replies '<process-id>: <data>'",
    };

    public static Protocol UdpUppercase { get; } = new()
    {
        Name = "udp-uppercase",
        Framing = Framing.CutDatagram,
        Transform = Transforms.StripAndUpperCase,
        Service =
            "Each datagram gets one reply, from the server's own address and port, with the payload stripped and upper-cased as above. " +
            "Datagrams above 8192 bytes are cut to 8192. An empty datagram gets an empty reply.",
        Summary = "each datagram gets one reply, stripped and upper-cased",
    };

    public static Protocol UdpEcho { get; } = new()
    {
        Name = "udp-echo",
        Framing = Framing.Datagram,
        Transform = Transforms.Same,
        Service = "RFC 862 over UDP: each datagram comes back as it was.",
        Summary = "each datagram comes back as it was (RFC 862)",
    };

    public static Protocol Client { get; } = new()
    {
        Name = "client",
        Role = Role.Client,
        Greeting = "Hello, world",
        Framing = Framing.OneReceive,
        Transform = Transforms.Same,
        Service =
            "The client side: try each resolved address until one connects, send `Hello, world`, receive once, print " +
            "`Received 'Hello, world'`, exit 0. No server: `could not open socket`, exit 1.",
        Summary = "connects, sends 'Hello, world', prints \"Received 'Hello, world'\", exits 0",
    };

    /// <summary>In the order of every list and report.</summary>
    public static IReadOnlyList<Protocol> All { get; } =
        [Echo, EchoOnce, Uppercase, UppercaseOnce, Threaded, Forking, UdpUppercase, UdpEcho, Client];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(protocol => protocol.Name)];

    /// <returns>Null when there is no contract of that name.</returns>
    public static Protocol? Find(string name) => All.FirstOrDefault(protocol => protocol.Name == name);

    /// <summary>Where a contract stands in every list and report; after all others when it is none.</summary>
    public static int Position(string name)
    {
        for (var at = 0; at < All.Count; at++)
            if (All[at].Name == name) return at;
        return All.Count;
    }
}
