namespace SocketConformance.Specification;

/// <summary>The named services that a server can promise.</summary>
public static class Contracts
{
    public const string Echo = "echo";
    public const string EchoOnce = "echo-once";
    public const string Uppercase = "uppercase";
    public const string Threaded = "threaded";
    public const string Forking = "forking";
    public const string UdpUppercase = "udp-uppercase";
    public const string UdpEcho = "udp-echo";
    public const string Client = "client";

    public static IReadOnlyList<string> All { get; } =
        [Echo, EchoOnce, Uppercase, Threaded, Forking, UdpUppercase, UdpEcho, Client];

    public static bool IsDatagram(string contract) => contract is UdpUppercase or UdpEcho;

    /// <summary>The transports that a contract can run over.</summary>
    public static IReadOnlyList<Transport> Transports(string contract) => IsDatagram(contract)
        ? [Transport.Udp4, Transport.Udp6]
        : [Transport.Tcp4, Transport.Tcp6, Transport.Unix];
}
