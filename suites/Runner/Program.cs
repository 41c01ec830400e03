using System.Runtime.InteropServices;
using SocketConformance.Cases;
using SocketConformance.Probe;
using SocketConformance.Report;
using SocketConformance.Runner;
using SocketConformance.Specification;
using SocketConformance.Targets;

var (options, exit) = CommandLine.Read(args);
if (options is null) return (int)exit;
try
{
    return (int)await RunAsync(options);
}
catch (Exception mistake) when (mistake is TargetException or ReportException)
{
    Console.Error.WriteLine(mistake.Message);
    return (int)ExitCode.CouldNotJudge;
}

static async Task<ExitCode> RunAsync(RunOptions options)
{
    string[] ids = [.. Catalogue.Cases.Select(rule => rule.Id)];
    var filter = CaseFilter.Parse(options.Cases, ids);
    if (options.List)
    {
        Listing.List([.. Catalogue.Cases.Where(rule => filter.Selects(rule.Id) && rule.Level <= options.Level)]);
        return ExitCode.Conformant;
    }

    if (options.Explain is { } id)
    {
        var explained = CaseFilter.Parse([id], ids);
        foreach (var rule in Catalogue.Cases.Where(rule => explained.Selects(rule.Id))) Listing.Explain(rule);
        return ExitCode.Conformant;
    }

    if (options.SelfTest) return await SelfTest.RunAsync(options, filter.Selects);

    Patience.Scale = options.DeadlineScale;
    var targets = Columns.Of(options);
    if (options.Fuzz is not null || options.Replay is not null) return await FuzzRun.RunAsync(options, targets);

    var known = KnownFailures.Of(targets, options.KnownFailures);
    if (!options.Parity) return Judge(options, new ConformanceRun(options, targets, filter, known));

    FuzzRun.RequireKnown(targets);
    return ParityRun.Run(targets, () => Watch(new ConformanceRun(options, targets, filter, known)));
}

static ExitCode Judge(RunOptions options, ConformanceRun run)
{
    var report = Watch(run);
    using var stdout = Console.OpenStandardOutput();
    var writer = new ReportWriter(ReportConsole.Out(), stdout);
    if (options.Reports.All(request => request.Path is not null)) writer.Write(report, new ReportRequest(ReportFormat.Text, null));
    foreach (var request in options.Reports) writer.Write(report, request);
    if (options.Timings) Timings.Print(report);
    return report.ExitCode;
}

static RunReport Watch(ConformanceRun run)
{
    // A second signal finds no handler of ours and ends the process; the supervisor then cleans up.
    var signals = 0;
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

    using var progress = LiveProgress.On(ReportConsole.Error());
    return run.Judge(progress);

    void OnSignal(PosixSignalContext signal)
    {
        if (Interlocked.Increment(ref signals) > 1) return;
        signal.Cancel = true;
        run.Interrupt();
    }
}
