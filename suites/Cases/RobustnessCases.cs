using System.Globalization;

namespace SocketConformance.Cases;

/// <summary>Robustness: peers that are absent, slow, noisy or too many.</summary>
[Asks(Connections | ServesOn, Shared = true, IncidentalReplies = true)]
public sealed class RobustnessCases
{
    [Conformance("robustness/half-open-peer", Must, "RFC 9293 §3.5.1",
        "A server serves others while the host of a peer has vanished: no FIN, no RST, no acknowledgement.",
        Asks = Connections | ServesOn | Concurrent,
        Over = Over.Tcp, Needs = Needs.Concurrent | Needs.SocketTable,
        AnyProtocol = true,
        How = "A peer's kernel drops every packet of its connection, as if it had lost power; its request still arrives. Once the server " +
            "has read it, another peer must be served.",
        Catches = "a server that holds a lock until a reply is acknowledged")]
    public async Task A_vanished_host_harms_no_other(Server server)
    {
        var peer = await server.ConnectAsync();
        await server.AssertAcceptedAsync(peer);
        peer.Vanish();
        await peer.SendAsync(server.FirstBytes("last words"));
        await Server.HasReadAsync(peer);

        await server.AssertServesAsync("while a peer's host is gone");
    }

    [Conformance("robustness/vanished-peer-is-not-waited-for", Must, "RFC 9293 §3.5.1; POSIX SO_LINGER",
        "A server that has sent its reply serves the next peer, although nobody acknowledges the reply.",
        Asks = OneRequest | ServesOn, NotOf = NamesProcess, Because = Reasons.ItsPeerIsItsOwn,
        Over = Over.Tcp,
        Needs = Needs.SocketTable,
        How = "A peer's kernel drops every packet of its connection, as if it had lost power; its request still arrives. The next peer " +
            "must be served.",
        Catches = "a server that lingers in close until its reply is acknowledged")]
    public async Task The_reply_to_a_vanished_host_holds_up_nobody(Server server)
    {
        var peer = await server.ConnectAsync();
        await server.AssertAcceptedAsync(peer);
        peer.Vanish();
        await peer.SendAsync("last words"u8.ToArray());

        await server.AssertServesAsync("after a peer's host is gone");
    }

    [Conformance("robustness/slowloris", Must, "contract",
        "A server serves a peer while 100 others dribble: a byte now and then, and no end.",
        Asks = Repeats | ServesOn,
        Needs = Needs.Concurrent | Needs.NoProxy,
        FirstTransportOnly = true,
        Crowded = true,
        AnyProtocol = true,
        How = "100 peers (one fewer than limits.connections) send a byte each, and later another; after each round a fresh peer must be " +
            "served.",
        Catches = "a server that waits, where it accepts, for a peer's first line")]
    public async Task Dribbling_peers_delay_nobody(Server server)
    {
        var dribblers = await Crowd.ConnectAsync(server, server.UpTo(101) - 1);
        var request = server.FirstBytes("..");
        for (var round = 1; round <= 2; round++)
        {
            foreach (var peer in dribblers) await peer.SendAsync(request.AsMemory(Math.Min(round, request.Length) - 1, 1));
            await server.AssertServesAsync($"while {dribblers.Length} peers have sent {Show.Count(round)} each");
        }
    }

    [Conformance("robustness/speaks-when-asked", Must, "contract",
        "A server sends nothing before its peer has sent its request.",
        Since = 2,
        Asks = Connections | ServesOn | OneRequest,
        Needs = Needs.Process | Needs.NoProxy,
        How = "A peer connects; once it is accepted and every thread of the server sleeps, nothing may have come. Then it asks.",
        Catches = "a server that greets with a banner, which a reader may take for a part of the reply")]
    public async Task Nothing_comes_before_the_request(Server server)
    {
        var peer = await server.ConnectAsync();
        await server.AssertAcceptedAsync(peer);
        await server.Process.AllSleepAsync();
        if (peer.Available > 0)
            throw new NotConformantException("no bytes before the request", Expectations.Describe(await peer.ReadAsync(peer.Available)));

        await peer.SendAsync("asked"u8.ToArray());
        (await peer.ReadToEndAsync()).ShouldAnswer(server.Protocol, "asked"u8.ToArray());
    }

    [Conformance("robustness/waits-for-the-request", Level.Should, "RFC 9293 §3.8.4",
        "A server answers a peer that takes its time to ask.",
        Since = 2,
        Asks = Connections | OneRequest,
        FirstTransportOnly = true, IncidentalReplies = true,
        How = "A peer connects, and sends its request after 1.5 s.",
        Catches = "a server that hangs up on a peer that has said nothing yet")]
    public async Task A_late_request_is_answered(Server server)
    {
        var peer = await server.ConnectAsync();

        // The pause is what the rule is about; no event stands for it.
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        await peer.SendAsync("late"u8.ToArray());
        (await peer.ReadToEndAsync()).ShouldAnswer(server.Protocol, "late"u8.ToArray());
    }

    [Conformance("robustness/garbage", Must, "contract",
        "A server survives random bytes.",
        Asks = ServesOn,
        FirstTransportOnly = true,
        How = "1 MiB of random bytes (seed 1) is sent, over UDP in 50 datagrams; afterwards a plain exchange must succeed.",
        Catches = "a server that decodes what it receives, and ends when it can't")]
    public async Task Random_bytes_are_survived(Server server)
    {
        var garbage = Payload.Random(1024 * 1024, seed: 1);
        if (server.Protocol.IsDatagram)
        {
            using var peer = server.OpenDatagram();
            for (var at = 0; at < 50; at++)
                if (await peer.ExchangeAsync(garbage.AsMemory(at * 1024, garbage[at])) is { Arrival: Arrival.Silence }) break;
        }
        else
        {
            await (await server.ConnectAsync()).ExchangeAsync(garbage);
        }

        await server.AssertServesAsync("after random bytes");
    }

    [Conformance("robustness/flood-in-one-direction", Must, "RFC 9293 §3.8.6",
        "A server takes no more from a peer that does not read than it can hand on: its memory stays bounded.",
        Asks = GrowingReply | ServesOn,
        Needs = Needs.Process,
        FirstTransportOnly = true,
        How = "A peer sends without reading until nothing more is taken, at most twice what the kernel's largest buffers hold (64 MiB " +
            "at least).",
        Catches = "a server that ignores back-pressure, and keeps in memory what its peer does not take")]
    public async Task A_peer_that_never_reads_is_not_taken_from_without_end(Server server)
    {
        var most = Math.Max(64L * 1024 * 1024, 2 * (LargestBuffer(server, "tcp_rmem") + LargestBuffer(server, "tcp_wmem")));
        var chunk = Payload.Numbered(16 * 1024 * 1024);
        var peer = await server.ConnectAsync(receiveBuffer: 4096);
        long taken = 0;
        while (taken < most)
        {
            var more = await peer.SendUntilFullAsync(chunk, quiet: TimeSpan.FromMilliseconds(250));
            taken += more;
            if (more == 0) return;
            // Slow is not stuck: only when it sleeps will it take no more.
            if (more < chunk.Length) await server.Process.SleepsAsync();
        }

        var memory = server.Process.Memory;
        throw new NotConformantException($"at most {Show.Count(most)} taken from a peer that reads nothing",
            $"{Show.Count(taken)} taken, and it would take more; its processes have {memory / 1024 / 1024:N0} MiB of memory in use",
            memory < taken / 2 ? "what it has taken is not in its memory: it throws it away, or puts it elsewhere" : null);
    }

    [Conformance("robustness/endless-request", Must, "contract",
        "A server that answers one request a connection serves others while a peer goes on sending without end.",
        Asks = OneRequest | ServesOn,
        FirstTransportOnly = true,
        How = "A peer sends up to 16 MiB and neither reads nor finishes; meanwhile the next peer must be served.",
        Catches = "a server that reads a connection to its end before it closes it")]
    public async Task An_endless_request_holds_up_nobody(Server server)
    {
        var endless = await server.ConnectAsync();
        var pushing = endless.SendUntilFullAsync(Payload.Numbered(16 * 1024 * 1024), quiet: TimeSpan.FromMilliseconds(50));

        await server.AssertServesAsync("while a peer sends without end");
        await pushing;
    }

    [Conformance("robustness/port-scan", Must, "RFC 9293 §3.5.3",
        "A server serves the next peer after 200 have connected and reset at once.",
        Asks = Connections | ServesOn, NotOf = NamesProcess, Because = Reasons.AProcessForEachPeer,
        Over = Over.Tcp,
        FirstTransportOnly = true,
        Needs = Needs.NoProxy,
        AnyProtocol = true,
        How = "200 peers connect and reset without a byte, one after the other; the next must be served.",
        Catches = "a server that takes too many failed connections for its own failure")]
    public async Task A_port_scan_is_survived(Server server)
    {
        for (var connection = 0; connection < 200; connection++) (await server.ConnectAsync()).Reset();

        await server.AssertServesAsync("after 200 resets");
    }

    [Conformance("robustness/urgent-data-harms-no-other", Must, "RFC 9293 §3.8.5",
        "A server to which a peer sends urgent data serves the others on.",
        Over = Over.Tcp,
        FirstTransportOnly = true,
        Needs = Needs.NoProxy,
        AnyProtocol = true,
        How = "A peer sends an urgent byte and ordinary ones, and leaves; one that has waited meanwhile, and a fresh " +
            "one, must be served.",
        Catches = "a server that takes urgent data for a failure of its own")]
    public async Task Urgent_data_harms_no_other(Server server)
    {
        var urgent = await server.ConnectAsync();
        await server.AssertAcceptedAsync(urgent);
        var bystander = await server.ConnectAsync();

        urgent.SendUrgent((byte)'!');
        await urgent.SendAsync(server.FirstBytes("abc"));
        urgent.FinishSending();
        await Crowd.LeaveAsync(server, urgent, urgent.Close);

        await server.AssertAnswersAsync(bystander, "patient", "the peer beside: ");
        await server.AssertServesAsync("after urgent data");
    }

    /// <summary>The third number: the most that the kernel lets a buffer grow to.</summary>
    private static long LargestBuffer(Server server, string name) =>
        long.Parse(Network.Of(server.EndPoint).Setting($"ipv4/{name}").Split('\t', ' ')[^1], CultureInfo.InvariantCulture);
}
