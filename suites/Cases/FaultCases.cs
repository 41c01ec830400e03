using System.Net.Sockets;

namespace SocketConformance.Cases;

/// <summary>Faults: system calls that the kernel lets fail once in a long while, and strace at will.</summary>
[Asks(Connections | ServesOn, IncidentalReplies = true)]
public sealed class FaultCases
{
    private const string Eintr = "EINTR";

    /// <summary>The first peer may be taken by a call that had begun before strace came; each further one by another thread's.</summary>
    private const int MostUnlucky = 3;

    private static readonly string[] Accept = ["accept", "accept4"];
    private static readonly string[] Start = ["clone", "clone3", "fork", "vfork"];
    private static readonly string[] Receive = ["read", "readv", "recvfrom", "recvmsg", "recvmmsg"];
    private static readonly string[] Send = ["write", "writev", "sendto", "sendmsg", "sendmmsg"];

    private static readonly string[] Wait =
        ["poll", "ppoll", "select", "_newselect", "pselect6", "epoll_wait", "epoll_pwait", "epoll_pwait2"];

    [Conformance("faults/accept-fails-once", Must, "POSIX accept; accept(2)",
        "A server whose accept fails once, for a connection that has ended in the queue or for a signal, accepts the next peer.",
        Since = 2,
        Needs = Needs.Process | Needs.SocketTable,
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "strace lets accept fail with ECONNABORTED, and lets go of the server; then a plain exchange. The same with EINTR where " +
            "the server catches a signal, and its accept waits (no O_NONBLOCK).",
        Catches = "a server that takes the end of one connection, still in the queue, for the end of its listener")]
    public Task A_failed_accept_is_survived(Server server) =>
        ShouldSurviveAsync(server, ["ECONNABORTED", .. EintrOf(server, SocketTable.Listeners(server.EndPoint))]);

    [Conformance("faults/accept-fails-otherwise", Level.Should, "accept(2): error handling",
        "A server whose accept fails once, by an error of the network or for want of memory or files, accepts the next peer.",
        Since = 2,
        Needs = Needs.Process | Needs.SocketTable,
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "As for accept-fails-once, with EPROTO, ENOBUFS and ENFILE.",
        Catches = "a server that knows the errors that pass by name, and ends at any other")]
    public Task An_accept_that_fails_otherwise_is_survived(Server server) =>
        ShouldSurviveAsync(server, ["EPROTO", "ENOBUFS", "ENFILE"]);

    [Conformance("faults/no-thread-to-be-had", Level.Should, "POSIX pthread_create, fork: EAGAIN",
        "A server that can't start a thread or process for one peer serves the next.",
        Since = 2,
        Needs = Needs.Process | Needs.Concurrent | Needs.SocketTable,
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "Of a server that has one thread before any peer has come: two peers, both open, must each have started a thread or " +
            "process; for a third strace lets clone or fork fail with EAGAIN, and lets go of the server. When all have left, a plain " +
            "exchange. A runtime that starts threads of its own is spared: which of them would not start is chance.",
        Catches = "a server that ends when it can't start a thread")]
    public async Task A_thread_that_does_not_start_is_survived(Server server)
    {
        const string error = "EAGAIN";
        await server.Process.AllSleepAsync(); // it has started what it starts in any case
        if (server.Process.Alive.Any(one => ProcessTable.Threads(one.Pid) > 1))
            throw new NotApplicableException("has several threads before any peer has come: which one would not start is chance");
        List<Peer> peers = [];
        for (var before = Runners(server); peers.Count < 2; before = Runners(server))
        {
            peers.Add(await server.ConnectAsync());
            await server.AssertAcceptedAsync(peers[^1]);
            await server.Process.AllSleepAsync();
            if (Runners(server) <= before) throw new NotApplicableException("starts no thread or process for each of its peers");
        }

        await using var injection = await server.InjectAsync(new FailingCalls(Start, error));
        var unlucky = server.BeginConnect();
        peers.Add(unlucky);
        await unlucky.Connected;
        await unlucky.SendAsync(server.FirstBytes("does anybody serve me?"));
        await Until.TrueAsync(() => HasFailed(server, injection) || unlucky.Available > 0);
        var failed = await FailedAsync(server, injection, error);
        foreach (var peer in peers) peer.Close();

        await ShouldServeOnAsync(server, failed, error);
    }

    [Conformance("faults/interrupted-calls", Level.Should, "signal(7): EINTR",
        "A server whose calls are interrupted by a signal that it catches begins them anew.",
        Asks = Connections,
        Since = 2,
        Needs = Needs.Process | Needs.SocketTable,
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "For a connected peer, strace lets what reads from its connection, writes to it, or waits for it or for the next one, fail " +
            "with EINTR, once each; its exchange, and that of a next peer, must go as ever.",
        Catches = "a server that takes EINTR for the end of its input")]
    public async Task Interrupted_calls_are_begun_anew(Server server)
    {
        const string error = Eintr;
        var peer = await server.ConnectAsync();
        await server.AssertAcceptedAsync(peer);
        // Who greets has started what serves the peer.
        if (server.Protocol.Dialogue?.Greeting is not null) await Until.TrueAsync(() => peer.Available > 0);
        await server.Process.AllSleepAsync();
        if (SocketTable.ServerInode(peer) is not { } connection || SocketTable.AcceptQueue(server.EndPoint) is not { } queue)
            throw new NotObservableException("the server has closed the connection before anything was sent over it");
        int[] interrupted = [.. Catching(server).Where(pid => ProcessTable.Holds(pid, connection))];
        if (interrupted.Length == 0)
            throw new NotApplicableException("the process that serves a peer catches no signal, so nothing interrupts its calls");
        // A call that does not wait is not interrupted.
        string[] waiting = interrupted.Any(pid => Blocks(pid, connection)) ? [.. Receive, .. Send, .. Wait] : Wait;
        await using var injection = await server.InjectAsync(new FailingCalls(waiting, error)
        {
            Paths = [Socket(connection), Socket(queue.Inode), "anon_inode:[eventpoll]"],
            Processes = interrupted,
        });
        try
        {
            await server.AssertAnswersAsync(peer, "with interruptions", "");
            if (!server.Protocol.ServesOne) await server.AssertServesAsync("while its calls are interrupted");
        }
        catch (NotConformantException wrong)
        {
            var failed = await FailedAsync(server, injection, error);
            throw new NotConformantException($"{wrong.Expected}, though {Words(failed)} failed with {error}", wrong.Observed)
            {
                Exchange = wrong.Exchange,
                Difference = wrong.Difference,
            };
        }

        await FailedAsync(server, injection, error);
    }

    [Conformance("faults/receive-fails-once", Level.Should, "RFC 1122 §4.1.3.3; POSIX recvfrom",
        "A server whose receive fails once, because an earlier peer has gone, answers the next datagram.",
        Asks = Datagrams,
        Since = 2,
        Needs = Needs.Process,
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "strace lets the receive fail with ECONNREFUSED, and lets go of the server; then a plain exchange. The same with EINTR " +
            "where the server catches a signal, and the call waits (no O_NONBLOCK).",
        Catches = "a server that ends by an error that an earlier reply has brought back")]
    public async Task A_failed_receive_is_survived(Server server)
    {
        var sockets = SocketTable.BoundInodes(server.Address);
        if (sockets.Count == 0) throw new NotObservableException("its socket does not stand in the kernel's table of this machine");
        foreach (var error in (string[])["ECONNREFUSED", .. EintrOf(server, sockets)])
        {
            await using var injection =
                await server.InjectAsync(Failing(server, Receive, error) with { Paths = [.. sockets.Select(Socket)] });
            for (var peers = 0; peers < MostUnlucky && !HasFailed(server, injection); peers++)
            {
                var unlucky = server.OpenDatagram();
                await unlucky.SendAsync(server.FirstBytes("does anybody hear me?"));
                await Until.TrueAsync(() => HasFailed(server, injection) || unlucky.HasCome);
            }

            await ShouldServeOnAsync(server, await FailedAsync(server, injection, error), error);
        }
    }

    private static string Socket(uint inode) => $"socket:[{inode}]";

    private static async Task ShouldSurviveAsync(Server server, IEnumerable<string> errors)
    {
        foreach (var error in errors)
        {
            await using var injection = await server.InjectAsync(FailingAccept(server, error));
            for (var peers = 0; peers < MostUnlucky && !HasFailed(server, injection); peers++)
            {
                var unlucky = server.BeginConnect();
                if (await unlucky.Connected == SocketError.Success)
                    await Until.TrueAsync(() => HasFailed(server, injection) || server.IsAccepted(unlucky));
                unlucky.Close(); // a server that serves one at a time is free for the next
            }

            if (error == Eintr && injection.Failed.Count == 0 && !server.Process.Exited.IsCompleted) continue; // others accept

            await ShouldServeOnAsync(server, await FailedAsync(server, injection, error), error);
        }
    }

    /// <summary>Only a handler interrupts a call, and only one that waits.</summary>
    /// <param name="server">The server.</param>
    /// <param name="sockets">What it calls for: their inodes.</param>
    private static string[] EintrOf(Server server, IReadOnlyList<uint> sockets) =>
        Catching(server).Any(pid => sockets.Any(inode => Blocks(pid, inode))) ? [Eintr] : [];

    private static bool Blocks(int pid, uint inode) => ProcessTable.DescriptorsOf(pid, inode).Any(one => one.Blocks);

    private static FailingCalls Failing(Server server, string[] calls, string error) =>
        new(calls, error) { Processes = error == Eintr ? Catching(server) : null };

    /// <summary>Of the processes that have the listener, and of their children: helper processes accept as well, each other's
    /// connections.</summary>
    private static FailingCalls FailingAccept(Server server, string error)
    {
        var listeners = SocketTable.Listeners(server.EndPoint);
        var failing = Failing(server, Accept, error);
        var processes = (failing.Processes ?? [.. server.Process.Whole.Select(one => one.Pid)])
            .Where(pid => listeners.Any(inode => ProcessTable.Holds(pid, inode))).ToList();
        return processes.Count == 0 ? failing : failing with { Processes = processes, Follows = error != Eintr };
    }

    /// <summary>The processes of the server that catch a signal.</summary>
    private static IReadOnlyList<int> Catching(Server server) =>
        [.. server.Process.Whole.Select(one => one.Pid).Where(ProcessTable.CatchesSignals)];

    /// <summary>How many threads and processes the server has.</summary>
    private static int Runners(Server server) =>
        server.Process.Whole.Sum(one => Math.Max(1, ProcessTable.Threads(one.Pid)));

    private static bool HasFailed(Server server, Injection injection) =>
        injection.Failed.Count > 0 || server.Process.Exited.IsCompleted;

    /// <summary>Lets go of the server.</summary>
    /// <returns>The calls that have failed.</returns>
    /// <exception cref="NotObservableException">None has.</exception>
    private static async Task<IReadOnlyList<string>> FailedAsync(Server server, Injection injection, string error)
    {
        var failed = await injection.DetachAsync();
        if (failed.Count == 0)
            throw new NotObservableException(server.Process.Exited.IsCompleted
                ? "the server ended as strace attached to it, before any call failed"
                : "strace saw no such call of the processes that it traced: others serve the peer, or by other ways, such as io_uring");
        server.Wire.Note(new WireStep.FailedCalls(Words(failed), error));
        return failed;
    }

    private static string Words(IEnumerable<string> failed) => string.Join(", ", failed.Distinct());

    private static async Task ShouldServeOnAsync(Server server, IReadOnlyList<string> failed, string error)
    {
        var when = $"after {Words(failed)} failed once with {error}";
        try
        {
            await server.AssertServesAsync(when);
        }
        catch (NotConformantException refused) when (refused.Exchange is null)
        {
            throw new NotConformantException($"{refused.Expected}, {when}", refused.Observed);
        }
    }
}
