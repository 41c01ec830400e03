namespace SocketConformance.Cases;

/// <summary>Peers that vanish harm nobody but themselves.</summary>
[About(Contracts.Echo, Contracts.Uppercase, Contracts.Threaded, Contracts.Forking, Shared = true)]
public sealed class ResetCases
{
    [Conformance("reset/survives-reset-idle", Must, "RFC 9293 §3.5.3",
        "A server serves the next peer after an idle one has reset its connection.",
        Over = Over.Tcp,
        Needs = Needs.SocketTable,
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
        On = [Contracts.Echo],
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
        On = [Contracts.Echo],
        Needs = Needs.NoProxy,
        How = "A peer waits until its echo has arrived, closes without reading it (which resets), and the next peer must be served.",
        Catches = "a server that ends when recv fails after a good send")]
    public async Task A_close_with_unread_echo_is_survived(Server server)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync("never read"u8.ToArray());
        if (!await Until.TrueAsync(() => peer.Available == 10))
            throw new NotConformantException("the echo of 10 bytes", $"{Show.Count(peer.Available)}");
        await Crowd.LeaveAsync(server, peer, peer.Close);

        await server.AssertServesAsync("after a close with unread bytes");
    }

    [Conformance("reset/survives-reset-in-queue", Must, "POSIX accept: ECONNABORTED",
        "A server serves the next peer after one has reset its connection before it was accepted.",
        Needs = Needs.Process,
        How = "While the server is stopped, a peer connects, sends and resets; when it goes on, the next peer must be served.",
        Catches = "a server whose accept loop ends on a connection that is gone already")]
    public async Task A_reset_before_accept_is_survived(Server server)
    {
        await server.FreezeAsync();
        var peer = await server.ConnectAsync();
        await peer.SendAsync("gone"u8.ToArray());
        peer.Reset();
        server.Thaw();

        await server.AssertServesAsync("after a reset in the queue");
    }

    [Conformance("reset/survives-connect-close-storm", Must, "contract",
        "A server serves the next peer after 200 have connected and closed.",
        On = [Contracts.Echo, Contracts.Uppercase, Contracts.Threaded],
        Once = true,
        Needs = Needs.NoProxy,
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
        On = [Contracts.Echo],
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
}
