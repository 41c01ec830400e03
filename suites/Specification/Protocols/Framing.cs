namespace SocketConformance.Specification;

/// <summary>What of that which was sent is a request.</summary>
/// <param name="MostBytes">Of a request; what comes beyond is left unread.</param>
public sealed record Framing(Carrier Carrier, int MostBytes)
{
    /// <summary>All bytes as they come, until the client's FIN; the server closes then.</summary>
    public static Framing AsItComes { get; } = new(Carrier.Connections, int.MaxValue);

    /// <summary>What one receive of at most 1,024 bytes gives; the server closes once it has answered.</summary>
    public static Framing OneReceive { get; } = new(Carrier.Connections, 1024);

    /// <summary>A datagram, whole.</summary>
    public static Framing Datagram { get; } = new(Carrier.Datagrams, int.MaxValue);

    /// <summary>A datagram, of which at most 8,192 bytes are received.</summary>
    public static Framing CutDatagram { get; } = new(Carrier.Datagrams, 8192);
}
