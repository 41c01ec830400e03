using System.Diagnostics;
using System.Reflection;
using SocketConformance.Cases;
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
    private readonly List<CaseResult> results = [];
    private readonly Plan plan;
    private readonly Part? part;
    private volatile bool interrupted;

    public ConformanceRun(RunOptions options, IReadOnlyList<Target> targets, CaseFilter filter, KnownFailures known)
    {
        (this.options, this.targets) = (options, targets);
        IReadOnlyList<Subject> subjects = [.. Subject.Of(targets)];
        problems = [.. Problems(known, subjects, whole: options.Contract is null)];
        part = options.Shard is { } shard ? Part.Of(shard, subjects, IsAsked) : null;
        plan = new Plan
        {
            Subjects = subjects,
            Selects = (clause, level, subject) => part?.Holds(clause.Id, subject) ?? IsAsked(clause.Id, level),
            KnownFailures = known,
        };

        bool IsAsked(string id, Level level) => level <= options.Level && filter.Selects(id);
    }

    public static string Version { get; } =
        typeof(ConformanceRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Ends the run at once: what was judged so far is reported.</summary>
    public void Interrupt()
    {
        interrupted = true;
        plan.Interrupt();
    }

    /// <summary>Judges every case that was asked for.</summary>
    public RunReport Judge(ILiveProgress progress)
    {
        var run = new CaseRun(plan);
        progress.Begin(run.Load(options.Jobs).CountBy(id => id[..id.IndexOf('/')]).ToDictionary());
        run.Run(progress.Started, result =>
        {
            lock (results) results.Add(result);
            progress.Judged(result);
            if (options.FailFast && result.Verdict is Verdict.Fail or Verdict.Error or Verdict.UnexpectedPass) plan.Interrupt();
        });

        if (results.Count == 0 && !interrupted && part is null or { Shard.Results: 0 })
            problems.Add(new Problem(ProblemKind.CouldNotJudge, "No case was judged: none that was asked for applies to the targets' contracts and transports."));
        return new RunReport(
            Version, [.. targets.Select(Column.Summary)], ResultOrder.Sort(results, [.. targets.Select(target => target.Name)]),
            Stopwatch.GetElapsedTime(started).TotalMilliseconds, options.Strict, interrupted, problems)
        {
            Shard = part?.Shard,
        };
    }

    /// <param name="whole">The targets' contracts are all there: an entry that excuses nothing is out of date.</param>
    private static IEnumerable<Problem> Problems(KnownFailures known, IReadOnlyList<Subject> subjects, bool whole)
    {
        if (known.IsEmpty) return [];
        IReadOnlyList<Judgement> possible = [.. Judgements.Of(subjects).Select(one => one.Judgement)];
        return [.. known.Problems(Catalogue.Cases.Select(rule => rule.Id)), .. known.Overlaps(possible), .. whole ? known.Idle(possible) : []];
    }
}
