using System.Diagnostics;
using System.Reflection;
using SocketConformance.Cases;
using SocketConformance.Probe;
using SocketConformance.Report;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary>Judges targets and makes the report of it.</summary>
#pragma warning disable CA1001 // The cases' own set-up fixture ends the plan.
internal sealed class ConformanceRun
{
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly RunOptions options;
    private readonly IReadOnlyList<Target> targets;
    private readonly List<Problem> problems;
    private readonly Rounds rounds = new();
    private readonly List<(int Round, Footprint Held)> footprints = [];
    private readonly Plan plan;
    private int roundsBegun;
    private volatile bool interrupted;

    public ConformanceRun(RunOptions options, IReadOnlyList<Target> targets, CaseFilter filter, KnownFailures known)
    {
        (this.options, this.targets) = (options, targets);
        problems = [.. known.Problems(Catalogue.Cases.Select(rule => rule.Id))];
        plan = new Plan
        {
            Subjects = [.. Subject.Of(targets)],
            Selects = (clause, level, _) => level <= options.Level && filter.Selects(clause.Id),
            KnownFailures = known,
            Rounds = options.Repeat,
        };
    }

    public static string Version { get; } =
        typeof(ConformanceRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>What the runner held after the first round and after the last; empty unless <c>--timings</c> asks.</summary>
    public IReadOnlyList<(int Round, Footprint Held)> Footprints => footprints;

    /// <summary>Ends the run at once: what was judged so far is reported.</summary>
    public void Interrupt()
    {
        interrupted = true;
        plan.Interrupt();
    }

    /// <summary>Judges every case that was asked for, as often as was asked for.</summary>
    public RunReport Judge(ILiveProgress progress)
    {
        var run = new CaseRun(plan);
        progress.Begin(run.Load(options.Jobs).CountBy(id => id[..id.IndexOf('/')]).ToDictionary());
        while (roundsBegun < options.Repeat && !plan.Interrupted.IsCancellationRequested) JudgeOnce(run, progress);

        var results = InOrder();
        if (results.Count == 0 && !interrupted)
            problems.Add(new Problem(ProblemKind.CouldNotJudge, "No case was judged: none that was asked for applies to the targets' contracts and transports."));
        return new RunReport(
            Version, [.. targets.Select(target => Column.Summary(target, plan))], results, Stopwatch.GetElapsedTime(started).TotalMilliseconds,
            options.Strict, interrupted, problems)
        {
            Revision = Revision.Current,
            DeadlineScale = Patience.Scale,
            Rounds = Math.Max(1, roundsBegun),
        };
    }

    private void JudgeOnce(CaseRun run, ILiveProgress progress)
    {
        var round = ++roundsBegun;
        if (options.Repeat > 1) progress.Round(round, options.Repeat);
        run.Run(progress.Started, result =>
        {
            progress.Judged(result);
            if (rounds.Add(result, round) && options.FailFast) plan.Interrupt();
        });
        if (options.Timings && (round == 1 || round == options.Repeat)) footprints.Add((round, Footprint.Take()));
    }

    private List<CaseResult> InOrder()
    {
        var columns = targets.Select((target, at) => (target.Name, at)).ToDictionary(pair => pair.Name, pair => pair.at);
        var contracts = Contracts.All.Select((contract, at) => (contract, at)).ToDictionary(pair => pair.contract, pair => pair.at);
        return
        [
            .. rounds.Results
                .OrderBy(result => Catalogue.Position(result.Case))
                .ThenBy(result => columns[result.Target])
                .ThenBy(result => contracts[result.Contract])
                .ThenBy(result => result.Transport),
        ];
    }
}
