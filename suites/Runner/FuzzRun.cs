using System.Diagnostics;
using System.Globalization;
using SocketConformance.Parity;
using SocketConformance.Probe;
using SocketConformance.Report;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary><c>--fuzz</c> and <c>--replay</c>: can two servers be told apart?</summary>
internal static class FuzzRun
{
    public static async Task<ExitCode> RunAsync(RunOptions options, IReadOnlyList<Target> targets)
    {
        RequireKnown(targets);
        if (targets.FirstOrDefault(target => target.Contracts.Any(contract => contract.Launch.ByOthers)) is { } others)
            throw new TargetException($"{others.Name}: --fuzz and --replay need servers of their own to start, and this one is run by someone else. Give the command that starts it.");
        using var ending = new CancellationTokenSource();
        using var interruption = new Interruption(ending.Cancel);

        var conversation = options.Replay is null ? null : ConversationFile.Read(options.Replay);
        var plan = new FuzzPlan
        {
            Targets = targets,
            Conversations = options.Fuzz ?? 0,
            Seed = options.Seed ?? Environment.TickCount,
            Folder = Directory.GetCurrentDirectory(),
            Corpus = Corpus(),
            Compared = tally => { if (conversation is null) Console.Error.WriteLine(ParityText.Line(tally)); },
            Interrupted = ending.Token,
        };
        using var load = LoadWatch.Begin();
        await using var launcher = new Launcher(ending.Token);
        var started = Stopwatch.GetTimestamp();
        var fuzzing = new Fuzzing(plan, launcher);
        var fuzz = conversation is null ? fuzzing.Run() : fuzzing.Replay(conversation, options.Replay!);
        var report = new ParityReport(ConformanceRun.Version, Revision.Current, Stopwatch.GetElapsedTime(started).TotalMilliseconds)
        {
            Fuzz = fuzz,
            Interrupted = fuzz.Interrupted,
        };
        ReportOptions.Write(report, options.Reports);
        if (options.Timings && targets[0].Contracts.FirstOrDefault(contract => contract.Contract == Contracts.Echo && contract.Transports.Contains(Transport.Tcp4)) is { } echo)
        {
            var (bare, played) = BareLoop.Measure(echo, launcher, plan.Seed, conversations: 1000);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{played:N0} conversations a second, {bare:N0} as a bare loop of the same socket calls: {played / bare:P0}"));
        }

        return report.ExitCode;
    }

    /// <summary>Differences of the past, one a file.</summary>
    private static List<Conversation> Corpus()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "corpus");
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal).Select(ConversationFile.Read)] : [];
    }

    public static void RequireKnown(IReadOnlyList<Target> targets)
    {
        string[] ids = [.. Cases.Catalogue.Cases.Select(rule => rule.Id), .. Divergence.Ids];
        foreach (var entry in targets.SelectMany(target => target.Divergences))
            if (!ids.Any(id => Glob.Matches(entry.Case, id)))
                throw new TargetException($"{entry.Place}: the divergence {entry.Case} names no case, and none of {string.Join(", ", Divergence.Ids)}.");
    }
}
