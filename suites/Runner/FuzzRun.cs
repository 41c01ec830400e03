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
        if (targets.FirstOrDefault(target => target.Contracts.Any(contract => contract.Launch.IsExternal)) is { } others)
            throw new TargetException($"{others.Name}: --fuzz and --replay need servers of their own to start, and this is an " +
                "external server. Give the command that starts it.");
        targets = Contracts(targets);
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
        if (options.Timings && targets[0].Contracts.FirstOrDefault(
            contract => contract.Protocol == Protocols.Echo && contract.Transports.Contains(Transport.Tcp4)) is { } echo)
        {
            var (bare, played) = BareLoop.Measure(echo, launcher, plan.Seed, conversations: 1000);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{played:N0} conversations a second, {bare:N0} as a bare loop " +
                $"of the same socket calls: {played / bare:P0}"));
        }

        return report.ExitCode;
    }

    /// <summary>What is played are conversations of the contracts: of a protocol of one's own, nothing tells what may be asked at
    /// random.</summary>
    private static IReadOnlyList<Target> Contracts(IReadOnlyList<Target> targets)
    {
        var described = targets.SelectMany(target => target.Contracts).Where(IsDescribed).Select(one => one.Contract).Distinct().ToList();
        if (described.Count == 0) return targets;
        Target[] left = [.. targets.Select(target => target with { Contracts = [.. target.Contracts.Where(one => !IsDescribed(one))] })];
        const string why = "--fuzz and --replay play conversations of the contracts";
        if (left.FirstOrDefault(target => target.Contracts.Count == 0) is { } empty)
            throw new TargetException($"{Printable.Text(empty.Name)} keeps none of the contracts, and {why}: --parity compares " +
                "servers of a protocol of your own.");
        Console.Error.WriteLine($"{why}: {string.Join(", ", described)} is left out.");
        return left;

        static bool IsDescribed(ContractTarget contract) => contract.Protocol.Dialogue is not null;
    }

    /// <summary>Differences of the past, one a file.</summary>
    private static List<Conversation> Corpus()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "corpus");
        if (!Directory.Exists(folder)) return [];
        return [.. Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal).Select(ConversationFile.Read)];
    }

    public static void RequireKnown(IReadOnlyList<Target> targets)
    {
        string[] ids = [.. Cases.Catalogue.Cases.Select(rule => rule.Id), .. Divergence.Ids];
        foreach (var entry in targets.SelectMany(target => target.Divergences))
            if (!ids.Any(id => Glob.Matches(entry.Case, id)))
                throw new TargetException(
                    $"{entry.Place}: the divergence {entry.Case} names no case, and none of {string.Join(", ", Divergence.Ids)}.");
    }
}
