using System.Diagnostics;
using SocketConformance.Cases;
using SocketConformance.Probe;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary>Judges the suite itself: every broken server must be caught by the case that is named for it.</summary>
internal static class SelfTest
{
    // A broken server that hangs costs a whole deadline, and most of the bank hangs.
    private const double Impatience = 0.4;

    // Enough to show that it goes on, in the minutes that a whole matrix takes.
    private const int JudgedBetweenNews = 100;

    // Servers live on until their plan ends, and some never rest. The bank has its like together: far ones are judged at once.
    private const int AtOnce = 16;

    /// <returns>0 when every fault was caught by its case and every case catches one; 1 otherwise; 130 when it was interrupted.</returns>
    public static async Task<ExitCode> RunAsync(RunOptions options, Func<string, bool> selects)
    {
        var selected = (await BrokenTargets.ListAsync()).Where(broken => selects(broken.Case)).ToList();
        var bank = selected.Where(broken => broken.Missing is null).ToList();
        (Patience.Chosen, Patience.Machine) = (options.DeadlineScale * Impatience, await Calibration.ScaleAsync());
        var (matrix, report) = await JudgeAsync(bank, options);
        ReportOptions.WriteFiles(report, options.Reports);

        var interrupted = report.Interrupted;
        var judged = bank.Where(broken => !interrupted || matrix.HasJudged(broken)).ToList();
        foreach (var broken in judged) KillMatrixText.PutFault(matrix, broken);
        foreach (var broken in selected.Except(bank)) KillMatrixText.PutSkipped(broken);
        foreach (var broken in judged.Where(broken => !matrix.IsCaught(broken)))
            Console.WriteLine($"\n{broken.Name} escaped {broken.Case}: {matrix.Why(broken)}");
        var caught = judged.Count(matrix.IsCaught);
        if (interrupted)
        {
            Console.WriteLine($"\nInterrupted: {judged.Count} of {bank.Count} broken servers were judged, and {caught} of these caught.");
            return ExitCode.Interrupted;
        }

        var named = bank.Select(broken => broken.Case).ToHashSet();
        var asked = Catalogue.Cases.Where(rule => selects(rule.Id)).ToList();
        var idle = asked.Where(rule => !named.Contains(rule.Id)).ToList();
        foreach (var rule in idle) Console.WriteLine($"\n{rule.Id} catches no broken server.");
        if (options.KillMatrix) KillMatrixText.PutNumbers(matrix, bank, [.. Catalogue.Cases.Select(rule => rule.Id)]);

        Console.WriteLine($"\n{caught} of {bank.Count} broken servers " +
            $"caught{(selected.Count == bank.Count ? "" : $", {selected.Count - bank.Count} skipped")}; {idle.Count} of {asked.Count} " +
            "cases catch none.");
        return caught == bank.Count && idle.Count == 0 ? ExitCode.Conformant : ExitCode.NotConformant;
    }

    private static async Task<(KillMatrix Matrix, RunReport Report)> JudgeAsync(List<BrokenTarget> bank, RunOptions options)
    {
        var started = Stopwatch.GetTimestamp();
        var matrix = new KillMatrix();
        List<TargetSummary> columns = [];
        var interrupted = false;
        var parts = options.KillMatrix ? (bank.Count + AtOnce - 1) / AtOnce : 1;
        for (var part = 0; part < parts && !interrupted; part++)
            interrupted = await JudgeAsync([.. bank.Where((_, at) => at % parts == part)], options, matrix, columns, bank.Count);

        columns = [.. bank.Join(columns, broken => broken.Name, column => column.Name, (_, column) => column)];
        var report = new RunReport(
            ConformanceRun.Version, columns, matrix.ResultsOf(bank), Stopwatch.GetElapsedTime(started).TotalMilliseconds,
            options.Strict, interrupted, [])
        {
            Revision = Revision.Current,
            DeadlineScale = Patience.Chosen * Patience.Machine,
        };
        return (matrix, report);
    }

    /// <returns>Whether it was interrupted.</returns>
    private static async Task<bool> JudgeAsync(
        BrokenTarget[] servers, RunOptions options, KillMatrix matrix, List<TargetSummary> columns, int asked)
    {
        var caughtBy = servers.ToDictionary(broken => broken.Name, broken => broken.Case);
        await using var plan = new Plan
        {
            Subjects = [.. Subject.Of(servers.Select(broken => broken.Target))],
            Selects = (clause, _, subject) => options.KillMatrix || caughtBy[subject.Target.Name] == clause.Id,
            KnownFailures = KnownFailures.None,
            AsksForPrerequisites = false, // the cases are judged here, and each by itself
        };
        var run = new CaseRun(plan);
        run.Load(options.Jobs);
        using var interruption = new Interruption(plan.Interrupt);
        var news = Console.Error; // NUnit's runner puts a writer of its own in its place
        run.Run(_ => { }, result =>
        {
            var judged = matrix.Add(result);
            if (options.KillMatrix && judged % JudgedBetweenNews == 0) news.WriteLine(
                $"{judged} pairs of a broken server and a case are judged, of {columns.Count + servers.Length} of {asked} servers");
        });
        columns.AddRange(servers.Select(broken => Column.Summary(broken.Target, plan)));
        return plan.Interrupted.IsCancellationRequested;
    }
}
