using System.Diagnostics;
using SocketConformance.Parity;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary><c>--parity</c>: the first target beside each other, case by case.</summary>
internal static class ParityRun
{
    /// <param name="judge">Judges all targets once.</param>
    /// <returns>Where the user ended it, what both runs had judged until then.</returns>
    public static ParityReport Compare(IReadOnlyList<Target> targets, Func<RunReport> judge)
    {
        if (targets.Count < 2) throw new TargetException("--parity compares targets: name two or more, such as --target python-local,csharp.");
        var started = Stopwatch.GetTimestamp();
        List<RunReport> runs = [judge()];
        if (!runs[0].Interrupted) runs.Add(judge());
        var interrupted = runs.Any(run => run.Interrupted);
        var pairs = targets.Skip(1).Select(port => CaseParity.Compare(targets[0], port, [.. runs.Select(run => run.Results)]));
        return new ParityReport(ConformanceRun.Version, Revision.Current, Stopwatch.GetElapsedTime(started).TotalMilliseconds)
        {
            // A declared difference that half a run has not shown may still be one.
            Cases = [.. interrupted ? pairs.Select(pair => pair with { Stale = [] }) : pairs],
            Problems = [.. runs.SelectMany(Troubles).Distinct()],
            Interrupted = interrupted,
        };
    }

    private static IEnumerable<string> Troubles(RunReport run) =>
        run.Problems.Where(problem => problem.Kind == ProblemKind.CouldNotJudge).Select(problem => problem.Message).Concat(
            run.Results.Where(result => result.Verdict == Verdict.Error)
                .Select(error => $"Could not judge {error.Case} ({error.Target}, {error.Contract}, {error.Transport.Word()}): {error.Reason}"));
}
