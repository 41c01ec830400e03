namespace SocketConformance.Specification;

/// <summary>What carries a conversation.</summary>
public enum Transport
{
    Tcp4,
    Tcp6,
    Unix,
    Udp4,
    Udp6,
}

public static class TransportWords
{
    public static string Word(this Transport transport) => transport.ToString().ToLowerInvariant();

    public static bool IsTcp(this Transport transport) => transport is Transport.Tcp4 or Transport.Tcp6;

    public static bool IsUdp(this Transport transport) => transport is Transport.Udp4 or Transport.Udp6;

    /// <summary>The loopback address that a server is told to bind; null for a Unix path.</summary>
    public static string? LoopbackHost(this Transport transport) => transport switch
    {
        Transport.Tcp4 or Transport.Udp4 => "127.0.0.1",
        Transport.Tcp6 or Transport.Udp6 => "::1",
        _ => null,
    };

    public static Transport? Parse(string word)
    {
        foreach (var transport in Enum.GetValues<Transport>())
            if (transport.Word() == word) return transport;
        return null;
    }
}
