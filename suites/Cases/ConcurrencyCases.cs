namespace SocketConformance.Cases;

/// <summary>Concurrency: peers at the same time.</summary>
[Asks(Connections | ServesOn | Concurrent, NotOf = NamesProcess, Because = Reasons.AProcessForEachPeer,
    Shared = true, IncidentalReplies = true)]
public sealed class ConcurrencyCases
{
    [Conformance("concurrency/interleaved-peers-isolated", Must, "contract",
        "A server returns to each of 20 peers exactly its own bytes when all send theirs byte by byte in turn.",
        How = "20 peers take turns with a byte each, nobody reads; then each finishes and reads to the end.",
        Catches = "a server whose connections share a buffer",
        Asks = Repeats | ServesOn, Needs = Needs.Concurrent | Needs.NoProxy)]
    public async Task Interleaved_peers_get_their_own_bytes(Server server)
    {
        var peers = await Crowd.ConnectAsync(server, server.UpTo(20));
        for (var at = 0; at < Message(0).Length; at++)
            for (var number = 0; number < peers.Length; number++)
                await peers[number].SendAsync(Message(number).AsMemory(at, 1));

        foreach (var peer in peers) peer.FinishSending();
        for (var number = 0; number < peers.Length; number++)
            (await peers[number].ReadToEndAsync()).ShouldBe(Message(number), then: Fin, $"peer {number} of {peers.Length}: ");

        static byte[] Message(int number) => Payload.Latin1($"{number:00} says {number * number:000}");
    }

    [Conformance("concurrency/200-open", Must, "contract",
        "A server holds 200 connections open, or as many as its target declares, and answers on all of them.",
        FirstTransportOnly = true,
        Crowded = true,
        AnyProtocol = true,
        How = "200 peers are connected (or limits.connections); the last to come asks first, while all others are open.",
        Catches = "a server that serves a few dozen at a time and lets the rest wait",
        Needs = Needs.Concurrent | Needs.NoProxy)]
    public async Task Two_hundred_open_connections_all_answer(Server server)
    {
        var peers = await Crowd.ConnectAsync(server, server.UpTo(200));
        await server.QueueDrainsAsync();
        for (var at = peers.Length - 1; at >= 0; at--)
            await server.AssertAnswersAsync(peers[at], $"number {at}", $"peer {at} of {peers.Length}: ");
    }

    [Conformance("concurrency/more-than-1024", Level.Should, "POSIX select: FD_SETSIZE",
        "A server that has more than 1,024 connections open goes on, and answers on the last of them.",
        Since = 2,
        Over = Over.Tcp,
        FirstTransportOnly = true,
        Alone = true,
        AnyProtocol = true,
        How = "1,100 peers are connected; the last 100 ask, and then the first. It is not asked of a server that hands its connections " +
            "to other processes, and inconclusive where the server or this suite may not open as many descriptors (ulimit -n).",
        Catches = "a server that waits with select, which knows no descriptor above 1,023: it aborts, or overwrites its memory",
        Crowded = true,
        Needs = Needs.Process | Needs.Concurrent | Needs.NoProxy, Together = AboveSelect)]
    public async Task More_connections_than_select_knows_are_served(Server server)
    {
        await server.AssertServesAsync("at the start");
        await Crowd.RequireServedByItselfAsync(server, "holds no descriptor for them");
        RequireDescriptors("the server", server.Process.Alive.Select(one => one.Pid), AboveSelect);
        RequireDescriptors("this suite", [Environment.ProcessId], AboveSelect);
        var peers = await Crowd.ConnectAsync(server, AboveSelect);
        await server.QueueDrainsAsync();
        foreach (var at in Enumerable.Range(AboveSelect - 100, 100).Reverse().Append(0))
            await server.AssertAnswersAsync(peers[at], $"number {at}", $"peer {at} of {AboveSelect:N0}: ");

        foreach (var peer in peers) peer.Reset(); // which leaves no connection in TIME-WAIT
    }

    [Conformance("concurrency/recovers-from-its-limit", Must, "contract",
        "A server that serves a bounded number of connections harms none of them when more come, and serves as many again once they have " +
            "left.",
        Since = 2,
        Asks = Connections | ServesOn | Concurrent,
        FirstTransportOnly = true,
        Needs = Needs.Concurrent | Needs.Bound | Needs.NoProxy,
        AnyProtocol = true,
        How = "As many peers as limits.connections (at most 1,000) are connected, and up to three more ask; every other one of the first " +
            "is answered, the rest reset. The three must see an end. Then as many as before, less one, are connected, and one more is " +
            "served.",
        Catches = "a server that never has the place of a reset connection again")]
    public async Task Its_places_are_had_again(Server server)
    {
        var holders = await Crowd.FillAsync(server);
        var beyond = await Crowd.AskBeyondAsync(server, 3);

        for (var at = 0; at < holders.Length; at++)
        {
            if (at % 2 == 0) await server.AssertAnswersAsync(holders[at], $"place {at}", $"in place {at + 1}: ");
            await Crowd.LeaveAsync(server, holders[at], at % 2 == 0 ? holders[at].Close : holders[at].Reset);
        }

        foreach (var peer in beyond) (await peer.ReadToEndAsync()).ShouldHaveEnded("a peer that came when all places were taken: ");
        await Crowd.HoldAsync(server, holders.Length - 1);
        await server.AssertServesAsync($"in the last of {holders.Length} places, after all were taken");
    }

    [Conformance("concurrency/stuck-writer-harms-no-other", Must, "contract",
        "A server answers others while a peer that never reads has filled every buffer on its way.",
        How = "A peer sends without reading until nothing more is taken; then one that was there before and a fresh one are answered.",
        Catches = "a server that holds a lock while it sends",
        Asks = GrowingReply | ServesOn, Needs = Needs.Concurrent | Needs.NoProxy, Together = 3)]
    public async Task A_peer_that_never_reads_harms_no_other(Server server)
    {
        var bystander = await server.ConnectAsync();
        var stuck = await server.ConnectAsync(receiveBuffer: 4096);
        await server.SendUntilStuckAsync(stuck, Payload.Numbered(16 * 1024 * 1024));

        (await bystander.ExchangeAsync("still here"u8.ToArray())).ShouldBe("still here"u8.ToArray(), then: Fin, "the peer beside: ");
        await server.AssertServesAsync("while a peer is stuck");
    }

    [Conformance("concurrency/leaver-harms-no-other", Must, "contract",
        "A server whose peer resets goes on with the conversations of all others.",
        AnyProtocol = true,
        How = "Three peers have each had an answer; one resets; the other two are answered on the connections they have.",
        Catches = "a server that closes every connection when one fails",
        Asks = Repeats | ServesOn, Needs = Needs.Concurrent | Needs.NoProxy, Together = 3)]
    public async Task A_reset_leaves_other_conversations_alone(Server server)
    {
        var conversations = new Conversation[3];
        for (var number = 0; number < conversations.Length; number++)
        {
            conversations[number] = await Conversation.BeginAsync(server);
            await conversations[number].AskAsync("before", $"peer {number + 1}, before: ");
        }

        var leaving = conversations[1].Peer;
        await Crowd.LeaveAsync(server, leaving, leaving.Reset);

        await server.AssertServesAsync("after the reset");
        await conversations[0].AskAsync("after", "peer 1, after another was reset: ");
        await conversations[2].AskAsync("after", "peer 3, after another was reset: ");
    }

    [Conformance("concurrency/sequential-is-fair", Must, "contract",
        "A server that serves one connection at a time serves every peer that waited in its queue.",
        How = "A silent peer is being served while five more (or as many as the queue holds) connect, ask and wait; it leaves, and each " +
            "of the others is answered.",
        Catches = "a server that drops whoever waited",
        Asks = Connections | ServesOn, NotOf = NamesHandler, Because = Reasons.ServesAtTheSameTime,
        Needs = Needs.Sequential | Needs.SocketTable)]
    public async Task All_who_waited_are_served(Server server)
    {
        var first = await server.ConnectAsync();
        await server.QueueBecomesAsync(0);
        var waiting = await Crowd.ConnectAsync(server, Math.Clamp(SocketTable.AcceptQueue(server.EndPoint)?.Backlog ?? 1, 1, 5));
        for (var at = 0; at < waiting.Length; at++)
        {
            await waiting[at].SendAsync(Request(at));
            waiting[at].FinishSending();
        }

        first.FinishSending();
        (await first.ReadToEndAsync()).ShouldAnswer(server.Protocol, [], "the first, silent peer: ");
        first.Close();
        for (var at = 0; at < waiting.Length; at++)
            (await waiting[at].ReadToEndAsync())
                .ShouldAnswer(server.Protocol, Request(at), $"peer {at + 1} of {waiting.Length} that waited: ");

        static byte[] Request(int at) => Payload.Latin1($"waited as number {at}");
    }

    [Conformance("concurrency/churn", Must, "contract",
        "A server answers each of 500 short connections, eight at a time.",
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "Eight peers at a time (or half of limits.connections) connect, ask, read to the end and close, until 500 have been.",
        Catches = "a server that now and then drops a connection",
        Needs = Needs.Concurrent)]
    public async Task Five_hundred_short_connections_are_all_served(Server server)
    {
        var begun = 0;
        await Task.WhenAll(Enumerable.Range(0, server.UpTo(16) / 2).Select(_ => TakeTurnsAsync()));

        async Task TakeTurnsAsync()
        {
            while (Interlocked.Increment(ref begun) is var number and <= 500)
            {
                var peer = await server.ConnectAsync();
                await server.AssertAnswersAsync(peer, $"short {number}", $"connection {number} of 500: ");
                peer.Close();
            }
        }
    }

    [Conformance("concurrency/descriptors-return", Must, "contract",
        "A server gives the descriptor of each connection back when the connection has ended.",
        FirstTransportOnly = true,
        Alone = true,
        AnyProtocol = true,
        How = "Exchanges in rounds of 300 (when that takes long fewer, at least 60), after some to warm up; then the descriptors of the " +
            "server's processes are counted. 5 or more above those before are looked into: a leak is what goes on like that in each of " +
            "five rounds; a pool fills up.",
        Catches = "a server that forgets to close, or a forking one that closes in the child alone",
        Asks = Connections | ServesOn | Concurrent, Needs = Needs.Process)]
    public async Task Descriptors_are_given_back(Server server)
    {
        await server.AssertServesAsync("at the start");

        await Leftovers.Descriptors.AssertNoneAsync(server, most: 300, least: 60,
            number => server.AssertServesAsync($"number {number} of a round"));
    }

    /// <summary>More connections than FD_SETSIZE.</summary>
    private const int AboveSelect = 1100;

    private static void RequireDescriptors(string whose, IEnumerable<int> processes, int more)
    {
        foreach (var process in processes)
            if (ProcessTable.MostDescriptors(process) is { } most && most < ProcessTable.Descriptors(process) + more + 50)
                throw new NotObservableException($"{whose} may have {most:N0} descriptors open (/proc/{process}/limits), and {more:N0} " +
                    "connections need more; ulimit -n 4096 in the shell that starts the suite, or in the server's command, raises that");
    }
}
