using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>Results of one target that share a verdict and its reason.</summary>
internal sealed record ReasonGroup(string Target, string Reason, List<CaseResult> Results)
{
    private const int CasesNamed = 3;

    /// <summary>The first case's id: the only one, when grouped by case.</summary>
    public string Case => Results[0].Case;

    /// <summary>Such as <c>udp/a, udp/b, udp/c and 5 more</c>.</summary>
    public string Cases
    {
        get
        {
            var cases = new List<string>();
            foreach (var result in Results)
                if (!cases.Contains(result.Case)) cases.Add(result.Case);
            return cases.Count <= CasesNamed + 1
                ? string.Join(", ", cases)
                : $"{string.Join(", ", cases.GetRange(0, CasesNamed))} and {cases.Count - CasesNamed} more";
        }
    }

    /// <summary>In the order of the results.</summary>
    public static List<ReasonGroup> Of(RunReport report, Verdict verdict, bool byCase = false)
    {
        var groups = new Dictionary<(string, string, string), ReasonGroup>();
        var inOrder = new List<ReasonGroup>();
        foreach (var result in report.Results)
        {
            if (result.Verdict != verdict) continue;
            var reason = result.Reason ?? "no reason given";
            var key = (result.Target, byCase ? result.Case : "", reason);
            if (!groups.TryGetValue(key, out var group))
            {
                groups.Add(key, group = new ReasonGroup(result.Target, reason, []));
                inOrder.Add(group);
            }

            group.Results.Add(result);
        }

        return inOrder;
    }
}
