using SocketConformance.Parity;
using SocketConformance.Report;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary><c>--parity</c>: the first target beside each other, case by case.</summary>
internal static class ParityRun
{
    /// <param name="judge">Judges all targets once.</param>
    public static ExitCode Run(IReadOnlyList<Target> targets, Func<RunReport> judge)
    {
        if (targets.Count < 2) throw new TargetException("--parity compares targets: name two or more, such as --target python-local,csharp.");
        List<RunReport> runs = [judge()];
        if (!runs[0].Interrupted) runs.Add(judge());
        if (runs.Any(run => run.Interrupted)) return ExitCode.Interrupted;
        var reports = targets.Skip(1).Select(port => CaseParity.Compare(targets[0], port, [.. runs.Select(run => run.Results)])).ToList();
        foreach (var report in reports) CaseParityText.Write(report, Console.Out);
        var errors = runs[0].Results.Where(result => result.Verdict == Verdict.Error).ToList();
        foreach (var error in errors) Console.Out.WriteLine($"could not judge {error.Case} ({error.Target}, {error.Contract}, {error.Transport.Word()}): {error.Reason}");
        return errors.Count > 0 ? ExitCode.CouldNotJudge : reports.Max(report => report.ExitCode);
    }
}
