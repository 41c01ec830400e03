using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>The same change of one case of one target, over its contracts and transports.</summary>
internal sealed record ChangeGroup(Change First, List<CaseResult> Results)
{
    /// <summary>Such as <c>pass → fail: expected 3 bytes "abc"; observed silence for 5 s</c>.</summary>
    public string Words => (First.Old, First.New) switch
    {
        ({ } old, null) when First.Dropped => $"{old.Verdict.Word()} → not judged: the specification of the new run has no such case",
        ({ } old, null) => $"{old.Verdict.Word()} → not judged",
        (null, { } now) => $"{now.Verdict.Word()}{Why(now)}",
        ({ } old, { } now) => $"{old.Verdict.Word()} → {now.Verdict.Word()}{Raised(old, now)}{Why(now)}",
        _ => "",
    };

    public string Subjects => $"{First.Result.Target}: {Report.Subjects.Words(Results)}";

    /// <summary>In the order of the changes.</summary>
    public static List<ChangeGroup> Of(ReportDiff diff, ChangeKind kind)
    {
        var groups = new Dictionary<(string, string, string), ChangeGroup>();
        var inOrder = new List<ChangeGroup>();
        foreach (var change in diff.Changes)
        {
            if (change.Kind != kind) continue;
            var group = new ChangeGroup(change, []);
            var key = (change.Result.Case, change.Result.Target, group.Words);
            if (groups.TryAdd(key, group)) inOrder.Add(group);
            groups[key].Results.Add(change.Result);
        }

        return inOrder;
    }

    private static string Raised(CaseResult old, CaseResult now) =>
        old.Level == now.Level ? "" : $" ({old.Level.Word()} → {now.Level.Word()})";

    private static string Why(CaseResult now) =>
        now.Verdict == Verdict.KnownFailure ? $": {now.Reason}"
        : now.Expected is not null ? $": expected {now.Expected}; observed {now.Observed}"
        : now.Reason is not null ? $": {now.Reason}"
        : "";
}
