namespace SocketConformance.Specification;

/// <summary>What each contract promises, in words.</summary>
public static class ContractTexts
{
    /// <exception cref="KeyNotFoundException">A contract without a text.</exception>
    public static string Of(string contract) => Texts[contract];

    private static readonly Dictionary<string, string> Texts = new()
    {
        [Contracts.Echo] =
            "Serve connections until stopped. Return every byte in order, without waiting for a newline or for the client to finish. " +
            "At the client's FIN, send what is still owed, then FIN. Connections may be served one at a time (declared: `concurrent: false`).",
        [Contracts.EchoOnce] =
            "Resolve the address, bind, `listen(5)`, accept exactly one connection, echo it as above, close, exit 0. " +
            "On an address in use: say `could not open socket`, exit 1.",
        [Contracts.Uppercase] =
            "One request a connection, one connection at a time: one `recv` of at most 1024 bytes, strip ASCII whitespace (space, \\t \\n \\v \\f \\r) " +
            "at both ends, upper-case ASCII letters, leave all other bytes alone, send, close.",
        [Contracts.Threaded] =
            "One request a connection, connections served at the same time, a thread each: one `recv` of at most 1024 bytes, reply " +
            "`<thread-name>: <data>`, close. Names differ between connections that are open together.",
        [Contracts.Forking] =
            "As `threaded`, with a process a connection: reply `<process-id>: <data>`. Children are reaped.",
        [Contracts.UdpUppercase] =
            "Each datagram gets one reply, from the server's own address and port, with the payload stripped and upper-cased as above. " +
            "Datagrams above 8192 bytes are cut to 8192. An empty datagram gets an empty reply.",
        [Contracts.UdpEcho] =
            "RFC 862 over UDP: each datagram comes back as it was.",
        [Contracts.Client] =
            "The client side: try each resolved address until one connects, send `Hello, world`, receive once, print " +
            "`Received 'Hello, world'`, exit 0. No server: `could not open socket`, exit 1.",
    };
}
