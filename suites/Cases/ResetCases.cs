using System.Net;
using System.Net.Sockets;

namespace SocketConformance.Cases;

/// <summary>Peers that vanish harm nobody but themselves.</summary>
[Asks(Connections | ServesOn, Shared = true, IncidentalReplies = true)]
public sealed class ResetCases
{
    [Conformance("reset/survives-reset-idle", Must, "RFC 9293 §3.5.3",
        "A server serves the next peer after an idle one has reset its connection.",
        Over = Over.Tcp,
        Needs = Needs.SocketTable,
        AnyProtocol = true,
        How = "A peer connects, is accepted, and resets; the next peer must be served.",
        Catches = "a server that ends on ECONNRESET in recv")]
    public async Task A_reset_while_idle_is_survived(Server server)
    {
        var peer = await server.ConnectAsync();
        await server.AssertAcceptedAsync(peer);
        await Crowd.LeaveAsync(server, peer, peer.Reset);

        await server.AssertServesAsync("after a peer's reset");
    }

    [Conformance("reset/survives-reset-mid-reply", Must, "POSIX send: EPIPE, ECONNRESET",
        "A server serves the next peer after one has reset its connection while a large reply was under way.",
        Asks = GrowingReply | ServesOn,
        Needs = Needs.NoProxy,
        How = "A peer sends until the server takes no more, reads nothing, and resets; the next peer must be served.",
        Catches = "a server that ends on EPIPE or SIGPIPE in send")]
    public async Task A_reset_in_mid_reply_is_survived(Server server)
    {
        var peer = await server.ConnectAsync();
        await server.SendUntilStuckAsync(peer, Payload.Numbered(16 * 1024 * 1024));
        await Crowd.LeaveAsync(server, peer, peer.Reset);

        await server.AssertServesAsync("after a reset in the middle of a reply");
    }

    [Conformance("reset/survives-close-with-unread-echo", Must, "RFC 9293 §3.6.1",
        "A server serves the next peer after one has closed without reading what it was sent.",
        Asks = Repeats | ServesOn,
        Needs = Needs.NoProxy,
        How = "A peer waits until its echo has arrived, closes without reading it (which resets), and the next peer must be served.",
        Catches = "a server that ends when recv fails after a good send")]
    public async Task A_close_with_unread_echo_is_survived(Server server)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync("never read"u8.ToArray());
        if (!await Until.TrueAsync(() => peer.Available >= 10))
            throw new NotConformantException("the echo of 10 bytes", $"{Show.Count(peer.Available)}");
        await Crowd.LeaveAsync(server, peer, peer.Close);

        await server.AssertServesAsync("after a close with unread bytes");
    }

    [Conformance("reset/survives-a-closed-peer", Must, "POSIX send (EPIPE); signal(7)",
        "A server serves the next peer after it has written to one that had closed.",
        Since = 2,
        Over = Over.Tcp,
        Needs = Needs.Process,
        How = "While the server is stopped, a peer connects, sends 32 KiB with an urgent byte in the middle, at which a receive stops, " +
            "and closes. The reply to the first half then runs into RST, that to the second into EPIPE. The next peer must be served.",
        Catches = "a server that leaves SIGPIPE at its default")]
    public async Task A_peer_that_has_closed_is_survived(Server server)
    {
        await server.FreezeAsync();
        var peer = await server.ConnectAsync();
        await peer.SendAsync(Payload.Numbered(16 * 1024));
        peer.SendUrgent((byte)'!');
        await peer.SendAsync(Payload.Numbered(16 * 1024));
        peer.Close();
        server.Thaw();

        await server.AssertServesAsync("after a peer that had closed");
    }

    [Conformance("reset/survives-reset-in-queue", Must, "POSIX accept: ECONNABORTED",
        "A server serves the next peer after one has reset its connection before it was accepted.",
        Needs = Needs.Process,
        AnyProtocol = true,
        How = "While the server is stopped, a peer connects, sends and resets; when it goes on, the next peer must be served.",
        Catches = "a server whose accept loop ends on a connection that is gone already")]
    public async Task A_reset_before_accept_is_survived(Server server)
    {
        await server.FreezeAsync();
        var peer = await server.ConnectAsync();
        await peer.SendAsync(server.FirstBytes("gone"));
        peer.Reset();
        server.Thaw();

        await server.AssertServesAsync("after a reset in the queue");
    }

    [Conformance("reset/survives-connect-close-storm", Must, "contract",
        "A server serves the next peer after 200 have connected and closed.",
        Asks = Connections | ServesOn, NotOf = NamesProcess, Because = Reasons.AProcessForEachPeer,
        FirstTransportOnly = true,
        Needs = Needs.NoProxy,
        AnyProtocol = true,
        How = "200 peers connect and close without a byte, one after the other; the next must be served.",
        Catches = "a server that gives up after some number of connections without data")]
    public async Task A_storm_of_empty_connections_is_survived(Server server)
    {
        for (var connection = 0; connection < 200; connection++) (await server.ConnectAsync()).Close();
        await server.QueueDrainsAsync();

        await server.AssertServesAsync("after 200 empty connections");
    }

    [Conformance("reset/harms-no-other-connection", Must, "contract",
        "A server goes on serving open connections when another one is reset.",
        Asks = Repeats | ServesOn,
        Over = Over.Tcp,
        Needs = Needs.Concurrent | Needs.NoProxy,
        How = "Of two connections in mid-conversation one is reset; the other's conversation must go on.",
        Catches = "a server that ends all connections on an error of one")]
    public async Task A_reset_harms_no_other(Server server)
    {
        var staying = await server.ConnectAsync();
        await staying.SendAsync("one"u8.ToArray());
        (await staying.ReadAsync(3)).ShouldBe("one"u8.ToArray(), "before the reset: ");

        var leaving = await server.ConnectAsync();
        await leaving.SendAsync("two"u8.ToArray());
        (await leaving.ReadAsync(3)).ShouldBe("two"u8.ToArray(), "the other peer: ");
        await Crowd.LeaveAsync(server, leaving, leaving.Reset);
        await server.AssertServesAsync("after the reset");

        await staying.SendAsync("three"u8.ToArray());
        (await staying.ReadAsync(5)).ShouldBe("three"u8.ToArray(), "after the reset: ");
    }

    [Conformance("reset/same-port-comes-back", Must, "RFC 9293 §3.5.3",
        "A server serves a peer that comes back from the same port after it has reset its connection.",
        Since = 2,
        Over = Over.Tcp,
        Needs = Needs.NoProxy,
        AnyProtocol = true,
        How = "A peer is bound to a port, has an answer and resets; twice more it comes from the same port, and must be answered.",
        Catches = "a server that keeps what it knows of a peer under its address, and forgets it only after an orderly end")]
    public async Task Who_comes_back_from_the_same_port_is_served(Server server)
    {
        var here = server.Address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        var port = 0;
        for (var visit = 1; visit <= 3; visit++)
        {
            var peer = await server.ConnectAsync(from: here, port: port);
            port = ((IPEndPoint)peer.LocalEndPoint!).Port;
            await peer.SendAsync(server.FirstBytes($"visit {visit}"));
            var answer = await peer.ReadSomeAsync();
            if (answer.Bytes.Length == 0)
                throw new NotConformantException($"an answer to visit {visit} of three from port {port}, each of which ends with a reset",
                    Expectations.Describe(answer));
            await Crowd.LeaveAsync(server, peer, peer.Reset);
        }
    }
}
