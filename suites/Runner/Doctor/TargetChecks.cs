using SocketConformance.Cases;
using SocketConformance.Probe;
using SocketConformance.Report;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary>Whether a target's servers start and answer, and whether what a file says of their protocols is what they speak: what is
/// looked at before anything is judged, and nothing else.</summary>
internal static class TargetChecks
{
    /// <summary>What a description says besides its exchanges.</summary>
    private static readonly string[] Described = ["dialogue/bad-request-is-answered", "dialogue/quit-closes"];

    /// <exception cref="TargetException">A target is not known, or its file is broken.</exception>
    public static async Task<ExitCode> RunAsync(IReadOnlyList<string> names)
    {
        var options = new RunOptions
        {
            Targets = names, Cases = [.. Catalogue.Prerequisites, .. Described], Reports = [], Command = [],
            Jobs = Environment.ProcessorCount,
        };
        var targets = Columns.Of(options);
        await UserNamespace.EnterForAsync(targets, ["doctor", .. names]);
        (Patience.Chosen, Patience.Machine) = (1, await Calibration.ScaleAsync());
        var filter = CaseFilter.Parse(options.Cases, options.Cases);
        var run = new ConformanceRun(options, targets, filter, KnownFailures.Of(targets, null));
        using var interruption = new Interruption(run.Interrupt);
        using var progress = LiveProgress.On(ReportConsole.Error());
        var report = run.Judge(progress);
        foreach (var one in report.Results.GroupBy(result => (result.Target, result.Contract, result.Transport)))
            Console.Write(Words(one.FirstOrDefault(result => !IsOk(result)) ?? one.First()));
        foreach (var target in report.Targets)
            foreach (var line in target.Declared) Console.WriteLine($"{"",8} {Printable.Text(target.Name)}: {Printable.Text(line)}");
        foreach (var problem in report.Problems) Console.WriteLine($"{"BROKEN",-8} {Printable.Text(problem.Message)}");

        var wrong = report.Results.Count(result => !IsOk(result)) + report.Problems.Count;
        Console.WriteLine(wrong == 0
            ? "\nREADY  Each server answers as its file says."
            : "\nNOT READY  The description, or the server, is to be mended first: what stands above does not fit.");
        return report.Interrupted ? ExitCode.Interrupted : wrong == 0 ? ExitCode.Conformant : ExitCode.CouldNotJudge;
    }

    private static bool IsOk(CaseResult result) => result.Verdict is Verdict.Pass or Verdict.KnownFailure or Verdict.Skip;

    private static string Words(CaseResult result)
    {
        var who = $"{Printable.Text(result.Target)}: {result.Contract} over {result.Transport.Word()}\n";
        return IsOk(result) ? $"{"ok",-8} {who}" : $"{"BROKEN",-8} {who}\n{FailureText.Plain(result)}\n";
    }
}
