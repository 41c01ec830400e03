namespace SocketConformance.Report;

/// <summary>A mistake, and what it explains of the symptoms.</summary>
/// <param name="Or">Another mistake that fits about as well; null when there is none.</param>
/// <param name="Broken">All that is broken.</param>
/// <param name="Explained">Of these, what such a server breaks too; first what the fewest others break.</param>
/// <param name="Surplus">What such a server breaks, and what is kept.</param>
internal sealed record Explanation(
    FaultKind Kind, FaultKind? Or, IReadOnlyList<string> Broken, IReadOnlyList<string> Explained, IReadOnlyList<string> Surplus);
