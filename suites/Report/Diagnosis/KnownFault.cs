using System.Collections.Frozen;

namespace SocketConformance.Report;

/// <summary>A broken server whose mistake is known, and what all the rules said of it.</summary>
/// <param name="Contract">The contract that it served.</param>
/// <param name="Kind">What it does wrong.</param>
/// <param name="Breaks">The ids of the rules that it breaks.</param>
/// <param name="Keeps">The ids of those that it keeps. Of others nothing is known: they were not asked, or could not be judged.</param>
public sealed record KnownFault(
    string Name, string Contract, FaultKind Kind, FrozenSet<string> Breaks, FrozenSet<string> Keeps);
