using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Parity;

/// <summary>Differences that a target file declares, each with its reason.</summary>
public static class Divergence
{
    /// <summary>What an entry of <c>divergences</c> names to leave something out of the random conversations.</summary>
    public const string Reset = "fuzz/reset", StopSignal = "fuzz/stop-signal", Interleave = "fuzz/interleave";

    public static IReadOnlyList<string> Ids { get; } = [Reset, StopSignal, Interleave];

    /// <summary>Why two targets may differ in a case; null when they may not.</summary>
    public static string? Reason(Target one, Target other, string rule, string contract, Transport transport) =>
        Of(one, other).FirstOrDefault(entry => Covers(entry, rule, contract, transport))?.Reason;

    /// <summary>The entries of both targets that are about the other one, or about all.</summary>
    public static IEnumerable<KnownFailure> Of(Target one, Target other) =>
        one.Divergences.Where(entry => (entry.Target ?? other.Name) == other.Name)
            .Concat(other.Divergences.Where(entry => (entry.Target ?? one.Name) == one.Name));

    public static bool Covers(KnownFailure entry, string rule, string contract, Transport transport) =>
        (entry.Contract ?? contract) == contract && (entry.Transport ?? transport) == transport && Glob.Matches(entry.Case, rule);
}
