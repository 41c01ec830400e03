using System.Globalization;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>A report with the name of its file, for messages about it.</summary>
public sealed record NamedReport(string Name, RunReport Report);

/// <summary>What changed between two reports.</summary>
public sealed class ReportDiff
{
    private ReportDiff(NamedReport old, NamedReport now, List<Change> changes, int unchanged) =>
        (Old, New, Changes, Unchanged) = (old, now, changes, unchanged);

    public NamedReport Old { get; }
    public NamedReport New { get; }

    /// <summary>In the order of the new report; what it does not hold stands at the end, in the order of the old one.</summary>
    public IReadOnlyList<Change> Changes { get; }

    public int Unchanged { get; }

    public bool Regressed => Changes.Any(change => change.Kind == ChangeKind.Regression);

    public ExitCode ExitCode => Regressed ? ExitCode.NotConformant : ExitCode.Conformant;

    public int Count(ChangeKind kind) => Changes.Count(change => change.Kind == kind);

    /// <param name="isCase">Whether the specification has a case of that id.</param>
    /// <exception cref="ReportException">The two can't be compared; says why, and the way out.</exception>
    public static ReportDiff Of(NamedReport old, NamedReport now, Func<string, bool> isCase)
    {
        RequireComparable(old, now);
        var before = old.Report.Results.ToDictionary(result => result.Judgement);
        var after = now.Report.Results.Select(result => result.Judgement).ToHashSet();
        var judged = now.Report.Results.Select(result => result.Case).ToHashSet();
        var revised = old.Report.Revision != now.Report.Revision;

        List<Change?> all =
        [
            .. now.Report.Results.Select(result => Change.Of(before.GetValueOrDefault(result.Judgement), result, dropped: false)),
            .. old.Report.Results.Where(result => !after.Contains(result.Judgement))
                .Select(result => Change.Of(result, null, dropped: revised && !judged.Contains(result.Case) && !isCase(result.Case))),
        ];
        return new ReportDiff(old, now, [.. all.OfType<Change>()], all.Count(change => change is null));
    }

    /// <summary>What a reader of the changes has to know about the two runs.</summary>
    public IEnumerable<string> Notes
    {
        get
        {
            if (Old.Report.Revision != New.Report.Revision)
                yield return $"The old run judged by {Revision(Old)} of the specification, the new one by {Revision(New)}.";
            if (Old.Report.Version != New.Report.Version)
                yield return $"The old run is of suite {Old.Report.Version}, the new one of {New.Report.Version}.";
            foreach (var (name, report) in ((string, RunReport)[])[(Old.Name, Old.Report), (New.Name, New.Report)])
            {
                if (report.Interrupted) yield return $"{name} was interrupted before every case was judged.";
                foreach (var problem in report.Problems) yield return $"{name}: {problem.Message}";
            }
        }
    }

    private static string Revision(NamedReport named) => named.Report.Revision is { } revision
        ? string.Create(CultureInfo.InvariantCulture, $"revision {revision}")
        : "an unknown revision";

    private static void RequireComparable(NamedReport old, NamedReport now)
    {
        foreach (var (name, report) in ((string, RunReport)[])[(old.Name, old.Report), (now.Name, now.Report)])
            if (report.Results.Count == 0) throw new ReportException($"{name} holds no result: there is nothing to compare");
        if (old.Report.Shard != now.Report.Shard)
            throw new ReportException($"{old.Name} is {Part(old)}, {now.Name} {Part(now)}: merge the shards of a run first");
        string[] before = [.. old.Report.Targets.Select(target => target.Name)];
        string[] after = [.. now.Report.Targets.Select(target => target.Name)];
        if (!before.Intersect(after).Any())
            throw new ReportException($"{old.Name} judges {string.Join(", ", before)}, {now.Name} {string.Join(", ", after)}: no target " +
                "is in both. A target is known by the name in its file");
    }

    private static string Part(NamedReport named) => named.Report.Shard is { } shard ? $"shard {shard}" : "a whole run";
}
