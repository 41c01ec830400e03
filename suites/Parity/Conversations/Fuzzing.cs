using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Parity;

/// <summary>Plays random conversations to two servers and shrinks the first that shows them to differ.</summary>
public sealed class Fuzzing(FuzzPlan plan, Launcher launcher)
{
    /// <summary>One waits for its servers while the other talks to its own.</summary>
    private const int Workers = 2;

    /// <summary>Each is played again and again, for seconds: so many are enough to give up.</summary>
    private const int MostUnstable = 20;

    /// <summary>Plays the plan's conversations.</summary>
    public FuzzReport Run()
    {
        var pairs = Pair.Of(plan.Targets).ToList();
        return Each(pairs, pair => Compare(pair, (plan.Conversations + pairs.Count - 1) / pairs.Count),
            nothing: "Nothing was compared: the targets have no contract and transport in common.");
    }

    /// <summary>Plays one conversation again: once with care, once with patience.</summary>
    /// <param name="file">Where it comes from.</param>
    public FuzzReport Replay(Conversation conversation, string file) => Each(
        Pair.Of(plan.Targets).Where(pair => pair.Left.Protocol == conversation.Protocol && pair.Transport == conversation.Transport),
        pair => PlayAgain(pair, conversation, file),
        nothing: $"Nothing was played: the targets do not all promise {conversation.Protocol} over {conversation.Transport.Word()}.");

    /// <param name="nothing">The problem when there is no pair.</param>
    private FuzzReport Each(IEnumerable<Pair> pairs, Func<Pair, (FuzzTally, ParityDifference?)> compare, string nothing)
    {
        List<FuzzTally> tallies = [];
        List<ParityDifference> differences = [];
        List<string> problems = [];
        foreach (var pair in pairs)
        {
            if (plan.Interrupted.IsCancellationRequested) break;
            // Over another transport it would be the same difference again.
            if (differences.Any(known => known.Contract == pair.Contract && known.Second == pair.Second)) continue;
            try
            {
                var (tally, difference) = compare(pair);
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

        var interrupted = plan.Interrupted.IsCancellationRequested;
        if (tallies.Count == 0 && problems.Count == 0 && !interrupted) problems.Add(nothing);
        return new FuzzReport(plan.Seed, tallies, differences, problems, interrupted);
    }

    /// <summary>By chance one in a thousand conversations differs from itself. Where many do, there is nothing to compare.</summary>
    private static bool IsRandom(int unstable, int conversations) => unstable > 2 && unstable * 10 > conversations;

    private (FuzzTally, ParityDifference?) Compare(Pair pair, int conversations)
    {
        var (grammar, left) = pair.Grammar();
        if (!plan.Resets) grammar = grammar with { Resets = false };
        var alphabet = new Alphabet(grammar, plan.Seed);
        var corpus = plan.Corpus.Where(known => known.Protocol == grammar.Protocol)
            .Select(known => known with { Transport = grammar.Transport, Steps = grammar.Sound(known.Steps) })
                .Where(known => known.Steps.Count > 0)
                .ToList();
        var started = Stopwatch.GetTimestamp();
        int next = -corpus.Count - 1, played = 0, unstable = 0, found = int.MaxValue;
        var finds = new ConcurrentBag<(int Number, ParityDifference Difference)>();
        var turn = new Lock();

        Task[] workers = [.. Enumerable.Range(0, pair.IsExclusive || grammar.Protocol.Handler == Handler.Process ? 1 : Workers)
            .Select(_ => Task.Factory.StartNew(Work, TaskCreationOptions.LongRunning))];
        try
        {
            Task.WaitAll(workers);
        }
        catch (AggregateException failures)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.Flatten().InnerExceptions[0]);
        }

        var tally = new FuzzTally(
            pair.Contract, pair.Transport, pair.First, pair.Second, played, unstable,
            Stopwatch.GetElapsedTime(started).TotalMilliseconds, left);
        return (tally, finds.OrderBy(find => find.Number).Select(find => find.Difference).FirstOrDefault());

        void Work()
        {
            using var contest = pair.Contest(grammar, launcher);
            while (!plan.Interrupted.IsCancellationRequested
                && Interlocked.Increment(ref next) is var number
                && number < Math.Min(conversations, Volatile.Read(ref found)))
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
        var shortest = new Shrinker(grammar, shorter => !plan.Interrupted.IsCancellationRequested
            && contest.Play(shorter, Pace.Careful, shorter.Steps.Count > 100 ? careful : 0).Differs).Shrink(conversation);
        var outcome = contest.Confirm(shortest, shortest.Steps.Count > 20 ? Pace.Careful : Pace.Patient);
        if (outcome is null) return null;
        var origin = number < 0
            ? "a difference of the past"
            : string.Create(CultureInfo.InvariantCulture, $"conversation {number} of seed {plan.Seed}");
        var (file, remark) = Keep(pair, shortest);
        return Difference(
            pair, shortest, outcome, $"{origin}, shrunk from {conversation.Steps.Count} steps to {shortest.Steps.Count}{remark}", file);
    }

    private ParityDifference Difference(Pair pair, Conversation conversation, Outcome outcome, string origin, string? file) => new(
        pair.Contract, pair.Transport, pair.First, pair.Second, origin, Table.Of(conversation, outcome),
        PythonScript.Of(conversation), file,
        Again(file ?? "FILE", pair.Contract))
    {
        Steps = conversation.Steps.Count,
    };

    private string Again(string file, string contract) => plan.Targets is [{ Command.Count: > 0 } inline]
        ? $"{Invocation.Name} --replay {ShellWord.Of(file)} --contract {contract} -- " +
            $"{string.Join(' ', inline.Command.Select(ShellWord.Of))}"
        : $"{Invocation.Name} --target {string.Join(',', plan.Targets.Select(target => ShellWord.Of(target.Reference)))} --replay " +
            $"{ShellWord.Of(file)}";

    /// <returns>The file it is kept in; without one, a remark on why it could not be.</returns>
    private (string? File, string Remark) Keep(Pair pair, Conversation conversation)
    {
        if (plan.Folder is null) return (null, "");
        var name = string.Concat($"parity-{pair.Contract}-{pair.Transport.Word()}-{pair.First}-{pair.Second}".Select(
            letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-'));
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

    private (FuzzTally, ParityDifference?) PlayAgain(Pair pair, Conversation conversation, string file)
    {
        var started = Stopwatch.GetTimestamp();
        using var contest = pair.Contest(new Grammar(conversation.Protocol, conversation.Transport), launcher);
        var seen = contest.Play(conversation, Pace.Careful);
        var outcome = contest.Confirm(conversation, Pace.Patient);
        var tally = new FuzzTally(
            pair.Contract, pair.Transport, pair.First, pair.Second, 1, outcome is null && seen.Differs ? 1 : 0,
            Stopwatch.GetElapsedTime(started).TotalMilliseconds, []);
        if (outcome is null) return (tally, null);
        return (tally, Difference(pair, conversation, outcome, file, file: null) with { Again = Again(file, pair.Contract) });
    }
}
