using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SocketConformance.Cases;

/// <summary>
/// Backlog: more peers than places. The server is stopped (SIGSTOP), so that it accepts nothing; the kernel goes on
/// queueing for it, and tells at once who got a place: no time-out is waited for.
/// </summary>
[Asks(Connections | ServesOn, NotOf = NamesHandler, Because = Reasons.WhoeverAnswers,
    Shared = true, Waits = true, IncidentalReplies = true)]
public sealed class BacklogCases
{
    /// <summary>Longer queues are not filled: it would take too long.</summary>
    private const int LongestFilled = 256;

    [Conformance("backlog/declares-what-it-listens-with", Must, "POSIX listen",
        "A server listens with the backlog that it declares.",
        Asks = Connections,
        Needs = Needs.Backlog | Needs.SocketTable,
        NeedsNoAnswer = true,
        AnyProtocol = true,
        How = "The kernel's row of the listener tells the backlog that listen was given, capped by net.core.somaxconn.",
        Catches = "a server that passes another number to listen than its configuration says")]
    public Task The_declared_backlog_is_used(Server server)
    {
        var declared = Math.Min(server.Declared.Backlog!.Value, SomaxConn(server));
        var row = SocketTable.AcceptQueue(server.EndPoint) ?? throw new NotConformantException("a listening socket", "none");

        if (row.Backlog != declared) throw new NotConformantException($"a backlog of {declared}", $"a backlog of {row.Backlog}");
        return Task.CompletedTask;
    }

    [Conformance("backlog/queues-up-to-declared", Must, "POSIX listen",
        "A server lets as many peers connect as its backlog declares, even while it accepts nothing.",
        Needs = Needs.Process | Needs.Backlog,
        AnyProtocol = true,
        How = "While the server is stopped, as many peers as the backlog connect one by one: each must be connected at once. When they " +
            "have left, a newcomer must be served.",
        Catches = "a server that listens with a smaller backlog")]
    public async Task The_declared_number_gets_a_place(Server server)
    {
        var declared = Fillable(server);
        await server.FreezeAsync();
        List<Peer> peers = [];
        var places = await CountPlacesAsync(server, Connect, most: declared);
        server.Thaw();

        if (places < declared) throw new NotConformantException($"{declared} places", $"{places} places");
        foreach (var peer in peers) peer.Close();
        await server.AssertServesAsync("after the queued peers left");

        Peer Connect()
        {
            peers.Add(server.BeginConnect());
            return peers[^1];
        }
    }

    [Conformance("backlog/bounded", Level.Should, "POSIX listen; Linux listen(2)",
        "A server that is busy lets no more peers connect than the platform does for its backlog.",
        Asks = OneAtATime,
        Needs = Needs.Backlog | Needs.Sequential | Needs.SocketTable,
        How = "While the server serves an idle peer, others connect one by one until one gets no place; a listener of the suite's own " +
            "with the same backlog tells how many that may be.",
        Catches = "a server that accepts on a thread of its own and lets connections pile up inside")]
    public async Task No_more_than_the_queue_get_a_place(Server server)
    {
        var allowed = await PlacesOfAnIdleListenerAsync(server);
        var busy = await server.ConnectAsync();
        await server.AssertAcceptedAsync(busy);
        var places = await CountPlacesAsync(server, () => server.BeginConnect(), most: allowed + 5);

        if (places > allowed)
            throw new NotConformantException(
                $"at most {allowed} places for a backlog of {server.Declared.Backlog}", $"at least {places} places");

        // No event says that a server will not accept any more: a moment for one that does so on another thread.
        if (await Until.TrueAsync(
            () => SocketTable.AcceptQueue(server.EndPoint) is { } queue && queue.Length < allowed, TimeSpan.FromMilliseconds(200)))
            throw new NotConformantException("nobody accepted while the server is busy", "a place became free");
    }

    [Conformance("backlog/overflow-harms-nobody", Must, "contract",
        "A server serves everyone who got a place, each with its own data, after twice as many as its backlog had tried.",
        Needs = Needs.Process | Needs.Backlog,
        AnyProtocol = true,
        How = "While the server is stopped, twice the backlog connects, and who got a place sends; when it goes on, each of them must " +
            "get its own answer, and a newcomer too.",
        Catches = "a server that crashes, or mixes connections up, when its queue overflows")]
    public async Task An_overflow_harms_nobody(Server server)
    {
        var declared = Fillable(server);
        if (server.Declared is { Concurrent: true, AtOnce: { } most } && most <= declared)
            throw new NotApplicableException(
                $"declared limits.connections: {most}, and a backlog of {declared}: not all who queue need be served");
        await server.FreezeAsync();
        List<Peer> queued = [];
        for (var at = 0; at < declared * 2; at++)
        {
            var peer = server.BeginConnect();
            if (await IsConnectedAsync(server, peer)) queued.Add(peer);
            else peer.Reset();
        }

        if (server.Protocol.Dialogue is null)
            for (var at = 0; at < queued.Count; at++) await queued[at].SendAsync(Message(at));
        server.Thaw();

        if (server.UpTo(queued.Count) == queued.Count) await server.QueueDrainsAsync(); // else it gets shorter only as peers are answered
        await Task.WhenAll(queued.Select((peer, at) => ShouldAnswerAsync(server, peer, Message(at), $"queued peer {at + 1}: ")));
        await server.AssertServesAsync("after the overflow");
    }

    [Conformance("backlog/queued-data-is-kept", Must, "RFC 9293 §3.4",
        "A server answers what queued peers sent before they were accepted.",
        Needs = Needs.Process,
        How = "While the server is stopped, peers connect and send; when it goes on, each must get its answer.",
        Catches = "a server that discards what had arrived before accept")]
    public async Task Early_data_is_answered(Server server)
    {
        var queued = await QueueAsync(server, 4);
        for (var at = 0; at < queued.Count; at++) await queued[at].SendAsync(Message(at));
        server.Thaw();

        await Task.WhenAll(queued.Select((peer, at) => ShouldAnswerAsync(server, peer, Message(at), $"queued peer {at + 1}: ")));
    }

    [Conformance("backlog/fin-in-queue-is-served", Must, "RFC 9293 §3.6.1",
        "A server serves queued peers that have already stopped sending.",
        Needs = Needs.Process,
        How = "While the server is stopped, peers connect, send, and send FIN; when it goes on, each must get its answer and FIN.",
        Catches = "a server that drops connections whose peer has half-closed before accept")]
    public async Task Queued_and_half_closed_is_served(Server server)
    {
        var queued = await QueueAsync(server, 4);
        for (var at = 0; at < queued.Count; at++)
        {
            await queued[at].SendAsync(Message(at));
            queued[at].FinishSending();
        }

        server.Thaw();
        await Task.WhenAll(queued.Select(async (peer, at) =>
            (await peer.ReadToEndAsync()).ShouldAnswer(server.Protocol, Message(at), $"queued peer {at + 1}: ")));
    }

    [Conformance("backlog/served-in-order", Level.Should, "POSIX accept",
        "A server that serves one connection at a time serves queued peers in the order in which they connected.",
        Needs = Needs.Process | Needs.Sequential,
        How = "Peers queue in silence. The first must be served before any other has sent a byte, then the second, and so on.",
        Catches = "a server that takes everything from the queue and begins at the end")]
    public async Task The_queue_is_served_in_order(Server server)
    {
        var queued = await QueueAsync(server, 4);
        server.Thaw();

        for (var at = 0; at < queued.Count; at++)
        {
            await queued[at].SendAsync(Message(at));
            queued[at].FinishSending();
            (await queued[at].ReadToEndAsync()).ShouldAnswer(server.Protocol, Message(at), $"peer {at + 1} of {queued.Count}: ");
            queued[at].Close();
        }
    }

    [Conformance("backlog/recovers", Must, "Linux listen(2); RFC 9293 §3.8.1",
        "A server serves a peer that found no place at first, and newcomers, once its queue drains.",
        Over = Over.Tcp,
        Needs = Needs.Process | Needs.Backlog,
        AnyProtocol = true,
        How = "While the server is stopped, peers connect until one gets no place; when it goes on, that one's repeated SYN must succeed " +
            "within the kernel's second or two, and it must be served.",
        Catches = "a server that stops accepting after an overflow")]
    public async Task Who_found_no_place_is_served_later(Server server)
    {
        var most = Fillable(server) * 2 + 8;
        await server.FreezeAsync();
        List<Peer> queued = [];
        Peer late;
        while (await IsConnectedAsync(server, late = server.BeginConnect()))
        {
            queued.Add(late);
            if (queued.Count > most)
                throw new NotObservableException($"this kernel gave {queued.Count} places for a backlog of {server.Declared.Backlog}");
        }

        server.Thaw();
        foreach (var peer in queued) peer.Close();
        await server.QueueDrainsAsync();

        var outcome = await late.Connected;
        if (outcome != SocketError.Success) throw new NotConformantException("the late peer connected", SocketErrors.OfConnect(outcome));
        if (server.Protocol.Dialogue is null) await late.SendAsync("late"u8.ToArray());
        await ShouldAnswerAsync(server, late, "late"u8.ToArray(), "the late peer: ");
        late.Close();
        await server.AssertServesAsync("after the queue has drained");
    }

    [Conformance("backlog/queued-then-gone", Must, "contract",
        "A server survives queued peers that left before their turn.",
        Needs = Needs.Process,
        AnyProtocol = true,
        How = "While the server is stopped, peers connect and close; when it goes on, a newcomer must be served.",
        Catches = "a server whose accept loop takes an empty connection for its own end")]
    public async Task Queued_peers_may_leave(Server server)
    {
        foreach (var peer in await QueueAsync(server, 4)) peer.Close();
        server.Thaw();

        await server.AssertServesAsync("after the queued peers left");
    }

    [Conformance("backlog/reset-in-queue-harms-no-neighbour", Must, "RFC 9293 §3.5.3",
        "A server serves the neighbours of a queued peer that reset its connection.",
        Asks = OneRequest | ServesOn, NotOf = NamesHandler, Because = Reasons.WhoeverAnswers,
        Needs = Needs.Process,
        How = "While the server is stopped, three peers connect and send; the middle one resets. When the server goes on, the other two " +
            "must get their answers.",
        Catches = "a server that drops its queue when one connection in it fails")]
    public async Task The_neighbours_of_a_reset_are_served(Server server)
    {
        var queued = await QueueAsync(server, 3);
        for (var at = 0; at < queued.Count; at++) await queued[at].SendAsync(Message(at));
        queued[1].Reset();
        server.Thaw();

        await ShouldAnswerAsync(server, queued[0], Message(0), "the peer before: ");
        await ShouldAnswerAsync(server, queued[2], Message(2), "the peer after: ");
    }

    private static int SomaxConn(Server server) =>
        int.Parse(Network.Of(server.EndPoint).Setting("core/somaxconn"), CultureInfo.InvariantCulture);

    private static int Fillable(Server server) => Math.Min(server.Declared.Backlog!.Value, SomaxConn(server))
        is var declared and <= LongestFilled
        ? declared
        : throw new NotApplicableException(
            $"declares a backlog of {server.Declared.Backlog}; queues of more than {LongestFilled} are not filled");

    private static byte[] Message(int at) => Payload.Latin1($"peer number {at}");

    /// <summary>Stops the server and lets that many peers connect; they wait in its queue. No more than its backlog, which it
    /// need not declare: some that serve everybody listen with 1 or 2.</summary>
    private static async Task<IReadOnlyList<Peer>> QueueAsync(Server server, int count)
    {
        var backlog = SocketTable.AcceptQueue(server.EndPoint)?.Backlog ?? server.Declared.Backlog ?? count;
        var most = server.Declared.Concurrent ? server.UpTo(count) : count;
        await server.FreezeAsync();
        List<Peer> queued = [];
        for (var at = 0; at < Math.Clamp(backlog, 1, most); at++) queued.Add(await server.ConnectAsync());
        return queued;
    }

    /// <summary>The answer must come; whoever answers one request a connection must end it in order, too.</summary>
    private static async Task ShouldAnswerAsync(Server server, Peer peer, byte[] message, string who)
    {
        if (server.Protocol.Dialogue is not null)
        {
            await server.AssertAnswersAsync(peer, words: "", who);
            return;
        }

        if (server.Protocol.IsOneRequest)
        {
            (await peer.ReadToEndAsync()).ShouldAnswer(server.Protocol, message, who);
            return;
        }

        // An echo server may serve one connection at a time: let it go on to the next.
        (await peer.ReadAsync(message.Length)).ShouldBe(message, who);
        peer.FinishSending();
        (await peer.ReadToEndAsync()).ShouldBe([], then: Fin, who);
    }

    private static async Task<int> CountPlacesAsync(Server server, Func<Peer> connect, int most)
    {
        for (var places = 0; places < most; places++)
            if (!await IsConnectedAsync(server, connect())) return places;
        return most;
    }

    /// <summary>Whether the peer got a place. On loopback the kernel has decided when connect returns: TCP_INFO says
    /// established or SYN-SENT (500 of 500 right); a Unix socket's connect waits until there is one.</summary>
    private static async Task<bool> IsConnectedAsync(Server server, Peer peer)
    {
        if (peer.Connected.IsCompleted) return await peer.Connected == SocketError.Success;
        return server.Transport.IsTcp() && peer.State == TcpState.Established && await peer.Connected == SocketError.Success;
    }

    private static async Task<int> PlacesOfAnIdleListenerAsync(Server server)
    {
        var declared = Fillable(server);
        using var listener = Network.OpenStream(server.EndPoint);
        listener.Bind(server.Transport == Transport.Unix
            ? new UnixDomainSocketEndPoint($"{server.EndPoint}.calibration")
            : new IPEndPoint(server.Address.Address, 0));
        listener.Listen(declared);
        var place = Network.Of(server.EndPoint).Placed(listener.LocalEndPoint!);
        return await CountPlacesAsync(server, () => server.BeginConnect(place), most: declared * 2 + 8);
    }
}
