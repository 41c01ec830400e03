using SocketConformance.Cases;
using SocketConformance.Probe;
using SocketConformance.Report;
using SocketConformance.Runner;
using SocketConformance.Specification;
using SocketConformance.Targets;

const int NoSpace = 28; // ENOSPC, errno(3)

if (FirstProcess.IsThis) return await FirstProcess.RunAnotherAsync(args);
try
{
    var (options, exit) = CommandLine.Read(args);
    return (int)(options is null ? exit : await RunAsync(options));
}
catch (Exception mistake) when (mistake is TargetException or ReportException)
{
    Console.Error.WriteLine(mistake.Message);
    return (int)ExitCode.CouldNotJudge;
}
catch (IOException full) when (full.HResult == NoSpace)
{
    Console.Error.WriteLine(
        $"The disk is full: {full.Message}. Make room there, or for the temporary files set TMPDIR to a folder that has some.");
    return (int)ExitCode.CouldNotJudge;
}
catch (Exception fault)
{
    Console.Error.WriteLine($"The suite itself broke; please report it, with this:\n{fault}");
    return (int)ExitCode.CouldNotJudge;
}

async Task<ExitCode> RunAsync(RunOptions options)
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

    if (options.PrintProtocol)
    {
        Console.Write(string.Join("---\n", Columns.Protocols(options).Select(ProtocolText.Render)));
        return ExitCode.Conformant;
    }

    var targets = Columns.Of(options);
    if (options.PrintTarget)
    {
        Console.Write(string.Join("---\n", targets.Select(TargetText.Render)));
        return ExitCode.Conformant;
    }

    await UserNamespace.EnterForAsync(targets, args);
    var calibrating = Calibration.ScaleAsync();
    (Patience.Chosen, Patience.Machine) = (options.DeadlineScale, await calibrating);
    if (options.Fuzz is not null || options.Replay is not null) return await FuzzRun.RunAsync(options, targets);

    if (NewKnownFailures.Trouble(options) is { } trouble) throw new TargetException(trouble);
    var known = KnownFailures.Of(targets, options.KnownFailures);
    if (options.Parity)
    {
        FuzzRun.RequireKnown(targets);
        var parity = ParityRun.Compare(targets, filter, asked => Watch(new ConformanceRun(options, targets, asked, known), options));
        ReportOptions.Write(parity, options.Reports);
        return parity.ExitCode;
    }

    var report = Judge(options, new ConformanceRun(options, targets, filter, known));
    NewKnownFailures.Write(report, options, known, $"{Invocation.Name} {string.Join(' ', args.Select(ShellWord.Of))}");
    return report.ExitCode;
}

static RunReport Judge(RunOptions options, ConformanceRun run)
{
    var report = Watch(run, options);
    ReportOptions.Write(report, options.Reports, options.Detail);
    if (options.Timings)
    {
        Timings.Print(report);
        Timings.Print(run.Footprints);
    }

    return report;
}

static RunReport Watch(ConformanceRun run, RunOptions options)
{
    using var interruption = new Interruption(run.Interrupt);
    using var progress = options.Detail == Detail.Brief ? LiveProgress.None : LiveProgress.On(ReportConsole.Error());
    return run.Judge(progress);
}
