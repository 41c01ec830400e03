using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>Something that speaks against a target and is explained on a page of its own.</summary>
/// <param name="Result">What is shown: of several one of the worst, and soon shown.</param>
/// <param name="Others">The same over the target's other contracts and transports, where nothing but the wire differs; and other
/// rules' results that share its <see cref="Difference"/>. What kept the suite from judging is the same for all the target's cases.
/// </param>
internal sealed record Finding(CaseResult Result, List<CaseResult> Others)
{
    /// <summary>The rules that it is about, the shown one first.</summary>
    public IReadOnlyList<string> Rules => [.. Others.Prepend(Result).Select(result => result.Case).Distinct()];

    public static bool IsOne(Verdict verdict) =>
        verdict is Verdict.Fail or Verdict.Error or Verdict.UnexpectedPass or Verdict.Flaky or Verdict.Deviation;

    /// <summary>Whether its reason is one that many cases share: the suite could not judge, or the server answers nothing.</summary>
    internal static bool IsOfMany(CaseResult result) =>
        result.Verdict == Verdict.Error
            || (result.Verdict.IsBroken() && result.Expected is null && result.Reason is not null);

    /// <summary>The worst first, root causes before what may follow from them, what most rules show before the
    /// rest; otherwise in the order of the results.</summary>
    /// <param name="eachRule">Every rule has a page of its own, whatever it shares with others.</param>
    public static List<Finding> Of(RunReport report, bool eachRule = false)
    {
        List<Finding> inOrder =
        [
            .. from result in report.Results
               where IsOne(result.Verdict)
               group result by Shared(result, eachRule) into same
               let worst = same.Min(result => result.Verdict)
               let shown = Shortest([.. same.Where(result => result.Verdict == worst)])
               select new Finding(shown, [.. same.Where(result => !ReferenceEquals(result, shown))]),
        ];
        var roots = inOrder.Select(finding => finding.Result.Reason?.Split("; see ")[^1]).ToHashSet(); // of what is "not testable"
        inOrder = [.. inOrder.OrderByDescending(finding => finding.Rules.Count)];

        var worstFirst = new List<Finding>(inOrder.Count);
        foreach (var verdict in Tally.WorstFirst)
        {
            var its = inOrder.Where(finding => finding.Result.Verdict == verdict).ToLookup(Rank);
            foreach (var rank in (int[])[0, 1, 2]) worstFirst.AddRange(its[rank]);
        }

        return worstFirst;

        int Rank(Finding finding) => IsOfMany(finding.Result) ? 1 : finding.Rules.Any(roots.Contains) ? 0 : 2;
    }

    /// <summary>The first that takes not much more to show than the one that is shown soonest: earlier rules are the simpler ones.
    /// </summary>
    private static CaseResult Shortest(IReadOnlyList<CaseResult> results)
    {
        var least = results.Min(Bulk);
        return results.First(result => Bulk(result) <= 2 * least);
    }

    /// <summary>About how many characters it takes to show.</summary>
    private static int Bulk(CaseResult result) =>
        (result.Expected?.Length ?? 0) + (result.Observed?.Length ?? 0) + 40 * result.Wire.Count;

    /// <summary>What results must have in common for one page to do for all of them.</summary>
    private static object Shared(CaseResult result, bool eachRule) => result switch
    {
        _ when IsOfMany(result) => (result.Target, result.Verdict, result.Reason),
        { Verdict: Verdict.Fail or Verdict.Deviation, Difference: { } difference } when !eachRule => (result.Target, difference.Words),
        _ => (result.Target, result.Case, result.Verdict, result.Level, result.Expected, result.Observed, result.Reason),
    };
}
