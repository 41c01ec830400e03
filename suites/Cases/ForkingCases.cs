using System.ComponentModel;

namespace SocketConformance.Cases;

/// <summary>Forking: a process a connection. What is said of requests and replies stands with threaded.</summary>
[Asks(NamesProcess, Shared = true)]
public sealed class ForkingCases
{
    [Conformance("forking/reply-has-pid", Must, "contract",
        "A server's reply begins with a process id: decimal digits, nothing else before the colon.",
        IsPrerequisite = true,
        How = "One request; what stands before the colon is read as a number.",
        Catches = "a server that answers with a process's name")]
    public async Task The_reply_begins_with_a_number(Server server)
    {
        var peer = await server.ConnectAsync();

        await PidAsync(server, peer);
    }

    [Conformance("forking/serves-in-another-process", Must, "contract",
        "A server serves a connection in another process than the one that listens.",
        How = "The process id in a reply is compared with the one that the server was started as.",
        Catches = "a server that answers in its first process, or with that one's id",
        Needs = Needs.Process)]
    public async Task The_pid_is_not_the_listeners(Server server)
    {
        var peer = await server.ConnectAsync();

        (await PidAsync(server, peer)).ShouldNotBe(server.Process.OwnPid, "the process id in the reply is the listening process's own");
    }

    [Conformance("forking/reply-names-a-process", Must, "contract",
        "A server's reply names a process, not a thread.",
        Since = 2,
        How = "A peer is connected, and the server's processes and their threads are listed (/proc/PID/task); then the peer asks. The " +
            "number in the reply must be a process's.",
        Catches = "a server that serves in threads, and answers with the id that the kernel gives each of them",
        Needs = Needs.Process | Needs.SocketTable)]
    public async Task The_number_is_a_processs(Server server)
    {
        var peer = await server.ConnectAsync();
        await server.AssertAcceptedAsync(peer);
        await HasStartedAllAsync(server);
        var running = server.Process.Pids;
        var processes = running.Select(ProcessTable.IdInside).ToHashSet();
        var threads = running.SelectMany(ProcessTable.ThreadIdsInside).ToHashSet();

        var id = await PidAsync(server, peer);
        if (processes.Contains(id)) return;
        if (threads.Contains(id)) throw new NotConformantException("a process id before the colon", $"{id}, the id of a thread");
        throw new NotObservableException(
            $"{id} was neither a process of the server nor a thread when the peer had been accepted: it began later, and has ended");
    }

    [Conformance("forking/pids-differ", Must, "contract",
        "A server serves connections that are open together in different processes.",
        How = "Four peers are connected and an exchange behind them shows that they were handed over; then each asks.",
        Catches = "a server with one worker process for all connections",
        Needs = Needs.Concurrent, Together = 3)]
    public async Task Connections_open_together_have_processes_of_their_own(Server server)
    {
        var peers = await Crowd.ConnectAsync(server, server.UpTo(5) - 1);
        await server.AssertServesAsync("behind four idle peers");

        (await Crowd.NamesAsync(server, peers)).ShouldBeUnique("connections that are open together must be served by different processes");
    }

    [Conformance("forking/idle-peers-do-not-block", Must, "contract",
        "A server answers a peer while 30 others are connected and say nothing.",
        FirstTransportOnly = true,
        Crowded = true,
        How = "30 peers (one fewer than limits.connections) are connected one after another; one more asks.",
        Catches = "a server with a few processes that take turns",
        Needs = Needs.Concurrent | Needs.NoProxy)]
    public async Task Thirty_idle_peers_delay_nobody(Server server)
    {
        var idle = await Crowd.ConnectAsync(server, server.UpTo(31) - 1);
        await HasStartedAllAsync(server);

        await server.AssertServesAsync($"behind {idle.Length} idle peers");
    }

    [Conformance("forking/crowd-waits-its-turn", Must, "contract",
        "A server that bounds its processes lets a peer beyond the bound wait, and serves it when others have gone.",
        FirstTransportOnly = true,
        Alone = true,
        How = "Peers connect until one is left in the queue, or there are 42, two more than the original serves at once; then all ask " +
            "and all are answered.",
        Catches = "a server that hangs up on whoever comes when it is full",
        Needs = Needs.Concurrent | Needs.SocketTable)]
    public async Task Peers_beyond_the_bound_wait_and_are_served(Server server)
    {
        List<Peer> peers = [];
        do peers.Add(await server.ConnectAsync());
        while (peers.Count < 42 && await server.QueueBecomesAsync(0));
        await HasStartedAllAsync(server);

        await Task.WhenAll(peers.Select(AskAsync));

        async Task AskAsync(Peer peer)
        {
            var request = Payload.Latin1($"waited as {peer.Number}");
            (await peer.ExchangeAsync(request)).ShouldAnswer(server.Protocol, request, $"peer {peer.Number} of {peers.Count}: ");
        }
    }

    [Conformance("forking/reaps-children", Must, "POSIX wait()",
        "A server has no zombie left of earlier requests once it has served a further one.",
        Alone = true,
        How = "Five requests, each child's end awaited in the process table; after one more, none of those children is in it.",
        Catches = "a server that never waits for its children",
        Needs = Needs.Process)]
    public async Task A_further_request_finds_earlier_children_reaped(Server server)
    {
        var earlier = await ServeFiveAsync(server);
        await server.AssertServesAsync("after five others");

        await ShouldHaveNoZombiesAsync(server, row => earlier.Contains(row.Pid), Patience.Answer);
    }

    [Conformance("forking/reaps-at-rest", Level.Should, "POSIX wait()",
        "A server reaps its children within two seconds of their end, without a further request.",
        Alone = true,
        How = "Five requests, each child's end awaited; then the process table is watched until it shows no zombie. By time: two " +
            "seconds, scaled.",
        Catches = "a server that reaps only when the next peer comes",
        Needs = Needs.Process)]
    public async Task Children_are_reaped_without_further_traffic(Server server)
    {
        await ServeFiveAsync(server);

        await ShouldHaveNoZombiesAsync(server, _ => true, TimeSpan.FromSeconds(2) * Patience.Scale);
    }

    [Conformance("forking/child-killed-harms-no-other", Must, "contract",
        "A server one of whose children is killed goes on serving the others.",
        Alone = true,
        How = "Two peers are connected; the process that appeared for the second gets SIGKILL. A fresh peer and the first are " +
            "both answered.",
        Catches = "a server that ends when a child ended by a signal",
        Needs = Needs.Process | Needs.Concurrent, Together = 3)]
    public async Task A_killed_child_harms_no_other(Server server)
    {
        var bystander = await server.ConnectAsync();
        await server.AssertServesAsync("behind an idle peer");
        var before = server.Process.Alive;
        await server.ConnectAsync();

        await KillAsync(await NewProcessAsync(server, before));

        await server.AssertServesAsync("after a child was killed");
        (await bystander.ExchangeAsync("still here"u8.ToArray()))
            .ShouldAnswer(server.Protocol, "still here"u8.ToArray(), "the peer that stayed: ");
        await server.AssertServesAsync("in the end");
    }

    [Conformance("forking/shutdown-ends-children", Level.Should, "contract",
        "A server that is asked to stop leaves no process behind.",
        Alone = true,
        How = "A peer is connected and silent; the server gets its stop signal. Within its grace, or a second after its own end, no " +
            "process of its group is left.",
        Catches = "a server that leaves its children to themselves",
        Needs = Needs.Process, Graceful = true)]
    public async Task No_child_outlives_the_server(Server server)
    {
        var peer = await StopBesideAnIdlePeerAsync(server);
        if (server.Declared.SessionsGoOn) peer.Close();

        if (await Until.TrueAsync(() => server.Process.Alive.Count == 0, server.Declared.SessionsGoOn ? server.Grace : Afterwards)) return;
        throw new NotConformantException(
            "no process left", Left(server), "a child that waits for its peer does not notice that its parent has gone");
    }

    [Conformance("forking/stop-frees-the-port", Level.Should, "contract",
        "A server that is asked to stop stops listening, whatever its children are busy with.",
        Alone = true,
        How = "A peer is connected and silent; the server gets its stop signal. Within its grace, or a second after its own end, the " +
            "kernel shows no listener.",
        Catches = "a server whose children hold its listener open",
        Needs = Needs.Process | Needs.SocketTable, Graceful = true)]
    public async Task No_child_holds_the_listener(Server server)
    {
        await StopBesideAnIdlePeerAsync(server); // it stays

        if (await Until.TrueAsync(() => SocketTable.AcceptQueue(server.EndPoint) is null, Afterwards)) return;
        throw new NotConformantException(
            $"nobody who listens on {server.EndPoint}", $"a listener; {Left(server)}",
            "a forked child inherits the listener: it has to close it");
    }

    /// <summary>Waits until the server's processes sleep: to start dozens takes a busy machine longer than an answer may.</summary>
    private static async Task HasStartedAllAsync(Server server)
    {
        if (server.Instance.Process is { } process) await process.AllSleepAsync(Patience.Start);
    }

    private static TimeSpan Afterwards => TimeSpan.FromSeconds(1) * Patience.Scale;

    private static async Task<int> PidAsync(Server server, Peer peer)
    {
        var name = (await Crowd.NamesAsync(server, [peer]))[0];
        if (name.All(char.IsAsciiDigit) && int.TryParse(name, out var pid)) return pid;
        throw new NotConformantException("a process id before the colon", Show.Quote(Payload.Latin1(name)));
    }

    /// <summary>Five exchanges, whose processes have ended when it returns.</summary>
    /// <returns>The children that these left or that were there.</returns>
    private static async Task<HashSet<int>> ServeFiveAsync(Server server)
    {
        HashSet<int> permanent = [.. server.Process.Children.Select(row => row.Pid)];
        for (var at = 0; at < 5; at++) await server.AssertServesAsync($"number {at + 1} of 5");
        // A server that keeps spare processes has some that do not end: that is no fault.
        await Until.TrueAsync(() => server.Process.Children.All(row => row.State == 'Z' || permanent.Contains(row.Pid)));
        return [.. server.Process.Children.Select(row => row.Pid)];
    }

    private static async Task ShouldHaveNoZombiesAsync(Server server, Func<ProcessRow, bool> among, TimeSpan within)
    {
        if (await Until.TrueAsync(() => Zombies().Count == 0, within)) return;
        throw new NotConformantException(
            "no zombie among the server's children", $"{Zombies().Count} of them: {string.Join(", ", Zombies().Select(row => row.Pid))}");

        List<ProcessRow> Zombies() => [.. server.Process.Children.Where(row => row.State == 'Z' && among(row))];
    }

    private static async Task<int> NewProcessAsync(Server server, IReadOnlyList<ProcessRow> before)
    {
        HashSet<int> known = [.. before.Select(row => row.Pid)];
        ProcessRow? found = null;
        await Until.TrueAsync(() => (found = server.Process.Alive.FirstOrDefault(row => !known.Contains(row.Pid))) is not null);
        return found?.Pid ?? throw new NotObservableException("no process was seen to start for a connection");
    }

    private static async Task KillAsync(int pid)
    {
        try
        {
            using var child = System.Diagnostics.Process.GetProcessById(pid);
            child.Kill();
        }
        catch (ArgumentException)
        {
            throw new NotObservableException($"the process {pid} that a connection started ended by itself");
        }
        catch (Win32Exception refusal)
        {
            throw new NotObservableException($"the process {pid} of the server can't be killed from here: {refusal.Message}");
        }

        await Until.TrueAsync(() => ProcessTable.Find(pid) is null or { State: 'Z' });
    }

    private static async Task<Peer> StopBesideAnIdlePeerAsync(Server server)
    {
        var peer = await server.ConnectAsync();
        await server.AssertServesAsync("behind an idle peer");
        await server.AskToStopAsync();
        await server.Process.ExitWithinAsync(server.Grace);
        return peer;
    }

    private static string Left(Server server)
    {
        var left = server.Process.Alive;
        return left.Count == 0
            ? "no process of the server's group"
            : $"still running: {string.Join(", ", left.Select(Words))}";

        string Words(ProcessRow row) => row.Pid == server.Process.Pid ? $"{row.Pid}, the server itself" : $"{row.Pid}";
    }
}
