using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Parity;

/// <summary>What is to be compared, and how long.</summary>
public sealed record FuzzPlan
{
    /// <summary>The first is compared with each of the others; a single one with the contract itself.</summary>
    public required IReadOnlyList<Target> Targets { get; init; }

    /// <summary>Conversations in all.</summary>
    public required int Conversations { get; init; }
    public required int Seed { get; init; }

    /// <summary>Where differences are kept; null to keep none.</summary>
    public string? Folder { get; init; }

    /// <summary>Conversations to begin with: differences of the past.</summary>
    public IReadOnlyList<Conversation> Corpus { get; init; } = [];

    /// <summary>Whether clients may reset their connections.</summary>
    public bool Resets { get; init; } = true;

    /// <summary>Told of each contract and transport when its conversations have been played.</summary>
    public Action<FuzzTally> Compared { get; init; } = _ => { };

    /// <summary>Cancelled when nothing more is to be played.</summary>
    public CancellationToken Interrupted { get; init; }
}

/// <summary>Plays random conversations to two servers and shrinks the first that shows them to differ.</summary>
public sealed class Fuzzing(FuzzPlan plan, Launcher launcher)
{
    private const string TheContract = "contract";

    /// <summary>One waits for its servers while the other talks to its own.</summary>
    private const int Workers = 2;

    /// <summary>Each is played again and again, for seconds: so many are enough to give up.</summary>
    private const int MostUnstable = 20;

    public FuzzReport Run()
    {
        List<FuzzTally> tallies = [];
        List<ParityDifference> differences = [];
        List<string> problems = [];
        var pairs = Pairs().ToList();
        if (pairs.Count == 0) problems.Add("Nothing was compared: the targets have no contract and transport in common.");
        foreach (var pair in pairs)
        {
            if (plan.Interrupted.IsCancellationRequested) break;
            // Over another transport it would be the same difference again.
            if (differences.Any(known => known.Contract == pair.Contract && known.Second == pair.Second)) continue;
            try
            {
                var (tally, difference) = Compare(pair, (plan.Conversations + pairs.Count - 1) / pairs.Count);
                tallies.Add(tally);
                if (difference is not null) differences.Add(difference);
                if (IsRandom(tally.Unstable, tally.Conversations)) problems.Add(pair.Randomness(tally));
                plan.Compared(tally);
            }
            catch (OperationCanceledException) when (plan.Interrupted.IsCancellationRequested)
            {
                // No server is started any more; what the pairs before have shown stands.
                break;
            }
            catch (Exception failure)
            {
                problems.Add(pair.Trouble(failure));
            }
        }

        return new FuzzReport(plan.Seed, tallies, differences, problems, plan.Interrupted.IsCancellationRequested);
    }

    /// <summary>By chance one in a thousand conversations differs from itself. Where many do, there is nothing to compare.</summary>
    private static bool IsRandom(int unstable, int conversations) => unstable > 2 && unstable * 10 > conversations;

    private IEnumerable<Pair> Pairs()
    {
        var original = plan.Targets[0];
        foreach (var first in original.Contracts.Where(contract => contract.Contract != Contracts.Client))
            foreach (var transport in first.Transports)
                if (plan.Targets.Count == 1) yield return new Pair(original, first, null, null, transport);
                else
                    foreach (var port in plan.Targets.Skip(1))
                        foreach (var second in port.Contracts.Where(contract => contract.Contract == first.Contract && contract.Transports.Contains(transport)))
                            yield return new Pair(original, first, port, second, transport);
    }

    private (FuzzTally, ParityDifference?) Compare(Pair pair, int conversations)
    {
        var (grammar, left) = pair.Grammar();
        if (!plan.Resets) grammar = grammar with { Resets = false };
        var alphabet = new Alphabet(grammar, plan.Seed);
        var corpus = plan.Corpus.Where(known => known.Contract == grammar.Contract)
            .Select(known => known with { Transport = grammar.Transport, Steps = grammar.Sound(known.Steps) }).Where(known => known.Steps.Count > 0).ToList();
        var started = Stopwatch.GetTimestamp();
        int next = -corpus.Count - 1, played = 0, unstable = 0, found = int.MaxValue;
        var finds = new ConcurrentBag<(int Number, ParityDifference Difference)>();
        var turn = new Lock();

        Task[] workers = [.. Enumerable.Range(0, pair.IsExclusive || grammar.Contract == Contracts.Forking ? 1 : Workers).Select(_ => Task.Factory.StartNew(Work, TaskCreationOptions.LongRunning))];
        try
        {
            Task.WaitAll(workers);
        }
        catch (AggregateException failures)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.Flatten().InnerExceptions[0]);
        }

        var tally = new FuzzTally(
            pair.Contract, pair.Transport, pair.First, pair.Second, played, unstable, Stopwatch.GetElapsedTime(started).TotalMilliseconds, left);
        return (tally, finds.OrderBy(find => find.Number).Select(find => find.Difference).FirstOrDefault());

        void Work()
        {
            using var contest = pair.Contest(grammar, launcher);
            while (!plan.Interrupted.IsCancellationRequested && Interlocked.Increment(ref next) is var number && number < Math.Min(conversations, Volatile.Read(ref found)))
            {
                var conversation = number < 0 ? corpus[number + corpus.Count] : alphabet[number];
                Interlocked.Increment(ref played);
                if (!contest.SeemsToDiffer(conversation)) continue;
                lock (turn)
                {
                    if (number > found) return;
                    if (Shrunk(pair, grammar, contest, number) is { } difference)
                    {
                        finds.Add((number, difference));
                        found = number;
                        return;
                    }
                }

                if (Interlocked.Increment(ref unstable) >= MostUnstable && IsRandom(unstable, played)) return;
            }
        }
    }

    /// <returns>Null when nothing stable is left of what was seen.</returns>
    private ParityDifference? Shrunk(Pair pair, Grammar grammar, Contest contest, int number)
    {
        if (contest.Reproduce() is not { } conversation) return null;
        var careful = conversation.Steps.Count > 100 ? conversation.Steps.Count - 20 : 0;
        var shortest = new Shrinker(grammar, shorter => !plan.Interrupted.IsCancellationRequested && contest.Play(shorter, Pace.Careful, shorter.Steps.Count > 100 ? careful : 0).Differs).Shrink(conversation);
        var outcome = contest.Confirm(shortest, shortest.Steps.Count > 20 ? Pace.Careful : Pace.Patient);
        if (outcome is null) return null;
        var origin = number < 0 ? "a difference of the past" : string.Create(CultureInfo.InvariantCulture, $"conversation {number} of seed {plan.Seed}");
        var (file, remark) = Keep(pair, shortest);
        return Difference(pair, shortest, outcome, $"{origin}, shrunk from {conversation.Steps.Count} steps to {shortest.Steps.Count}{remark}", file);
    }

    private ParityDifference Difference(Pair pair, Conversation conversation, Outcome outcome, string origin, string? file) => new(
        pair.Contract, pair.Transport, pair.First, pair.Second, origin, Table.Of(conversation, outcome), PythonScript.Of(conversation), file,
        Again(file ?? "FILE", pair.Contract))
    {
        Steps = conversation.Steps.Count,
    };

    private string Again(string file, string contract) => plan.Targets is [{ Command.Count: > 0 } inline]
        ? $"{Invocation.Name} --replay {ShellWord.Of(file)} --contract {contract} -- {string.Join(' ', inline.Command.Select(ShellWord.Of))}"
        : $"{Invocation.Name} --target {string.Join(',', plan.Targets.Select(target => ShellWord.Of(target.Reference)))} --replay {ShellWord.Of(file)}";

    /// <returns>The file it is kept in; without one, a remark on why it could not be.</returns>
    private (string? File, string Remark) Keep(Pair pair, Conversation conversation)
    {
        if (plan.Folder is null) return (null, "");
        var name = string.Concat($"parity-{pair.Contract}-{pair.Transport.Word()}-{pair.First}-{pair.Second}".Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-'));
        var path = Path.Combine(plan.Folder, $"{name}.txt");
        try
        {
            File.WriteAllText(path, $"# {pair.First} and {pair.Second} differ in this.\n{ConversationFile.Write(conversation)}");
            return (path, "");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return (null, $"; it could not be kept: {refused.Message}");
        }
    }

    /// <summary>Plays one conversation again: once with care, once with patience.</summary>
    /// <returns>The sides' answers; that they are not stable is a problem.</returns>
    public FuzzReport Replay(Conversation conversation, string file)
    {
        List<FuzzTally> tallies = [];
        List<ParityDifference> differences = [];
        List<string> problems = [];
        foreach (var pair in Pairs().Where(pair => pair.Contract == conversation.Contract && pair.Transport == conversation.Transport))
        {
            var started = Stopwatch.GetTimestamp();
            using var contest = pair.Contest(new Grammar(conversation.Contract, conversation.Transport), launcher);
            try
            {
                var seen = contest.Play(conversation, Pace.Careful);
                var outcome = contest.Confirm(conversation, Pace.Patient);
                if (outcome is not null) differences.Add(Difference(pair, conversation, outcome, file, null) with { Again = Again(file, pair.Contract) });
                tallies.Add(new FuzzTally(pair.Contract, pair.Transport, pair.First, pair.Second, 1, outcome is null && seen.Differs ? 1 : 0, Stopwatch.GetElapsedTime(started).TotalMilliseconds, []));
            }
            catch (OperationCanceledException) when (plan.Interrupted.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                problems.Add(pair.Trouble(failure));
            }
        }

        if (tallies.Count == 0 && problems.Count == 0 && !plan.Interrupted.IsCancellationRequested)
            problems.Add($"Nothing was played: the targets do not all promise {conversation.Contract} over {conversation.Transport.Word()}.");
        return new FuzzReport(plan.Seed, tallies, differences, problems, plan.Interrupted.IsCancellationRequested);
    }

    /// <summary>One contract over one transport, of two targets or of one and the contract.</summary>
    private sealed record Pair(Target Original, ContractTarget Left, Target? Port, ContractTarget? Right, Transport Transport)
    {
        public string Contract => Left.Contract;
        public string First => Original.Name;
        public string Second => Port?.Name ?? TheContract;

        private string Words => $"{Contract} over {Transport.Word()}, {First} and {Second}";

        /// <summary>Only one server of it can run at a time.</summary>
        public bool IsExclusive => Left.FixedPort is not null || Right?.FixedPort is not null;

        /// <summary>Why these could not be compared, in one line.</summary>
        public string Trouble(Exception failure) => failure is LaunchException or NotObservableException
            ? failure.Message
            : $"{Words}: the comparison itself broke: {string.Join(' ', $"{failure}".Split('\n', StringSplitOptions.TrimEntries))}";

        /// <summary>Why nothing can be said of servers that are not even like themselves.</summary>
        public string Randomness(FuzzTally tally) => string.Create(CultureInfo.InvariantCulture,
            $"{Words}: {tally.Unstable:N0} of {tally.Conversations:N0} conversations differed, but not in the same way when they were played again: one of the two answers at random, or later than its rest would tell.");

        public Contest Contest(Grammar grammar, Launcher launcher) => new(
            new Side(grammar, Left, Left.Concurrent, launcher),
            new Side(grammar, Right, Right?.Concurrent ?? Left.Concurrent, launcher));

        public (Grammar, IReadOnlyList<string>) Grammar()
        {
            List<string> left = [];
            var interleaved = Left.Concurrent == (Right?.Concurrent ?? Left.Concurrent);
            if (!interleaved)
                left.Add($"several clients at a time: {(Left.Concurrent ? Second : First)} declares concurrent: false");
            var stops = Port is not null && Allowed(Divergence.StopSignal);
            if (stops && Right!.Graceful != Left.Graceful)
            {
                stops = false;
                left.Add($"stop signals: {(Left.Graceful ? Second : First)} does not declare graceful: true");
            }

            return (new Grammar(Contract, Transport)
            {
                Interleaved = Allowed(Divergence.Interleave) && interleaved,
                Resets = Allowed(Divergence.Reset),
                StopSignals = stops,
            }, left);

            bool Allowed(string what)
            {
                var reason = Port is null ? null : Divergence.Reason(Original, Port, what, Contract, Transport);
                if (reason is not null) left.Add($"{what}: {reason}");
                return reason is null;
            }
        }
    }
}
