namespace SocketConformance.Cases;

/// <summary>Robustness: what a server does when there is nothing that it could do.</summary>
[Asks(Connections | ServesOn | Concurrent, NotOf = NamesProcess, Because = Reasons.AProcessForEachPeer,
    Shared = true, Waits = true, IncidentalReplies = true)]
public sealed class RobustnessAtRestCases
{
    /// <summary>How many descriptors are left to a server that is to run out of them.</summary>
    private const int Room = 8;

    /// <summary>How many more than it has open one that is started with few of them may have.</summary>
    private const int Spare = 20;

    [Conformance("robustness/sleeps-when-idle", Level.Should, "contract",
        "A server that has nothing to do uses no processor time.",
        Asks = ServesOn,
        Needs = Needs.Process,
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "After an exchange, with an idle connection open: the server's processor time is read every 250 ms " +
            "(/proc/PID/task/TID/schedstat), three times and until it has run for 375 ms: in one of the spans, or in all, its threads " +
            "must be seen asleep all at once, and the busiest of them must sleep for longer than the server runs; a wait for a processor " +
            "is neither.",
        Catches = "a server that asks again and again whether there is something to read")]
    public async Task An_idle_server_sleeps(Server server)
    {
        await server.AssertServesAsync("before the rest");
        if (!server.Protocol.IsDatagram) await server.AssertAcceptedAsync(await server.ConnectAsync());

        await Rest.ShouldBeAsync(server);
    }

    [Conformance("robustness/sleeps-while-stuck", Level.Should, "contract; POSIX poll",
        "A server whose peer does not read waits for room, and uses no processor time for it.",
        Asks = GrowingReply | ServesOn,
        Needs = Needs.Process,
        FirstTransportOnly = true,
        How = "A peer sends without reading until nothing more is taken; then its processor time is read as for sleeps-when-idle.",
        Catches = "a server that polls for input that it can't take, because it has no room for the reply")]
    public async Task A_server_that_is_stuck_sleeps(Server server)
    {
        var peer = await server.ConnectAsync();
        await server.SendUntilStuckAsync(peer, Payload.Numbered(16 * 1024 * 1024));

        await Rest.ShouldBeAsync(server);
    }

    [Conformance("robustness/sleeps-while-half-closed", Level.Should, "contract; POSIX poll",
        "A server whose peer has finished, and does not read, waits for room, and uses no processor time for it.",
        Since = 2,
        Asks = GrowingReply | ServesOn,
        Needs = Needs.Process | Needs.SocketTable,
        How = "A peer sends piece by piece, without reading, until the server no longer reads, and then FIN, which so arrives at once; " +
            "then its processor time is read as for sleeps-when-idle.",
        Catches = "a server that is told again and again of its peer's end (POLLRDHUP), while it can't send the rest")]
    public async Task A_server_that_is_stuck_behind_an_end_sleeps(Server server)
    {
        var peer = await server.ConnectAsync(receiveBuffer: 4096);
        await server.SendUntilUnreadAsync(peer, Payload.Numbered(16 * 1024 * 1024));
        peer.FinishSending();

        await Rest.ShouldBeAsync(server);
    }

    [Conformance("robustness/sleeps-when-peers-have-left", Level.Should, "contract; POSIX poll: POLLHUP, POLLERR",
        "A server whose peers have left uses no processor time for them.",
        Since = 2,
        Asks = Connections | ServesOn,
        Needs = Needs.Process,
        AnyProtocol = true,
        How = "Five peers come one after another: each is accepted, and closes, resets, finishes and reads to the end, or sends a " +
            "request and then closes or resets; then the server's processor time is read as for sleeps-when-idle.",
        Catches = "a server that goes on looking at a connection whose peer has gone")]
    public async Task A_server_that_was_left_sleeps(Server server)
    {
        foreach (var asks in (bool[])[false, true])
            foreach (var leave in (Action<Peer>[])[peer => peer.Close(), peer => peer.Reset()])
            {
                var peer = await server.ConnectAsync();
                await server.AssertAcceptedAsync(peer);
                if (asks) await peer.SendAsync(server.FirstBytes("never read"));
                await Crowd.LeaveAsync(server, peer, () => leave(peer));
            }

        var finished = await server.ConnectAsync();
        if (server.Protocol.Dialogue is null) await finished.ExchangeAsync(Array.Empty<byte>()); // and stays, with both sides finished
        else finished.FinishSending(); // who keeps its side open for that may

        await Rest.ShouldBeAsync(server);
    }

    [Conformance("robustness/outlives-idle-peers", Must, "contract",
        "A server outlives a peer that says nothing for 3 s, and serves the others.",
        Since = 2,
        Asks = ServesOn,
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "A peer is accepted and says nothing; after 3 s it is still there, or the server has hung up on it, which it may. Where " +
            "connections are served at the same time a plain exchange must succeed beside it, and in any case once it has left. Over " +
            "UDP nobody sends anything for 3 s.",
        Catches = "a server that ends of a time-out that nobody catches")]
    public async Task A_silent_peer_is_outlived(Server server)
    {
        var silent = server.Protocol.IsDatagram ? null : await server.ConnectAsync();
        if (silent is null) await server.AssertServesAsync("before the pause");
        else if (server.Declared.Concurrent) await server.AssertAcceptedAsync(silent);

        // The pause is what the rule is about; no event stands for it. Time-outs are set to 1 s or 2 s where they are short.
        await Task.Delay(TimeSpan.FromSeconds(3));
        if (silent is not null && server.Declared.Concurrent) await server.AssertServesAsync("beside a peer that has said nothing for 3 s");
        silent?.Close();
        await server.AssertServesAsync("after 3 s of silence");
    }

    [Conformance("robustness/out-of-descriptors", Must, "POSIX accept: EMFILE",
        "A server that runs out of descriptors serves again once there are some.",
        Needs = Needs.Process | Needs.Concurrent, Together = Room + 4,
        Alone = true,
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "The server is left 8 descriptors (prlimit) and 12 peers connect; when they have gone, a plain exchange must succeed. One " +
            "that does not stand that is started anew with few descriptors (ulimit -n), and judged by what it does then.",
        Catches = "a server that ends, or accepts nothing more, when accept fails")]
    public Task Running_out_of_descriptors_is_survived(Server server) => WithFewDescriptorsAsync(server, async crowd =>
    {
        // So that it has met the failure, rather than just being about to.
        await server.Process.SleepsAsync(TimeSpan.FromMilliseconds(200));
        var process = server.Process;
        var full = process.Descriptors;
        foreach (var peer in crowd) peer.Close();
        // A full server may turn a newcomer away (libuv does): only once it has let go of the others has it to serve.
        await Until.TrueAsync(() => process.Exited.IsCompleted
            || process.Descriptors <= full - Room / 2
            && SocketTable.AcceptQueue(server.EndPoint) is null or { Length: 0 });

        await server.AssertServesAsync("when descriptors are free again");
    });

    [Conformance("robustness/sleeps-when-full", Level.Should, "POSIX accept: EMFILE",
        "A server that runs out of descriptors waits for one, and uses no processor time for it.",
        Needs = Needs.Process | Needs.Concurrent, Together = Room + 4,
        Alone = true,
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "As for out-of-descriptors, with the server's processor time read as for sleeps-when-idle while the peers are there.",
        Catches = "a server that repeats accept at once when it has failed")]
    public Task A_full_server_sleeps(Server server) => WithFewDescriptorsAsync(server, _ => Rest.ShouldBeAsync(server));

    /// <summary>Judges a server that has more peers than descriptors for them. Some reckon at their start how many peers they can have:
    /// what a limit does that came later is no fault of theirs, if from the start on it does not do it.</summary>
    private static async Task WithFewDescriptorsAsync(Server server, Func<IReadOnlyList<Peer>, Task> judge)
    {
        await server.AssertServesAsync("at the start");
        await Crowd.RequireServedByItselfAsync(server, "holds no descriptor for them");
        var most = server.Process.Descriptors + Room;
        try
        {
            server.Process.LimitDescriptors(most);
            server.Wire.Note(new WireStep.LimitDescriptors(most));
            await judge(await ExhaustAsync(server, most));
        }
        catch (Exception first) when (first is NotConformantException or NotObservableException
            && server.Declared.Launch is CommandLaunch)
        {
            if (await ExhaustedFromTheStartAsync(server) is not { } crowd) throw;
            await judge(crowd);
        }
    }

    /// <summary>The same server again, started with few descriptors, and with more peers than these; it may turn away whom it has no
    /// place for. Null where it has ended already, or does not serve with so few.</summary>
    private static async Task<IReadOnlyList<Peer>?> ExhaustedFromTheStartAsync(Server server)
    {
        if (server.Process.Exited.IsCompleted) return null;
        var most = server.Process.Descriptors + Spare;
        try
        {
            await server.RestartAsync(new StartOptions { MostDescriptors = most });
            server.Wire.Note(new WireStep.LimitDescriptors(most));
            await server.AssertServesAsync("with few descriptors from its start");
            List<Peer> crowd = [];
            while (crowd.Count < most && await Until.TrueAsync(server.HasPlace, Patience.Answer / 10)) crowd.Add(server.BeginConnect());
            await server.Process.SleepsAsync(Patience.Answer / 5); // it has dealt with them
            return crowd;
        }
        catch (Exception neither) when (neither is LaunchException or NotConformantException)
        {
            return null;
        }
    }

    /// <summary>More peers than the server has descriptors for: some hold one, the rest wait in the queue.</summary>
    private static async Task<IReadOnlyList<Peer>> ExhaustAsync(Server server, int most)
    {
        List<Peer> crowd = [];
        for (var at = 0; at < Room; at++) crowd.Add(await server.ConnectAsync());
        await server.QueueDrainsAsync(); // so that there is room in it for the others
        for (var at = 0; at < 4; at++) crowd.Add(server.BeginConnect());
        if (!await Until.TrueAsync(() => server.Process.Exited.IsCompleted || server.Process.Descriptors >= most - 1))
            throw new NotObservableException(
                $"{crowd.Count} peers took only {server.Process.Descriptors - most + Room} of the {Room} descriptors that were left");
        return crowd;
    }
}
