using System.Globalization;

namespace SocketConformance.Cases;

/// <summary>Robustness: peers that are absent, slow, noisy or too many.</summary>
[About(Contracts.Echo, Contracts.Uppercase, Contracts.Threaded, Contracts.Forking, Shared = true)]
public sealed class RobustnessCases
{
    [Conformance("robustness/half-open-peer", Must, "RFC 9293 §3.5.1",
        "A server serves others while the host of a peer has vanished: no FIN, no RST, no acknowledgement.",
        On = [Contracts.Echo, Contracts.Threaded, Contracts.Forking],
        Over = Over.Tcp, Needs = Needs.Concurrent | Needs.SocketTable,
        How = "A peer's kernel drops every packet of its connection, as if it had lost power; its request still arrives. Once the server has read it, another peer must be served.",
        Catches = "a server that holds a lock until a reply is acknowledged")]
    public async Task A_vanished_host_harms_no_other(Server server)
    {
        var peer = await server.ConnectAsync();
        await server.AssertAcceptedAsync(peer);
        peer.Vanish();
        await peer.SendAsync("last words"u8.ToArray());
        await Server.HasReadAsync(peer);

        await server.AssertServesAsync("while a peer's host is gone");
    }

    [Conformance("robustness/vanished-peer-is-not-waited-for", Must, "RFC 9293 §3.5.1; POSIX SO_LINGER",
        "A server that has sent its reply serves the next peer, although nobody acknowledges the reply.",
        On = [Contracts.Uppercase, Contracts.Threaded],
        Over = Over.Tcp,
        Needs = Needs.SocketTable,
        How = "A peer's kernel drops every packet of its connection, as if it had lost power; its request still arrives. The next peer must be served.",
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
        On = [Contracts.Echo],
        Needs = Needs.Concurrent | Needs.NoProxy,
        Once = true,
        How = "100 peers send a byte each, and later another; after each round a fresh peer must be served.",
        Catches = "a server that waits, where it accepts, for a peer's first line")]
    public async Task Dribbling_peers_delay_nobody(Server server)
    {
        var dribblers = await Crowd.ConnectAsync(server, 100);
        for (var round = 1; round <= 2; round++)
        {
            foreach (var peer in dribblers) await peer.SendAsync("."u8.ToArray());
            await server.AssertServesAsync($"while 100 peers have sent {Show.Count(round)} each");
        }
    }

    [Conformance("robustness/garbage", Must, "contract",
        "A server survives random bytes.",
        On = [Contracts.Echo, Contracts.Uppercase, Contracts.Threaded, Contracts.Forking, Contracts.UdpUppercase, Contracts.UdpEcho],
        Once = true,
        How = "1 MiB of random bytes (seed 1) is sent, over UDP in 50 datagrams; afterwards a plain exchange must succeed.",
        Catches = "a server that decodes what it receives, and ends when it can't")]
    public async Task Random_bytes_are_survived(Server server)
    {
        var garbage = Payload.Random(1024 * 1024, seed: 1);
        if (Contracts.IsDatagram(server.Contract))
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
        On = [Contracts.Echo],
        Needs = Needs.Process,
        Once = true,
        How = "A peer sends without reading until nothing more is taken, at most twice what the kernel's largest buffers hold (64 MiB at least).",
        Catches = "a server that ignores back-pressure, and keeps in memory what its peer does not take")]
    public async Task A_peer_that_never_reads_is_not_taken_from_without_end(Server server)
    {
        var most = Math.Max(64L * 1024 * 1024, 2 * (LargestBuffer("tcp_rmem") + LargestBuffer("tcp_wmem")));
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

        throw new NotConformantException($"at most {Show.Count(most)} taken from a peer that reads nothing", $"{Show.Count(taken)} taken, and it would take more; {server.Process.Memory / 1024 / 1024:N0} MiB of memory in use");
    }

    [Conformance("robustness/endless-request", Must, "contract",
        "A server that answers one request a connection serves others while a peer goes on sending without end.",
        On = [Contracts.Uppercase, Contracts.Threaded, Contracts.Forking],
        Once = true,
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
        On = [Contracts.Echo, Contracts.Uppercase, Contracts.Threaded],
        Over = Over.Tcp,
        Once = true,
        Needs = Needs.NoProxy,
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
        Once = true,
        Needs = Needs.NoProxy,
        How = "A peer sends an urgent byte and ordinary ones, reads to the end and closes; one that has waited meanwhile, and a fresh one, must be served.",
        Catches = "a server that takes urgent data for a failure of its own")]
    public async Task Urgent_data_harms_no_other(Server server)
    {
        var urgent = await server.ConnectAsync();
        await server.AssertAcceptedAsync(urgent);
        var bystander = await server.ConnectAsync();
        await bystander.SendAsync("patient"u8.ToArray());
        bystander.FinishSending();

        urgent.SendUrgent((byte)'!');
        await urgent.SendAsync("abc"u8.ToArray());
        urgent.FinishSending();
        await urgent.ReadToEndAsync();
        urgent.Close();

        Plain.ShouldAnswer(server.Contract, await bystander.ReadToEndAsync(), "patient"u8.ToArray(), "the peer beside: ");
        await server.AssertServesAsync("after urgent data");
    }

    /// <summary>The third number: the most that the kernel lets a buffer grow to.</summary>
    private static long LargestBuffer(string name) =>
        long.Parse(File.ReadAllText($"/proc/sys/net/ipv4/{name}").Split('\t', ' ')[^1], CultureInfo.InvariantCulture);
}
