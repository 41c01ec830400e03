namespace SocketConformance.Probe;

/// <summary>How a peer's reading ended. FIN, RST and silence are three different answers.</summary>
public enum Ending
{
    /// <summary>As many bytes as were asked for came; the connection stands.</summary>
    Open,

    /// <summary>The server ended its side in order (RFC 9293 §3.6).</summary>
    Fin,

    /// <summary>The server aborted the connection (RFC 9293 §3.5.3).</summary>
    Reset,

    /// <summary>Nothing came before the deadline.</summary>
    Silence,

    /// <summary>More came than the peer was ready to take.</summary>
    Flood,
}

/// <summary>What a peer read, and how that ended.</summary>
public readonly record struct Answer(byte[] Bytes, Ending Ending)
{
    /// <summary>At the end the connection still waited in the server's queue to be accepted.</summary>
    public bool IsQueued { get; init; }
}
