namespace SocketConformance.Probe;

/// <summary>The kernel's connection states (RFC 9293 §3.3.2), numbered as Linux numbers them.</summary>
public enum TcpState
{
    Established = 1,
    SynSent = 2,
    SynReceived = 3,
    FinWait1 = 4,
    FinWait2 = 5,
    TimeWait = 6,
    Closed = 7,
    CloseWait = 8,
    LastAck = 9,
    Listen = 10,
    Closing = 11,
}

public static class TcpStateWords
{
    /// <summary>As the RFC writes it: <c>CLOSE-WAIT</c>.</summary>
    public static string Word(this TcpState state) => state switch
    {
        TcpState.SynSent => "SYN-SENT",
        TcpState.SynReceived => "SYN-RECEIVED",
        TcpState.FinWait1 => "FIN-WAIT-1",
        TcpState.FinWait2 => "FIN-WAIT-2",
        TcpState.TimeWait => "TIME-WAIT",
        TcpState.CloseWait => "CLOSE-WAIT",
        TcpState.LastAck => "LAST-ACK",
        _ => state.ToString().ToUpperInvariant(),
    };
}
