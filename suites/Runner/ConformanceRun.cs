using System.Diagnostics;
using System.Reflection;
using SocketConformance.Cases;
using SocketConformance.Probe;
using SocketConformance.Report;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary>Judges targets and makes the report of it.</summary>
#pragma warning disable CA1001 // Judge ends the plan.
internal sealed class ConformanceRun
{
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly RunOptions options;
    private readonly IReadOnlyList<Target> targets;
    private readonly List<Problem> problems;
    private readonly Rounds rounds = new();
    private readonly List<(int Round, Footprint Held)> footprints = [];
    private readonly Plan plan;
    private readonly Part? part;
    private int roundsBegun;
    private volatile bool interrupted;

    public ConformanceRun(RunOptions options, IReadOnlyList<Target> targets, CaseFilter filter, KnownFailures known)
    {
        (this.options, this.targets) = (options, targets);
        IReadOnlyList<Subject> subjects = [.. Subject.Of(targets)];
        problems = [.. Problems(known, subjects, whole: options.Contract is null)];
        part = options.Shard is { } shard ? Part.Of(shard, subjects, IsAsked, options.Revision) : null;
        plan = new Plan
        {
            Subjects = subjects,
            Revision = options.Revision,
            Selects = (clause, level, subject) => part?.Holds(clause.Id, subject) ?? IsAsked(Judgements.About(clause.Id, subject), level),
            KnownFailures = known,
            Rounds = options.Repeat,
        };

        bool IsAsked(Judgement one, Level level) =>
            level <= options.Level && filter.Selects(one.Case) && Catalogue.Since(one) <= options.Revision;
    }

    public static string Version { get; } =
        typeof(ConformanceRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>What the runner held after the first round and after the last; empty unless <c>--timings</c> asks.</summary>
    public IReadOnlyList<(int Round, Footprint Held)> Footprints => footprints;

    /// <summary>Ends the run at once: what was judged so far is reported.</summary>
    public void Interrupt()
    {
        interrupted = true;
        plan.Interrupt();
    }

    /// <summary>Judges every case that was asked for, as often as was asked for, and ends everything that was started for it.</summary>
    public RunReport Judge(ILiveProgress progress)
    {
        var run = new CaseRun(plan);
        var promised = run.Load(options.Jobs);
        progress.Begin(promised.CountBy(id => id[..id.IndexOf('/')]).ToDictionary());
        try
        {
            while (roundsBegun < options.Repeat && !plan.Interrupted.IsCancellationRequested) JudgeOnce(run, progress, promised.Count);
        }
        finally
        {
            plan.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        if (!interrupted) problems.AddRange(plan.EndedUnasked.Select(words => new Problem(ProblemKind.NotConformant, words)));
        var results = ResultOrder.Sort(rounds.Results, [.. targets.Select(target => target.Name)]);
        if (results.Count == 0 && !interrupted && part is null or { Shard.Results: 0 })
            problems.Add(new Problem(ProblemKind.CouldNotJudge, "No case was judged: none that was asked for applies to the targets' " +
                "contracts and transports."));
        return new RunReport(
            Version, [.. targets.Select(target => Column.Summary(target, plan))], results,
            Stopwatch.GetElapsedTime(started).TotalMilliseconds,
            options.Strict, interrupted, problems)
        {
            Revision = options.Revision,
            DeadlineScale = Patience.Widest,
            Rounds = Math.Max(1, roundsBegun),
            Shard = part?.Shard,
        };
    }

    private void JudgeOnce(CaseRun run, ILiveProgress progress, int promised)
    {
        var judged = 0;
        var round = ++roundsBegun;
        if (options.Repeat > 1) progress.Round(round, options.Repeat);
        run.Run(progress.Started, result =>
        {
            Interlocked.Increment(ref judged);
            progress.Judged(result);
            if (rounds.Add(result, round) && options.FailFast) plan.Interrupt();
        });
        if (judged < promised && !plan.Interrupted.IsCancellationRequested)
            problems.Add(new Problem(ProblemKind.CouldNotJudge, $"{promised - judged} of {promised} cases ended without a verdict: the " +
                "suite itself broke. Run it again, and report it."));
        if (options.Timings && (round == 1 || round == options.Repeat)) footprints.Add((round, Footprint.Take()));
    }

    /// <param name="whole">The targets' contracts are all there: an entry that excuses nothing is out of date.</param>
    private static IEnumerable<Problem> Problems(KnownFailures known, IReadOnlyList<Subject> subjects, bool whole)
    {
        if (known.IsEmpty) return [];
        IReadOnlyList<Judgement> possible = [.. Judgements.Of(subjects).Select(one => one.Judgement)];
        return [.. known.Problems(Catalogue.Cases.Select(rule => rule.Id)), .. known.Overlaps(possible),
            .. whole ? known.Idle(possible) : []];
    }
}
