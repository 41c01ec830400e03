namespace SocketConformance.Cases;

/// <summary>Concurrency: peers at the same time.</summary>
[About(Contracts.Echo, Contracts.Threaded, Shared = true)]
public sealed class ConcurrencyCases
{
    [Conformance("concurrency/interleaved-peers-isolated", Must, "contract",
        "A server returns to each of 20 peers exactly its own bytes when all send theirs byte by byte in turn.",
        How = "20 peers take turns with a byte each, nobody reads; then each finishes and reads to the end.",
        Catches = "a server whose connections share a buffer",
        On = [Contracts.Echo], Needs = Needs.Concurrent | Needs.NoProxy)]
    public async Task Interleaved_peers_get_their_own_bytes(Server server)
    {
        var peers = await Crowd.ConnectAsync(server, 20);
        for (var at = 0; at < Message(0).Length; at++)
            for (var number = 0; number < peers.Length; number++)
                await peers[number].SendAsync(Message(number).AsMemory(at, 1));

        foreach (var peer in peers) peer.FinishSending();
        for (var number = 0; number < peers.Length; number++)
            (await peers[number].ReadToEndAsync()).ShouldBe(Message(number), then: Fin, $"peer {number} of 20: ");

        static byte[] Message(int number) => Payload.Latin1($"{number:00} says {number * number:000}");
    }

    [Conformance("concurrency/200-open", Must, "contract",
        "A server holds 200 connections open and answers on all of them.",
        Once = true,
        How = "200 peers are connected; the last to come asks first, while all others are open.",
        Catches = "a server that serves a few dozen at a time and lets the rest wait",
        Needs = Needs.Concurrent | Needs.NoProxy)]
    public async Task Two_hundred_open_connections_all_answer(Server server)
    {
        var peers = await Crowd.ConnectAsync(server, 200);
        await server.QueueDrainsAsync();
        for (var at = peers.Length - 1; at >= 0; at--)
        {
            var request = Payload.Latin1($"number {at}");
            Plain.ShouldAnswer(server.Contract, await peers[at].ExchangeAsync(request), request, $"peer {at} of 200: ");
        }
    }

    [Conformance("concurrency/stuck-writer-harms-no-other", Must, "contract",
        "A server answers others while a peer that never reads has filled every buffer on its way.",
        How = "A peer sends without reading until nothing more is taken; then one that was there before and a fresh one are answered.",
        Catches = "a server that holds a lock while it sends",
        On = [Contracts.Echo], Needs = Needs.Concurrent | Needs.NoProxy)]
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
        How = "Three peers have each had an answer; one resets; the other two are answered on the connections they have.",
        Catches = "a server that closes every connection when one fails",
        On = [Contracts.Echo], Needs = Needs.Concurrent | Needs.NoProxy)]
    public async Task A_reset_leaves_other_conversations_alone(Server server)
    {
        var peers = await Crowd.ConnectAsync(server, 3);
        foreach (var peer in peers) await ExchangeAsync(peer, "before"u8.ToArray());

        await Crowd.LeaveAsync(server, peers[1], peers[1].Reset);

        await server.AssertServesAsync("after the reset");
        await ExchangeAsync(peers[0], "after"u8.ToArray());
        await ExchangeAsync(peers[2], "after"u8.ToArray());

        static async Task ExchangeAsync(Peer peer, byte[] message)
        {
            await peer.SendAsync(message);
            (await peer.ReadAsync(message.Length)).ShouldBe(message, $"peer {peer.Number}: ");
        }
    }

    [Conformance("concurrency/sequential-is-fair", Must, "contract",
        "A server that serves one connection at a time serves every peer that waited in its queue.",
        How = "A silent peer is being served while five more (or as many as the queue holds) connect, ask and wait; it leaves, and each of the others is answered.",
        Catches = "a server that drops whoever waited",
        On = [Contracts.Echo, Contracts.Uppercase], Needs = Needs.Sequential | Needs.SocketTable)]
    public async Task All_who_waited_are_served(Server server)
    {
        var first = await server.ConnectAsync();
        await server.QueueBecomesAsync(0);
        var waiting = await Crowd.ConnectAsync(server, Math.Clamp(SocketTable.Listener(server.EndPoint)?.Backlog ?? 1, 1, 5));
        for (var at = 0; at < waiting.Length; at++)
        {
            await waiting[at].SendAsync(Request(at));
            waiting[at].FinishSending();
        }

        first.FinishSending();
        Plain.ShouldAnswer(server.Contract, await first.ReadToEndAsync(), [], "the first, silent peer: ");
        first.Close();
        for (var at = 0; at < waiting.Length; at++)
            Plain.ShouldAnswer(server.Contract, await waiting[at].ReadToEndAsync(), Request(at), $"peer {at + 1} of {waiting.Length} that waited: ");

        static byte[] Request(int at) => Payload.Latin1($"waited as number {at}");
    }

    [Conformance("concurrency/churn", Must, "contract",
        "A server answers each of 500 short connections, eight at a time.",
        Once = true,
        How = "Eight peers at a time connect, ask, read to the end and close, until 500 have been.",
        Catches = "a server that now and then drops a connection",
        Needs = Needs.Concurrent)]
    public async Task Five_hundred_short_connections_are_all_served(Server server)
    {
        var begun = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TakeTurnsAsync()));

        async Task TakeTurnsAsync()
        {
            while (Interlocked.Increment(ref begun) is var number and <= 500)
            {
                var request = Payload.Latin1($"short {number}");
                var peer = await server.ConnectAsync();
                Plain.ShouldAnswer(server.Contract, await peer.ExchangeAsync(request), request, $"connection {number} of 500: ");
                peer.Close();
            }
        }
    }

    [Conformance("concurrency/descriptors-return", Must, "contract",
        "A server gives the descriptor of each connection back when the connection has ended.",
        Once = true,
        Alone = true,
        How = "The descriptors of each of the server's processes are counted after one exchange and after 60 more: fewer than 30 more remain in each.",
        Catches = "a server that forgets to close, or a forking one that closes in the child alone",
        On = [Contracts.Echo, Contracts.Threaded, Contracts.Forking], Needs = Needs.Process)]
    public async Task Descriptors_are_given_back(Server server)
    {
        await server.AssertServesAsync("at the start");
        var descriptors = Holdings.Descriptors(server);
        for (var at = 0; at < 60; at++) await server.AssertServesAsync($"number {at + 1} of 60");

        await descriptors.AssertGivenBackAsync("60 connections");
    }
}

/// <summary>Many peers of one server.</summary>
internal static class Crowd
{
    /// <summary>Connects that many, one at a time.</summary>
    public static async Task<Peer[]> ConnectAsync(Server server, int count)
    {
        var peers = new Peer[count];
        for (var at = 0; at < count; at++) peers[at] = await server.ConnectAsync();
        return peers;
    }

    /// <summary>The name that each connection's answer begins with.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync(Server server, IEnumerable<Peer> peers)
    {
        List<string> names = [];
        foreach (var peer in peers)
        {
            var request = Payload.Latin1($"who serves {peer.Number}?");
            names.Add(Plain.ShouldAnswer(server.Contract, await peer.ExchangeAsync(request), request, $"peer {peer.Number}: "));
        }

        return names;
    }

    /// <summary>For a case that looks at what the server's own process has of its peers.</summary>
    /// <param name="server">A server that has served already.</param>
    /// <param name="consequence">What a process of its own for each peer means for the case, such as <c>holds no descriptor for them</c>.</param>
    /// <exception cref="NotApplicableException">The server starts a process for each peer, or has some that accept.</exception>
    public static async Task RequireServedByItselfAsync(Server server, string consequence)
    {
        var before = server.Process.Children.Select(child => child.Pid).ToHashSet();
        var peer = await server.ConnectAsync();
        await server.AssertAcceptedAsync(peer);
        await server.Process.SleepsAsync(); // it has dealt with the connection
        var forks = server.Process.Children.Any(child => !before.Contains(child.Pid));
        var isElsewhere = SocketTable.ServerInode(peer) is { } inode && !ProcessTable.Holds(server.Process.Pid, inode);
        await LeaveAsync(server, peer, peer.Close);
        if (forks || isElsewhere) throw new NotApplicableException($"leaves its connections to processes of their own, and {consequence}");
    }

    /// <summary>Lets a peer leave, and where that can be seen waits until the server has let go of its connection or ended. What
    /// that did to the server is for the case to find out.</summary>
    /// <param name="peer">It has been accepted.</param>
    /// <param name="leave">How it leaves.</param>
    public static async Task LeaveAsync(Server server, Peer peer, Action leave)
    {
        var hasLetGo = server.Instance.Sight.Hidden is null ? LetGoOf(peer, server.Instance.Process)
            : server.Instance.Process is { } process ? LetGoBy(process)
            : () => true;
        leave();
        await Until.TrueAsync(hasLetGo);
    }

    /// <summary>Told by the connection itself, whichever process of the server has it.</summary>
    /// <param name="process">Null for a server that others run: then any process may be the server's.</param>
    private static Func<bool> LetGoOf(Peer peer, ServerProcess? process)
    {
        if (SocketTable.ServerInode(peer) is not { } inode) return () => true;
        var holders = process is null ? ProcessTable.Holders(inode)
            : [.. process.Alive.Union(process.Children).Select(one => one.Pid).Where(pid => ProcessTable.Holds(pid, inode))];
        return () => !holders.Any(pid => ProcessTable.Holds(pid, inode));
    }

    /// <summary>Where the kernel's table shows no connection: told by how much the server's process has open.</summary>
    private static Func<bool> LetGoBy(ServerProcess process)
    {
        var held = Held();
        return () => process.Exited.IsCompleted || Held() < held;

        int Held() => process.Descriptors + process.Children.Count(child => child.State != 'Z');
    }
}
