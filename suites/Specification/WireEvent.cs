namespace SocketConformance.Specification;

/// <summary>One step of a conversation as a peer saw it.</summary>
/// <param name="Milliseconds">Since the case began, to the microsecond.</param>
/// <param name="What">Such as <c>-> 12 bytes "Hello, world"</c> or <c>&lt;- FIN</c>. Bytes of the target are escaped already.</param>
public sealed record WireEvent(double Milliseconds, string What);
