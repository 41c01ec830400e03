namespace SocketConformance.Specification;

/// <summary>One step of a conversation as a peer saw it.</summary>
/// <param name="Milliseconds">Since the case began, to the microsecond.</param>
/// <param name="Peer">The number of the peer that it happened to; 0 when it is about no peer.</param>
/// <param name="Step">What happened.</param>
public sealed record WireEvent(double Milliseconds, int Peer, WireStep Step);
