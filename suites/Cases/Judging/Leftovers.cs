using System.Diagnostics;

namespace SocketConformance.Cases;

/// <summary>
/// What connections leave behind in a server. It is counted round after round of as many connections: what a runtime adds to its
/// pools comes to an end, a leak goes on. All processes that there are when a round begins are looked at: where a wrapper started
/// the server, or its workers accept, the first of them has nothing to leak. Later ones are not, such as one for each peer.
/// </summary>
internal sealed class Leftovers
{
    public static readonly Leftovers Descriptors = new("a descriptor", "descriptors", "open", Each(ProcessTable.Descriptors));

    public static readonly Leftovers Threads = new("a thread", "threads", "running", Each(ProcessTable.Threads));

    /// <summary>Zombies are counted, too.</summary>
    public static readonly Leftovers Children = new("a child", "children", "behind", process => new()
    {
        [process.Pid] = process.Tree.Count(pid => pid != process.Pid),
    });

    /// <summary>What a runtime may add in a round; one in ten of the fewest connections in a round is more.</summary>
    private const int Few = 5;

    /// <summary>The first round is the rule. The others ask whether it goes on like that.</summary>
    private const int Rounds = 5;

    private readonly string one, many, how;
    private readonly Func<ServerProcess, Dictionary<int, int>> count;

    private Leftovers(string one, string many, string how, Func<ServerProcess, Dictionary<int, int>> count) =>
        (this.one, this.many, this.how, this.count) = (one, many, how, count);

    /// <summary>Asserts that connections leave none of it behind, once the server has had some.</summary>
    /// <param name="server">The server, which has served already.</param>
    /// <param name="most">How many connections a round has, where that takes less than a second.</param>
    /// <param name="least">How many it has at least.</param>
    /// <param name="connection">Makes one, and ends it.</param>
    /// <param name="of">Which connections they are, for the reader of a failure: <c>, reset in the middle of a request</c>.</param>
    public async Task AssertNoneAsync(Server server, int most, int least, Func<int, Task> connection, string of = "")
    {
        var began = Stopwatch.GetTimestamp();
        var unit = server.Protocol.IsDatagram ? "datagram" : "connection";
        await Crowd.RepeatAsync(most / 10, least / 10, Patience.Answer / 5, connection);
        List<int> grown = [];
        while (grown.Count < Rounds)
        {
            var before = count(server.Process);
            most = await Crowd.RepeatAsync(most, grown.Count == 0 ? least : most, Patience.Answer / 5, connection);
            var isLast = grown.Count == Rounds - 1 || grown.Count > 0 && Stopwatch.GetElapsedTime(began) > Patience.Case / 2;
            var added = 0;
            // Who closes late has closed by the end of the last round.
            await Until.TrueAsync(() => (added = Added(server, before)) < Few, isLast ? Patience.Answer : Patience.Answer / 50);
            if (added < Few) return;
            grown.Add(added);
            if (isLast) break;
        }

        throw new NotConformantException(
            $"as many {many} as before, however many {unit}s there have been",
            $"{Share(most * grown.Count, grown.Sum(), unit)}{of}: {string.Join(", ", grown)} more in rounds of {most:N0} {unit}s",
            $"a pool for more than {most * grown.Count:N0} that takes up another with each {unit} looks the same");
    }

    /// <summary>Such as <c>about one in three connections leaves a descriptor open</c>.</summary>
    /// <param name="connections">How many there were.</param>
    /// <param name="left">How much they left.</param>
    /// <param name="unit">What one of them is called.</param>
    internal string Share(int connections, int left, string unit = "connection")
    {
        var inOf = (int)Math.Round((double)connections / left);
        var each = (int)Math.Round((double)left / connections);
        return inOf > 1 ? $"about one in {Word(inOf)} {unit}s leaves {one} {how}"
            : each > 1 ? $"each {unit} leaves about {Word(each)} {many} {how}"
            : $"each {unit} leaves {one} {how}";
    }

    private static string Word(int number) =>
        number <= 10 ? "two three four five six seven eight nine ten".Split(' ')[number - 2] : $"{number}";

    private static Func<ServerProcess, Dictionary<int, int>> Each(Func<int, int> count) =>
        process => process.Alive.ToDictionary(one => one.Pid, one => count(one.Pid));

    private int Added(Server server, Dictionary<int, int> before)
    {
        var now = count(server.Process);
        return before.Sum(then => Math.Max(0, now.GetValueOrDefault(then.Key) - then.Value));
    }
}
