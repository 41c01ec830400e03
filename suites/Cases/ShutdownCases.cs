using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SocketConformance.Cases;

/// <summary>
/// Graceful shutdown. Many correct servers handle no signal and die by it: for every server it is a MUST only to end
/// within its grace while no peer is connected, to free its port and to leave no orphan. The rest is a MUST for a target that declares
/// <c>graceful</c>, and a SHOULD for all others. Where sessions go on, as declared, their peers leave first.
/// </summary>
[Asks(Connections, Waits = true, IncidentalReplies = true)]
public sealed class ShutdownCases
{
    [Conformance("shutdown/idle-ends", Must, "contract",
        "A server that is asked to stop while idle ends within its grace.",
        Asks = Serves,
        Needs = Needs.Process,
        NeedsNoAnswer = true,
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "The stop signal is sent to the idle server, and its end awaited.",
        Catches = "a server that ignores its stop signal")]
    public async Task An_idle_server_ends(Server server)
    {
        await server.AskToStopAsync();
        await server.AssertEndsAsync();
    }

    [Conformance("shutdown/idle-exits-0", Level.Should, "contract",
        "A server that is asked to stop while idle exits with status 0.",
        Asks = Serves,
        Needs = Needs.Process,
        NeedsNoAnswer = true,
        Graceful = true,
        AnyProtocol = true,
        How = "The stop signal is sent to the idle server; its exit status must be 0, or what the target declares (`exit`).",
        Catches = "a server that dies by the signal, or exits with an error")]
    public async Task An_idle_server_exits_in_order(Server server)
    {
        await server.AskToStopAsync();
        var status = await server.AssertEndsAsync();

        server.ShouldBeOrderly(status);
    }

    [Conformance("shutdown/exits-0-after-service", Level.Should, "contract",
        "A server that is asked to stop after it has served exits with status 0.",
        Asks = ServesOn,
        Needs = Needs.Process,
        Graceful = true,
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "After two plain exchanges the stop signal is sent; the exit status must be 0, or what the target declares (`exit`).",
        Catches = "a server whose finished connections keep it from ending in order")]
    public async Task A_server_that_has_served_exits_in_order(Server server)
    {
        await server.AssertServesAsync("before the stop");
        await server.AssertServesAsync("before the stop");
        await server.AskToStopAsync();
        var status = await server.AssertEndsAsync();

        server.ShouldBeOrderly(status);
    }

    [Conformance("shutdown/sigint-exits", Level.Should, "POSIX signal.h: SIGINT",
        "A server that is interrupted (Ctrl-C) while idle ends, with status 0 or by SIGINT.",
        Asks = Serves,
        Needs = Needs.Process,
        NeedsNoAnswer = true,
        Graceful = true,
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "SIGINT is sent to the idle server; its exit status must be 0 or 130, or what the target declares, within its grace.",
        Catches = "a server that ignores SIGINT, or ends with an error")]
    public async Task An_interrupted_server_ends(Server server)
    {
        await server.AskToStopAsync(Signal.Interrupt);
        var status = await server.AssertEndsAsync();

        server.ShouldBeOrderly(status, ExitStatus.By((int)Signal.Interrupt));
    }

    [Conformance("shutdown/ends-without-a-trace", Level.Should, "contract",
        "A server that exits with status 0 when it is asked to stop prints no error that nobody handled.",
        Since = 2,
        Asks = Serves,
        Needs = Needs.Process,
        NeedsNoAnswer = true,
        FirstTransportOnly = true,
        Unstarted = true,
        AnyProtocol = true,
        How = "One idle instance gets its stop signal, another SIGINT; what each has printed by its end is searched for the beginning of " +
            "a stack trace. Whether it ends, and with which status, is another rule's.",
        Catches = "a server that ends of the exception that its handler raises, and calls that a success")]
    public async Task Its_end_is_no_crash(Server server)
    {
        List<int> statuses = [];
        foreach (var signal in (Signal[])[server.StopSignal, Signal.Interrupt])
        {
            var instance = await server.StartAsync();
            var process = instance.Process!;
            await process.SleepsAsync();
            server.Wire.Note(new WireStep.Signal(signal.Word()));
            process.Send(signal);
            if (await process.ExitWithinAsync(server.Grace) is { } status)
            {
                statuses.Add(status);
                await process.DrainAsync();
                if (status == 0 && (StackTrace.IsIn(process.Stderr.Text) || StackTrace.IsIn(process.Stdout.Text)))
                    throw new NotConformantException($"an end in order by {signal.Word()}", "status 0, and a stack trace");
            }

            await instance.DisposeAsync(); // a fixed port is wanted again
        }

        if (!statuses.Contains(0)) throw new NotApplicableException(
            statuses is [var other, ..] ? $"ended with {ExitStatus.Words(other)}, not with 0" : "did not end");
    }

    [Conformance("shutdown/refuses-new-connections", Level.Should, "RFC 9293 §3.10.7.1",
        "A server that is asked to stop refuses new connections while it finishes the old ones.",
        Asks = GrowingReply | ServesOn,
        Needs = Needs.Process | Needs.SocketTable | Needs.Concurrent,
        Graceful = true,
        How = "After a plain exchange, a peer that does not read holds the server in mid-reply. After the stop signal the listener must " +
            "be gone, or the server, within half its grace; then a connect must be refused.",
        Catches = "a server that leaves its listener open until the last connection has ended")]
    public async Task New_connections_are_refused(Server server)
    {
        await server.AssertServesAsync("before the stop");
        await HoldAsync(server);
        server.Signal(server.GracefulSignal);
        if (!await StopsListeningAsync(server))
            throw new NotConformantException(
                "the listener closed", $"it still listens {server.Grace.TotalSeconds / 2:0.#} s after {server.GracefulSignal.Word()}");
        var outcome = await server.BeginConnect().Connected;
        if (!IsRefusal(outcome))
            throw new NotConformantException("the connect refused", SocketErrors.OfConnect(outcome));
    }

    [Conformance("shutdown/finishes-in-flight", Level.Should, "contract",
        "A server that is asked to stop answers a request that had arrived before.",
        Needs = Needs.Process,
        Graceful = true,
        How = "An accepted connection's request and then the stop signal reach the server while it and its children are stopped; it goes " +
            "on, they go on once it has dealt with the signal, and the whole reply must come, then FIN.",
        Catches = "a server that drops what it has accepted")]
    public async Task A_request_in_flight_is_answered(Server server)
    {
        var peer = await server.ConnectAsync();
        await server.AssertAcceptedAsync(peer);
        // It has dealt with the connection: forked for it, where it forks.
        if (server.Protocol.Handler == Handler.Process) await Until.TrueAsync(() => server.Process.Children.Count > 0);
        await server.Process.AllSleepAsync();
        await server.FreezeAsync();
        await peer.SendAsync("in flight"u8.ToArray());
        if (server.Declared.SessionsGoOn) peer.FinishSending(); // else there is no end to wait for
        await server.AskToStopAndThawAsync();

        await InGraceAsync(server, peer, reply => reply.ShouldAnswer(server.Protocol, "in flight"u8.ToArray()));
        await server.AssertEndsAsync();
    }

    [Conformance("shutdown/finishes-large-reply", Level.Should, "contract",
        "A server that is asked to stop sends all of a large reply to a peer that reads late.",
        Asks = GrowingReply,
        Needs = Needs.Process,
        Graceful = true,
        FirstTransportOnly = true,
        How = "A peer sends piece by piece, without reading, until the server no longer reads; then FIN, and the stop signal. Once the " +
            "server has dealt with the signal, the peer reads: every byte must come, then FIN, and the server end within its grace.",
        Catches = "a server that drops what its peer has not taken yet")]
    public async Task A_large_reply_in_flight_is_finished(Server server)
    {
        var message = Payload.Numbered(16 * 1024 * 1024);
        var peer = await server.ConnectAsync(receiveBuffer: 4096);
        var sent = await server.SendUntilUnreadAsync(peer, message); // nothing is under way when it is asked to stop
        peer.FinishSending();
        await StopInMidReplyAsync(server, server.GracefulSignal);

        peer.WidenWindow(); // late, but then quickly: a server may give its peers less than the grace that its target declares
        await InGraceAsync(server, peer, reply => reply.ShouldBe(message[..sent], then: Fin));
        await server.AssertEndsAsync();
    }

    /// <summary>Judges what the server, already asked to stop, still sends. By its own clock it may have waited long enough before a
    /// starved machine has let it send all: that it then ends the connection says nothing about it. Its own patience with its peers
    /// is not known, and less than the grace in which it is to have ended: servers that declare 5 s wait for one.</summary>
    private static async Task InGraceAsync(Server server, Peer peer, Action<Answer> judge)
    {
        var reply = await peer.ReadToEndAsync();
        var taken = server.SinceSignal;
        try
        {
            judge(reply);
        }
        catch (NotConformantException) when (reply.Ending is Ending.Fin or Ending.Reset && taken > server.Declared.Grace / 4)
        {
            throw new NotObservableException(string.Create(CultureInfo.InvariantCulture,
                $"this machine is too busy: the reply ended {taken.TotalSeconds:0.#} s after {server.GracefulSignal.Word()}, and the " +
                    $"server, with a grace of {server.Declared.Grace.TotalSeconds:0.#} s, may have waited long enough"));
        }
    }

    [Conformance("shutdown/signal-during-start", Level.Should, "contract",
        "A server that is asked to stop while it starts ends within its grace.",
        Asks = Serves,
        Needs = Needs.Process,
        Graceful = true,
        FirstTransportOnly = true,
        Unstarted = true,
        AnyProtocol = true,
        How = "The stop signal is sent as soon as the process has a handler for it (SigCgt in /proc/PID/status) and rests, or listens; " +
            "its end is awaited.",
        Catches = "a server that forgets a stop signal that came before it was ready")]
    public async Task A_server_that_starts_can_be_stopped(Server server)
    {
        var instance = await server.StartAsync(new StartOptions { Unready = true });
        var process = instance.Process!;
        await Until.TrueAsync(() => process.Exited.IsCompleted || IsUnderWay() || Listens(), Patience.Start);
        process.Send(server.StopSignal);
        server.Wire.Note(new WireStep.Signal(server.StopSignal.Word()));

        await server.ExitWithinGraceAsync(process);

        // A handler may be the runtime's own, which is not ready for a signal itself before it has started: then it would not rest.
        bool IsUnderWay() => process.Handles(server.StopSignal) && process.Sleeps;

        bool Listens() => server.Protocol.IsDatagram
            ? SocketTable.IsBound((IPEndPoint)instance.EndPoint)
            : SocketTable.AcceptQueue(instance.EndPoint) is not null;
    }

    [Conformance("shutdown/sigint-while-serving", Level.Should, "POSIX signal.h: SIGINT",
        "A server that is interrupted (Ctrl-C) while a peer is connected ends within its grace.",
        Asks = Connections | ServesOn, NotOf = NamesProcess, Because = Reasons.ForkingShutdownEndsChildren,
        Needs = Needs.Process,
        Graceful = true,
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "With an accepted connection that sends nothing, SIGINT is sent; the server's end is awaited.",
        Catches = "a server whose handler swallows the interrupt as if it were the handler's own error")]
    public async Task An_interrupt_while_serving_ends_it(Server server)
    {
        if (server.Declared.StopGraceful is not null && server.GracefulSignal == Signal.Interrupt)
            throw new NotApplicableException("declared stop-graceful: SIGINT, by which it waits for its peers");
        var peer = await server.ConnectAsync();
        await server.AssertAcceptedAsync(peer);
        await server.AskToStopAsync(Signal.Interrupt);

        await server.AssertEndsBesideAsync(peer);
    }

    [Conformance("shutdown/idle-connection-is-ended", Level.Should, "contract",
        "A server that is asked to stop ends its idle connections, and does not wait for them for ever.",
        Was = Must, LevelSince = 2, Graceful = true,
        Asks = Connections, NotOf = NamesProcess, Because = Reasons.ForkingShutdownEndsChildren,
        Needs = Needs.Process,
        AnyProtocol = true,
        How = "With an accepted connection that sends nothing, the stop signal is sent: the peer must see FIN or RST, and the server end " +
            "within its grace. Where the target declares `sessions: go-on`, the listener must be gone within it, and then the peer leaves.",
        Catches = "a server that waits until its last peer has left")]
    public async Task An_idle_connection_is_ended(Server server)
    {
        var peer = await server.ConnectAsync();
        await server.AssertAcceptedAsync(peer);
        await server.AskToStopAsync();

        await server.AssertEndsBesideAsync(peer);
        if (!server.Declared.SessionsGoOn) (await peer.ReadToEndAsync()).ShouldHaveEnded("the idle peer: ");
    }

    [Conformance("shutdown/stuck-peer-does-not-hold-it", Must, "contract",
        "A server that is asked to stop ends within its grace although a peer does not read the data pending for it.",
        Asks = GrowingReply | ServesOn,
        Needs = Needs.Process,
        How = "A peer that does not read holds the server in mid-reply; after the stop signal the server's end is awaited.",
        Catches = "a server that waits without limit for a reply to be taken")]
    public async Task A_stuck_peer_does_not_hold_it(Server server)
    {
        var stuck = await HoldAsync(server);
        server.Signal(server.StopSignal);

        await server.AssertEndsBesideAsync(stuck);
    }

    [Conformance("shutdown/queued-get-an-ending", Level.Should, "RFC 9293 §3.10.4",
        "A server that is asked to stop leaves no queued peer without an ending.",
        Asks = Connections | ServesOn, NotOf = NamesHandler, Because = Reasons.WhoeverAnswers,
        Needs = Needs.Process,
        AnyProtocol = true,
        How = "After a plain exchange, three peers queue while the server is stopped, then the stop signal comes; when it has gone on " +
            "and ended, each peer must see FIN or RST.",
        Catches = "a server that ends while something else of it holds the listener")]
    public async Task Queued_peers_get_an_ending(Server server)
    {
        await server.AssertServesAsync("before the stop");
        await server.FreezeAsync();
        List<Peer> queued = [];
        for (var at = 0; at < 3; at++) queued.Add(await server.ConnectAsync());
        if (queued.Exists(server.IsDeferred)) throw new NotObservableException(Server.Deferred);
        if (server.Declared.SessionsGoOn) queued.ForEach(peer => peer.FinishSending());
        server.Signal(server.StopSignal);
        server.Thaw();

        await server.AssertEndsAsync(); // which may be what ends them, and has its grace
        for (var at = 0; at < queued.Count; at++) (await queued[at].ReadToEndAsync()).ShouldHaveEnded($"queued peer {at + 1}: ");
    }

    [Conformance("shutdown/second-signal-is-safe", Must, "contract",
        "A server that is asked to stop twice still ends within its grace, and does not crash.",
        Asks = GrowingReply | ServesOn,
        Needs = Needs.Process,
        How = "A peer that does not read holds the server in mid-reply; the stop signal is sent twice; its end must come, and not by " +
            "SIGABRT or SIGSEGV.",
        Catches = "a server whose handler is not ready to be called again")]
    public async Task A_second_signal_is_safe(Server server)
    {
        var stuck = await HoldAsync(server);
        await StopInMidReplyAsync(server, server.StopSignal);
        server.Signal(server.StopSignal);

        var status = await server.AssertEndsBesideAsync(stuck);
        if (status is 134 or 139) throw new NotConformantException("an end without a crash", ExitStatus.Words(status));
    }

    [Conformance("shutdown/port-is-free", Must, "POSIX bind",
        "A server that has been asked to stop leaves its port free once it has ended.",
        Asks = Serves,
        Over = Over.Tcp | Over.Udp,
        Needs = Needs.Process,
        NeedsNoAnswer = true,
        AnyProtocol = true,
        How = "When the server has ended, the suite binds the same address and port itself, for TCP with SO_REUSEADDR.",
        Catches = "a server whose child goes on holding the port")]
    public async Task Its_port_is_free(Server server)
    {
        await server.AskToStopAsync();
        await server.AssertEndsAsync();

        using var successor = server.Protocol.IsDatagram
            ? Network.OpenDatagram(server.Address)
            : Network.OpenStream(server.Address);
        try
        {
            successor.Bind(server.Address); // .NET sets SO_REUSEADDR for TCP on Unix by itself
        }
        catch (SocketException taken)
        {
            throw new NotConformantException($"{server.Address} free once the server has ended", $"{taken.SocketErrorCode}");
        }
    }

    [Conformance("shutdown/no-orphans", Must, "contract",
        "A server that has been asked to stop leaves no process behind.",
        Needs = Needs.Process,
        Also = Connections | ServesOne,
        AnyProtocol = true,
        How = "After a plain exchange the stop signal is sent; when the server has ended, no process of its group may run, nor one that " +
            "it has put into another session.",
        Asks = ServesOn,
        Catches = "a server whose workers outlive it")]
    public async Task No_process_is_left(Server server)
    {
        await server.AssertServesAsync("before the stop");
        var process = server.Process;
        await server.AskToStopAsync();
        await server.AssertEndsAsync();

        if (!await Until.TrueAsync(() => process.Alive.Count + process.LeftBehind.Count == 0, server.Grace))
            throw new NotConformantException(
                "no process left", $"{process.Alive.Count} of its group still run, and {process.LeftBehind.Count} in other sessions");
    }

    [Conformance("shutdown/under-load", Level.Should, "contract",
        "A server that is asked to stop under load sends each peer its pending data and nothing else.",
        Was = Must, LevelSince = 2, Graceful = true,
        Asks = Repeats | ServesOn,
        Needs = Needs.Process | Needs.Concurrent,
        FirstTransportOnly = true,
        How = "20 peers exchange messages without a pause; after ten exchanges of each the stop signal comes. What each peer receives " +
            "must be what it sent, as far as it goes, and then FIN or RST; or, where the target declares `sessions: go-on`, all of it, " +
            "until the listener is gone and the peers leave.",
        Catches = "a server that says good-bye in the middle of their data")]
    public async Task Under_load_nothing_else_is_sent(Server server)
    {
        var peers = await Crowd.ConnectAsync(server, server.UpTo(20));
        var exchanges = new int[peers.Length];
        var leaving = false;
        var talks = peers.Select((peer, at) => TalkAsync(peer, () => exchanges[at]++, () => leaving)).ToList();
        var ended = Task.WhenAll(talks);
        await Until.TrueAsync(() => ended.IsCompleted || exchanges.All(count => count >= 10));
        server.Signal(server.StopSignal);
        if (server.Declared.SessionsGoOn)
        {
            await server.StopsListeningAsync(server.Grace);
            leaving = true;
            await ended;
        }

        await server.AssertEndsBesideAsync(peers);
        var before = exchanges.ToArray();
        await Until.TrueAsync(() => ended.IsCompleted || IsServedOn());
        if (!ended.IsCompleted)
            throw new NotConformantException(
                "FIN or RST for each peer once the server has ended", IsServedOn() ? "peers are served on" : "peers that see no end",
                "a child of the server may live on");
        await ended;

        bool IsServedOn() => Enumerable.Range(0, talks.Count).Any(at => !talks[at].IsCompleted && exchanges[at] > before[at] + 10);
    }

    [Conformance("shutdown/survives-stop-and-continue", Must, "POSIX signal.h: SIGSTOP, SIGCONT",
        "A server that was stopped and continued (Ctrl-Z, fg) goes on serving.",
        Asks = ServesOn,
        Needs = Needs.Process,
        FirstTransportOnly = true,
        Also = Connections | ServesOne,
        AnyProtocol = true,
        How = "Ten times SIGSTOP and SIGCONT while the server is idle, then a plain exchange.",
        Catches = "a server that takes an interrupted system call for an error")]
    public async Task Stop_and_continue_is_survived(Server server)
    {
        for (var time = 0; time < 10; time++)
        {
            await server.Process.SleepsAsync(); // idle: in the call that is to be interrupted
            await server.FreezeAsync();
            server.Thaw();
        }

        await server.AssertServesAsync("after ten stops");
    }

    /// <summary>A peer that sends without reading until the server takes no more: it is in the middle of a reply.</summary>
    private static async Task<Peer> HoldAsync(Server server)
    {
        var peer = await server.ConnectAsync();
        await server.SendUntilStuckAsync(peer, Payload.Numbered(16 * 1024 * 1024));
        return peer;
    }

    /// <summary>Sends the stop signal to a server that may never sleep, and waits until it has dealt with it: for half the grace at
    /// most.</summary>
    private static async Task StopInMidReplyAsync(Server server, Signal signal)
    {
        server.Signal(signal);
        await server.Process.TakesAsync(signal, server.Grace / 4);
    }

    /// <summary>Waits, for half the grace, until the listener is gone, or the server.</summary>
    private static Task<bool> StopsListeningAsync(Server server) => Until.TrueAsync(
        () => SocketTable.AcceptQueue(server.EndPoint) is null || server.Process.Exited.IsCompleted, server.Grace / 2);

    private static bool IsRefusal(SocketError outcome) =>
        outcome is SocketError.ConnectionRefused or SocketError.AddressNotAvailable; // a Unix path that is gone: ENOENT

    private static async Task TalkAsync(Peer peer, Action exchanged, Func<bool> isOver)
    {
        for (var exchange = 0; !isOver(); exchange++, exchanged())
        {
            var message = Payload.Latin1($"peer {peer.Number:000}, message {exchange:00000}.");
            await peer.SendAsync(message); // a reset shows in what is read
            var answer = await peer.ReadAsync(message.Length);
            answer.ShouldBe(message[..answer.Bytes.Length], answer.Ending, $"peer {peer.Number}: ");
            if (answer.Ending == Open) continue;
            answer.ShouldHaveEnded($"peer {peer.Number}: ");
            return;
        }
    }
}
