using System.Diagnostics;
using SocketConformance.Parity;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary><c>--parity</c>: the first target beside each other, case by case.</summary>
internal static class ParityRun
{
    /// <summary>What comes out one way or the other by chance may have come out twice alike for each, and not for both: so
    /// often more, where they seem to differ, and one in two becomes one in 500.</summary>
    private const int MoreRuns = 3;

    /// <param name="filter">The cases that are asked for.</param>
    /// <param name="judge">Judges all targets once, by such cases.</param>
    /// <returns>Where the user ended it, what the runs had judged until then.</returns>
    public static ParityReport Compare(IReadOnlyList<Target> targets, CaseFilter filter, Func<CaseFilter, RunReport> judge)
    {
        if (targets.Count < 2)
            throw new TargetException("--parity compares targets: name two or more, such as --target python-local,csharp.");
        var started = Stopwatch.GetTimestamp();
        List<RunReport> runs = [judge(filter)];
        Repeat(1, filter);
        var pairs = Pairs();
        string[] differing = [.. pairs.SelectMany(pair => pair.Of(CaseParityKind.Different)).Select(row => row.Case).Distinct()];
        if (differing.Length > 0)
        {
            Repeat(MoreRuns, CaseFilter.Parse(differing, differing));
            pairs = Pairs();
        }

        return new ParityReport(ConformanceRun.Version, Revision.Current, Stopwatch.GetElapsedTime(started).TotalMilliseconds)
        {
            // A declared difference that half a run has not shown may still be one.
            Cases = Interrupted() ? [.. pairs.Select(pair => pair with { Stale = [] })] : pairs,
            Problems = [.. runs.SelectMany(Troubles).Distinct()],
            Interrupted = Interrupted(),
        };

        void Repeat(int times, CaseFilter asked)
        {
            while (times-- > 0 && !Interrupted()) runs.Add(judge(asked));
        }

        List<CaseParityReport> Pairs() =>
            [.. targets.Skip(1).Select(port => CaseParity.Compare(targets[0], port, [.. runs.Select(run => run.Results)]))];

        bool Interrupted() => runs[^1].Interrupted;
    }

    private static IEnumerable<string> Troubles(RunReport run) =>
        run.Problems.Where(problem => problem.Kind == ProblemKind.CouldNotJudge).Select(problem => problem.Message).Concat(
            run.Results.Where(result => result.Verdict == Verdict.Error)
                .Select(error =>
                    $"Could not judge {error.Case} ({error.Target}, {error.Contract}, {error.Transport.Word()}): {error.Reason}"));
}
