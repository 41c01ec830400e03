using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What the rules said of one contract of one target.</summary>
/// <param name="Broken">The ids of the rules that it breaks, in the order of the specification.</param>
/// <param name="Kept">The ids of those that it keeps.</param>
internal sealed record Symptoms(IReadOnlyList<string> Broken, IReadOnlySet<string> Kept)
{
    /// <summary>A rule that is broken over one transport is broken. What a known failure is about is known.</summary>
    public static Symptoms Of(IEnumerable<CaseResult> results)
    {
        List<string> broken = [];
        HashSet<string> kept = [], known = [];
        foreach (var result in results)
        {
            if (result.Verdict.IsBroken() && !broken.Contains(result.Case)) broken.Add(result.Case);
            if (result.Verdict == Verdict.Pass) kept.Add(result.Case);
            if (result.Verdict is Verdict.KnownFailure or Verdict.Flaky) known.Add(result.Case);
        }

        kept.ExceptWith(broken);
        kept.ExceptWith(known);
        return new Symptoms(broken, kept);
    }
}
