using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>Something that speaks against a target and is explained on a page of its own.</summary>
/// <param name="Result">What is shown.</param>
/// <param name="Others">The same over the target's other contracts and transports: nothing but the wire differs. What kept
/// the suite from judging is the same for all the target's cases.</param>
internal sealed record Finding(CaseResult Result, List<CaseResult> Others)
{
    public static bool IsOne(Verdict verdict) =>
        verdict is Verdict.Fail or Verdict.Error or Verdict.UnexpectedPass or Verdict.Flaky or Verdict.Deviation;

    /// <summary>Whether its reason is one that many cases share: the suite could not judge, or the server answers nothing.</summary>
    internal static bool IsOfMany(CaseResult result) =>
        result.Verdict == Verdict.Error || (result.Verdict is Verdict.Fail or Verdict.Deviation && result.Expected is null && result.Reason is not null);

    /// <summary>The worst first, root causes before what may follow from them, otherwise in the order of the results.</summary>
    public static List<Finding> Of(RunReport report)
    {
        var known = new Dictionary<(string, string, Verdict, Level, string?, string?, string?), Finding>();
        var inOrder = new List<Finding>();
        foreach (var result in report.Results)
        {
            if (!IsOne(result.Verdict)) continue;
            var same = IsOfMany(result)
                ? (result.Target, "", result.Verdict, Level.Must, null, null, result.Reason)
                : (result.Target, result.Case, result.Verdict, result.Level, result.Expected, result.Observed, result.Reason);
            if (known.TryGetValue(same, out var finding))
            {
                finding.Others.Add(result);
                continue;
            }

            finding = new Finding(result, []);
            known.Add(same, finding);
            inOrder.Add(finding);
        }

        var worstFirst = new List<Finding>(inOrder.Count);
        foreach (var verdict in Tally.WorstFirst)
        {
            worstFirst.AddRange(inOrder.Where(finding => finding.Result.Verdict == verdict && IsOfMany(finding.Result)));
            worstFirst.AddRange(inOrder.Where(finding => finding.Result.Verdict == verdict && !IsOfMany(finding.Result)));
        }

        return worstFirst;
    }
}
