namespace SocketConformance.Report;

/// <summary>A kind of mistake that servers are known to make.</summary>
/// <param name="Words">What the server does, as the end of "a server that …".</param>
/// <param name="Advice">What to write in its place.</param>
public sealed record FaultKind(string Words, string Advice);
