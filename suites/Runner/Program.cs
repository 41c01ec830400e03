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
        Listing.Explain(Catalogue.Cases.Where(rule => explained.Selects(rule.Id)));
        return ExitCode.Conformant;
    }

    if (options.Spec)
    {
        Console.Write(SpecificationText.Whole());
        return ExitCode.Conformant;
    }

    if (options.SelfTest) return await SelfTest.RunAsync(options, filter.Selects);

    var scale = Calibration.ScaleAsync();
    var targets = Columns.Of(options);
    var known = KnownFailures.Of(targets, options.KnownFailures);
    Patience.Scale = await scale * options.DeadlineScale;
    return Judge(options, new ConformanceRun(options, targets, filter, known));
}

static ExitCode Judge(RunOptions options, ConformanceRun run)
{
    // A second signal finds no handler of ours and ends the process; the supervisor then cleans up.
    var signals = 0;
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

    RunReport report;
    using (var progress = LiveProgress.On(ReportConsole.Error())) report = run.Judge(progress);

    using var stdout = Console.OpenStandardOutput();
    var writer = new ReportWriter(ReportConsole.Out(), stdout);
    if (options.Reports.All(request => request.Path is not null)) writer.Write(report, new ReportRequest(ReportFormat.Text, null));
    foreach (var request in options.Reports) writer.Write(report, request);
    if (options.Timings)
    {
        Timings.Print(report);
        Timings.Print(run.Footprints);
    }

    return report.ExitCode;

    void OnSignal(PosixSignalContext signal)
    {
        if (Interlocked.Increment(ref signals) > 1) return;
        signal.Cancel = true;
        run.Interrupt();
    }
}
