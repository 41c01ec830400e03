using System.Globalization;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>
/// Makes one report of the shards of a run, or of runs of several targets. It never looks better than its parts: a shard
/// that is missing, or was cut short, keeps the whole from being conformant.
/// </summary>
public static class ReportMerge
{
    /// <returns>The results in the order of the parts.</returns>
    /// <exception cref="ReportException">The parts contradict each other; says which two, where, and the way out.</exception>
    public static RunReport Of(IReadOnlyList<NamedReport> parts)
    {
        var first = parts[0];
        foreach (var part in parts.Skip(1)) RequireSameRules(first, part);
        return first.Report with
        {
            Targets = Targets(parts),
            Results = Results(parts),
            DurationMs = parts.Sum(part => part.Report.DurationMs),
            DeadlineScale = parts.Max(part => part.Report.DeadlineScale),
            Rounds = parts.Min(part => part.Report.Rounds),
            Interrupted = false,
            Problems = [.. Problems(parts).Distinct()],
            Shard = null,
        };
    }

    private static void RequireSameRules(NamedReport first, NamedReport other)
    {
        RequireSame("was judged by suite", first.Report.Version, other.Report.Version);
        RequireSame("was judged by revision", Word(first.Report.Revision), Word(other.Report.Revision));
        RequireSame("counts a deviation as", Strictness(first), Strictness(other));

        void RequireSame(string what, string here, string there)
        {
            if (here != there)
                throw new ReportException(
                    $"{first.Name} {what} {here}, {other.Name} {there}: judge all parts with one suite and the same options");
        }

        static string Word(int? revision) => revision?.ToString(CultureInfo.InvariantCulture) ?? "unknown";
        static string Strictness(NamedReport part) => part.Report.Strict ? "a failure (--strict)" : "no failure";
    }

    private static List<TargetSummary> Targets(IReadOnlyList<NamedReport> parts)
    {
        var merged = new Dictionary<string, (TargetSummary Target, string In)>();
        foreach (var (name, report) in parts.Select(part => (part.Name, part.Report)))
            foreach (var target in report.Targets)
                merged[target.Name] = merged.TryGetValue(target.Name, out var known)
                    ? (known.Target with { Declared = Declared(known, target, name) }, known.In)
                    : (target, name);
        return [.. merged.Values.Select(one => one.Target)];
    }

    /// <summary>A line for each contract: parts can be about different contracts of a target.</summary>
    private static List<string> Declared((TargetSummary Target, string In) known, TargetSummary other, string name)
    {
        List<string> lines = [.. known.Target.Declared];
        foreach (var line in other.Declared.Except(lines))
        {
            var contract = line.Split(':')[0];
            if (lines.Find(one => one.Split(':')[0] == contract) is { } here)
                throw new ReportException(Escaping.Printable(
                    $"{other.Name} declares \"{here}\" in {known.In}, but \"{line}\" in {name}: these are two targets, give " +
                        "them two names"));
            lines.Add(line);
        }

        return lines;
    }

    private static List<CaseResult> Results(IReadOnlyList<NamedReport> parts)
    {
        var merged = new Dictionary<Judgement, (CaseResult Result, string In)>();
        foreach (var part in parts)
            foreach (var result in part.Report.Results)
                if (!merged.TryAdd(result.Judgement, (result, part.Name)))
                    RequireSame(merged[result.Judgement], (result, part.Name));
        return [.. merged.Values.Select(one => one.Result)];
    }

    private static void RequireSame((CaseResult Result, string In) one, (CaseResult Result, string In) other)
    {
        var (here, there) = (Words(one.Result), Words(other.Result));
        if (here != there)
            throw new ReportException(Escaping.Printable(
                $"{one.Result.Judgement} is {here} in {one.In}, but {there} in {other.In}: take one of the two, or compare " +
                    "them with diff"));

        static string Words(CaseResult result) => $"{result.Verdict.Word()} ({result.Level.Word()})";
    }

    private static IEnumerable<Problem> Problems(IReadOnlyList<NamedReport> parts)
    {
        foreach (var part in parts)
        {
            foreach (var problem in part.Report.Problems) yield return problem;
            if (part.Report.Interrupted)
                yield return new Problem(
                    ProblemKind.CouldNotJudge, $"{part.Name} was interrupted before every case was judged: run it again.");
        }

        // Runs of different targets can be split differently.
        foreach (var run in parts.Where(part => part.Report.Shard is not null)
            .GroupBy(part => string.Join(", ", part.Report.Targets.Select(target => target.Name))))
            foreach (var message in Incomplete(run.Key, [.. run]))
                yield return new Problem(ProblemKind.CouldNotJudge, message);
    }

    private static IEnumerable<string> Incomplete(string targets, IReadOnlyList<NamedReport> shards)
    {
        var whole = shards[0].Report.Shard!;
        foreach (var other in shards)
            if (other.Report.Shard is var shard && (shard!.Count, shard.Results) != (whole.Count, whole.Results))
                throw new ReportException(
                    $"{shards[0].Name} is shard {whole} of {Results(whole)}, {other.Name} is shard {shard} of {Results(shard)}: these " +
                        "are parts of different runs");

        var missing = Enumerable.Range(1, whole.Count).Except(shards.Select(shard => shard.Report.Shard!.Index)).ToList();
        if (missing.Count > 0)
        {
            var named = string.Join(", ", missing.Take(10).Select(index => $"{index}/{whole.Count}"));
            var are = missing.Count > 10 ? $" and {missing.Count - 10} more are" : missing.Count == 1 ? " is" : " are";
            var word = missing.Count == 1 ? "shard" : "shards";
            yield return $"Of {targets}, {word} {named}{are} missing: a part of the cases was not judged.";
            yield break;
        }

        var judged = shards.DistinctBy(shard => shard.Report.Shard!.Index).Sum(shard => shard.Report.Results.Count);
        if (judged != whole.Results)
            yield return $"The shards of {targets} hold {judged} of {Results(whole)}: one of them was cut short.";

        static string Results(Shard shard) => string.Create(CultureInfo.InvariantCulture, $"{shard.Results} results");
    }
}
