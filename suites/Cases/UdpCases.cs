using System.Globalization;
using System.Net;

namespace SocketConformance.Cases;

/// <summary>UDP: one datagram, one reply, to whoever sent it.</summary>
[Asks(Datagrams, Shared = true)]
public sealed class UdpCases
{
    private const int Burst = 100, Window = 8, Flood = 1000;
    private static readonly string[] SocketTables = ["udp", "udp6"];

    [Conformance("udp/round-trip", Must, "RFC 862",
        "A server answers each datagram with a datagram.",
        IsPrerequisite = true,
        How = "One socket sends five datagrams, each once the reply to the one before has come.",
        Catches = "a server that leaves some datagrams without a reply")]
    public async Task Each_datagram_is_answered(Server server)
    {
        var peer = server.OpenDatagram();

        for (var number = 1; number <= 5; number++)
            await peer.ShouldGetReplyAsync(server, Payload.Latin1($"Hello, world {number}"), $"reply {number} of 5");
    }

    [Conformance("udp/reply-from-the-same-address", Must, "RFC 1122 §4.1.3.5",
        "A server replies from the address and port that the datagram was sent to.",
        Needs = Needs.NoProxy,
        How = "An unconnected socket, which hears everyone, looks where the reply comes from.",
        Catches = "a server that opens another socket to reply")]
    public async Task The_reply_comes_from_the_address_asked(Server server)
    {
        var peer = server.OpenDatagram();

        var reply = await peer.ExchangeAsync("where from?"u8.ToArray());

        reply.ShouldHaveCome("a reply");
        if (!server.Address.Equals(reply.From))
            throw new NotConformantException($"a reply from {server.Address}", $"a reply from {reply.From}",
                "a peer that has connected its socket never sees a reply from elsewhere");
    }

    [Conformance("udp/one-reply-each", Must, "RFC 862",
        "A server sends exactly one reply to a datagram.",
        How = "Three datagrams, each sent once the one before is answered: a second reply to one would come before the first to the next.",
        Catches = "a server that replies twice")]
    public async Task A_datagram_gets_one_reply(Server server)
    {
        var peer = server.OpenDatagram();

        await peer.ShouldGetReplyAsync(server, "one"u8.ToArray(), "the reply to \"one\"");
        await peer.ShouldGetReplyAsync(server, "two"u8.ToArray(), "after it only the reply to \"two\"");
        await peer.ShouldGetReplyAsync(server, "three"u8.ToArray(), "after it only the reply to \"three\"");
    }

    [Conformance("udp/equal-datagrams", Must, "RFC 768",
        "A server answers each of several equal datagrams.",
        Since = 2,
        How = "Of two sockets each sends the same payload three times, each time once the one before is answered; then a plain exchange.",
        Catches = "a server that takes an equal datagram for a repetition")]
    public async Task Equal_datagrams_are_each_answered(Server server)
    {
        foreach (var peer in (DatagramPeer[])[server.OpenDatagram(), server.OpenDatagram()])
        {
            for (var time = 1; time <= 3; time++)
                await peer.ShouldGetReplyAsync(server, "again"u8.ToArray(), $"the reply to datagram {time} of 3 equal ones");
            await peer.ShouldGetReplyAsync(server, "another"u8.ToArray(), "after them only the reply to another");
        }
    }

    [Conformance("udp/boundaries-kept", Must, "RFC 768",
        "A server answers two datagrams with two, however close together they came.",
        How = "Both are sent while the server is stopped, so that they wait for it together; their replies may come in either order.",
        Catches = "a server that reads all there is and answers it as one",
        Needs = Needs.Process)]
    public async Task Two_datagrams_get_two_replies(Server server)
    {
        var peer = server.OpenDatagram();
        await server.FreezeAsync();
        await peer.SendAsync("first"u8.ToArray());
        await peer.SendAsync("second"u8.ToArray());
        server.Thaw();

        byte[][] expected = [server.Protocol.Reply("first"u8.ToArray()), server.Protocol.Reply("second"u8.ToArray())];
        Datagram[] replies = [await peer.ReceiveAsync(), await peer.ReceiveAsync()];

        if (!expected.All(bytes => replies.Any(reply => reply.Is(bytes))))
            throw new NotConformantException(
                $"two datagrams: {Show.Bytes(expected[0])} and {Show.Bytes(expected[1])}",
                $"{replies[0].Words()}, then {replies[1].Words()}");
    }

    [Conformance("udp/peers-isolated", Must, "RFC 862",
        "A server sends each reply to the peer whose datagram it answers.",
        How = "Two sockets send at the same time, 50 rounds; each must get its own reply in every round.",
        Catches = "a server that keeps the peer's address where the next datagram overwrites it")]
    public async Task Two_peers_at_once_get_their_own(Server server)
    {
        var one = server.OpenDatagram();
        var other = server.OpenDatagram();

        for (var round = 1; round <= 50; round++)
        {
            byte[] fromOne = Payload.Latin1($"one {round}"), fromOther = Payload.Latin1($"other {round}");
            await one.SendAsync(fromOne);
            await other.SendAsync(fromOther);
            (await one.ReceiveAsync()).ShouldBe(server.Protocol.Reply(fromOne), $"round {round}, the first peer");
            (await other.ReceiveAsync()).ShouldBe(server.Protocol.Reply(fromOther), $"round {round}, the second peer");
        }
    }

    [Conformance("udp/unlocked-to-first-peer", Must, "RFC 768",
        "A server that has answered one peer answers another, and the first again.",
        Needs = Needs.NoProxy,
        How = "Two sockets take turns; both stay open.",
        Catches = "a server that connects its socket to the first peer and so hears nobody else")]
    public async Task A_second_peer_is_served(Server server)
    {
        var first = server.OpenDatagram(connected: true);
        var second = server.OpenDatagram(connected: true);

        await first.ShouldGetReplyAsync(server, "first"u8.ToArray(), "the first peer");
        await second.ShouldGetReplyAsync(server, "second"u8.ToArray(), "the second peer");
        await first.ShouldGetReplyAsync(server, "first again"u8.ToArray(), "the first peer again");
    }

    [Conformance("udp/many-peers", Must, "contract",
        "A server answers 200 peers.",
        FirstTransportOnly = true,
        Needs = Needs.NoProxy,
        How = "200 sockets, all open to the end, each with a port of its own and one exchange, one after another.",
        Catches = "a server that remembers its peers and has room for so many only")]
    public async Task Two_hundred_peers_are_served(Server server)
    {
        for (var number = 1; number <= 200; number++)
            await server.OpenDatagram().ShouldGetReplyAsync(server, Payload.Latin1($"peer {number}"), $"peer {number} of 200");
    }

    [Conformance("udp/burst-of-100", Level.Should, "contract",
        "A server answers each of 100 datagrams, eight of them under way at any time.",
        How = "Every reply that comes lets the peer send the next datagram: never more than eight wait, which any receive buffer holds. " +
            "Replies may come in any order.",
        Catches = "a server that drops what arrives while it works on another datagram")]
    public async Task A_burst_is_answered_whole(Server server)
    {
        var peer = server.OpenDatagram();
        var sent = 0;
        HashSet<string> awaited = [];
        while (sent < Window) await SendNextAsync();

        while (awaited.Count > 0)
        {
            var reply = await peer.ReceiveAsync();
            if (reply.Arrival != Arrival.Datagram || !awaited.Remove(Payload.Text(reply.Bytes)))
                throw new NotConformantException(
                    $"one reply to each of {Burst} datagrams, at most {Window} under way",
                    $"{sent - awaited.Count} replies to {sent} datagrams, then {reply.Words()}");
            if (sent < Burst) await SendNextAsync();
        }

        async Task SendNextAsync()
        {
            var message = Payload.Latin1($"datagram {++sent}");
            awaited.Add(Payload.Text(server.Protocol.Reply(message)));
            await peer.SendAsync(message);
        }
    }

    [Conformance("udp/answers-in-arrival-order", Level.Should, "contract",
        "A server that serves one datagram at a time answers those that wait in the order of their arrival.",
        How = "50 datagrams of one socket are sent while the server is stopped; the n-th reply must be the one to the n-th. UDP promises " +
            "no order, but one socket on the loopback interface keeps it.",
        Catches = "a server that takes in all that waits and answers the latest first",
        Needs = Needs.Process | Needs.Sequential)]
    public async Task Waiting_datagrams_are_answered_in_order(Server server)
    {
        var peer = server.OpenDatagram();
        await server.FreezeAsync();
        for (var number = 1; number <= 50; number++) await peer.SendAsync(Payload.Latin1($"datagram {number}"));
        server.Thaw();

        for (var number = 1; number <= 50; number++)
            (await peer.ReceiveAsync()).ShouldBe(
                server.Protocol.Reply(Payload.Latin1($"datagram {number}")), $"reply {number} of 50");
    }

    [Conformance("udp/survives-flood", Must, "RFC 768",
        "A server survives more datagrams than its receive buffer holds: what it answers it answers once and whole, and it goes " +
            "on serving.",
        FirstTransportOnly = true,
        Alone = true,
        How = "1,000 datagrams of 64 bytes are sent while the server is stopped; the kernel drops what finds no room. Once the kernel " +
            "shows the buffer empty, a plain exchange; then the replies are looked at up to one to a last datagram.",
        Catches = "a server that takes in all that waits for it and has room for so many only",
        Needs = Needs.Process)]
    public async Task A_flood_drops_datagrams_and_harms_nothing_else(Server server)
    {
        var peer = server.OpenDatagram();
        byte[] last = "the last"u8.ToArray();
        await server.FreezeAsync();
        HashSet<string> awaited = [];
        for (var number = 1; number <= Flood; number++)
        {
            var message = Payload.Latin1($"datagram {number:d6} ".PadRight(64, 'x'));
            awaited.Add(Payload.Text(server.Protocol.Reply(message)));
            await peer.SendAsync(message);
        }

        server.Thaw();
        var reading = ReadUntilAsync(peer, server.Protocol.Reply(last));
        await Until.TrueAsync(() => Unread(server, server.Address.Port) == 0);
        await server.AssertServesAsync("after the flood");
        // The reply to the last must find room on the peer's side, too.
        await Until.TrueAsync(() => Unread(server, peer.LocalEndPoint.Port) == 0);
        await peer.SendAsync(last);

        var replies = await reading;
        replies.Count.ShouldBeGreaterThan(0, "none of the datagrams that waited for the server was answered");
        foreach (var reply in replies)
            if (!awaited.Remove(Payload.Text(reply.Bytes)))
                throw new NotConformantException("replies to datagrams that were sent, one each", reply.Words());
    }

    [Conformance("udp/survives-unreachable-peer", Must, "RFC 1122 §4.1.3.3",
        "A server survives peers that are gone when it replies to them.",
        How = "Three sockets send while the server is stopped, and close. Its replies come back to it as ICMP port unreachable; then a " +
            "plain exchange.",
        Catches = "a server that ends when recvfrom or sendto fails with ECONNREFUSED",
        Needs = Needs.Process)]
    public async Task Peers_that_vanish_harm_no_other(Server server)
    {
        await server.AssertServesAsync("at first");
        await server.FreezeAsync();
        for (var number = 1; number <= 3; number++)
        {
            using var gone = server.OpenDatagram();
            await gone.SendAsync(Payload.Latin1($"gone {number}"));
        }

        server.Thaw();

        await server.AssertServesAsync("after three peers that were gone");
        await server.AssertServesAsync("after that");
    }

    [Conformance("udp/unreachable-peer-comes-back", Must, "RFC 1122 §4.1.3.3",
        "A server answers a peer's port again that was unreachable before.",
        Since = 2,
        How = "A socket sends while the server is stopped, and closes: the reply comes back as ICMP port unreachable. After plain " +
            "exchanges another socket with the same port sends.",
        Catches = "a server that strikes a peer off for good once its kernel has told it of an error",
        Needs = Needs.Process | Needs.NoProxy)]
    public async Task A_port_that_was_unreachable_is_answered(Server server)
    {
        await server.FreezeAsync();
        var gone = server.OpenDatagram();
        var port = gone.LocalEndPoint.Port;
        await gone.SendAsync("gone"u8.ToArray());
        gone.Dispose();
        server.Thaw();
        await server.AssertServesAsync("after a peer that was gone");
        await server.AssertServesAsync("after that");

        var reply = await server.OpenDatagram(port: port).ExchangeAsync("back"u8.ToArray());

        reply.ShouldBe(server.Protocol.Reply("back"u8.ToArray()), "the reply to a port that was unreachable before");
    }

    [Conformance("udp/survives-port-zero", Must, "RFC 768 (source port 0); POSIX sendto: EINVAL",
        "A server survives a datagram from port 0, to which it can't reply.",
        Since = 2,
        AnyProtocol = true,
        How = "A raw socket sends 16 of them, one after another, which takes CAP_NET_RAW; then plain exchanges.",
        Catches = "a server that ends when sendto fails with EINVAL")]
    public async Task A_datagram_from_port_0_is_survived(Server server)
    {
        const int many = 16; // a server may have several threads, of which each takes its own
        for (var number = 1; number <= many; number++)
        {
            DatagramPeer.SendFromPortZero(server.Address, server.Wire, server.FirstBytes($"no reply wanted {number}"));
            if (!await Until.TrueAsync(() => Unread(server, server.Address.Port) == 0, Patience.Answer / 5)) break;
        }

        // No exchange comes in one batch with them (recvmmsg).
        if (server.Instance.Process is { } process) await process.AllSleepAsync(Patience.Answer / 5);
        await server.AssertServesAsync("after datagrams from port 0");
        await server.AssertServesAsync("after that");
    }

    [Conformance("udp/bound-only-to-its-address", Must, "POSIX bind()",
        "A server that is told an address is not reached by any other.",
        AnyProtocol = true,
        How = "A connected socket sends to the same port at another loopback address (127.0.0.2; for ::1 the address 127.0.0.1): the " +
            "kernel must say that the port is unreachable.",
        Catches = "a server that binds to every address, whatever it was told")]
    public async Task Other_addresses_are_not_served(Server server)
    {
        if (!server.IsTold("{host}")) throw new NotApplicableException("it is not told its address: no {host} in its command");
        var ipv4 = server.Transport == Transport.Udp4;
        var elsewhere = server.At(IPAddress.Parse(ipv4 ? "127.0.0.2" : "127.0.0.1"));
        await server.AssertServesAsync("where it was told to be");

        using var peer = new DatagramPeer(elsewhere, server.Wire, connected: true);
        var answer = await peer.ExchangeAsync("who else?"u8.ToArray());

        if (answer.Arrival != Arrival.Refused)
            throw new NotConformantException($"ICMP port unreachable from {elsewhere}", answer.Words(),
                $"the server was told {server.Address.Address}; a socket bound to every address takes in what is sent to any");
    }

    [Conformance("udp/port-unreachable-after-stop", Must, "RFC 1122 §4.1.3.1",
        "A server that has ended leaves its port unreachable.",
        Alone = true,
        AnyProtocol = true,
        How = "A connected socket exchanges a datagram; the server is asked to stop and its end awaited; the next datagram must " +
            "be refused.",
        Catches = "a server whose socket lives on in another process",
        Needs = Needs.Process)]
    public async Task The_port_is_unreachable_after_the_end(Server server)
    {
        var peer = server.OpenDatagram(connected: true);
        await server.AssertRepliesAsync(peer, "before", "the reply before the stop");
        await ShouldStopAsync(server);

        var answer = await peer.ExchangeAsync("after"u8.ToArray());

        if (answer.Arrival != Arrival.Refused)
            throw new NotConformantException("ICMP port unreachable", answer.Words(),
                "silence means that the socket is still open: a process that the server started may have inherited it");
    }

    [Conformance("udp/stop-is-prompt", Must, "contract",
        "A server that is asked to stop ends within its grace, though no datagram comes.",
        Alone = true,
        AnyProtocol = true,
        How = "After one exchange the stop signal is sent and the end of the process awaited; nothing is sent any more.",
        Catches = "a server that checks whether it is to stop only when a datagram has come",
        Needs = Needs.Process)]
    public async Task An_idle_server_stops(Server server)
    {
        await server.AssertServesAsync("before the stop");

        await ShouldStopAsync(server);
    }

    private static async Task ShouldStopAsync(Server server)
    {
        await server.AskToStopAsync();
        await server.AssertEndsAsync();
    }

    /// <summary>Bytes in the receive buffers of the UDP sockets with that port (proc(5): <c>/proc/net/udp</c>).</summary>
    private static long Unread(Server server, int port) => SocketTables
        .Select(table => Path.Combine(Network.Of(server.EndPoint).Tables, table))
        .Where(File.Exists)
        .SelectMany(table => File.ReadLines(table).Skip(1))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(row => Hexadecimal(row[1]) == port)
        .Sum(row => Hexadecimal(row[4]));

    private static long Hexadecimal(string pair) =>
        long.Parse(pair.AsSpan(pair.IndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static async Task<List<Datagram>> ReadUntilAsync(DatagramPeer peer, byte[] last)
    {
        List<Datagram> before = [];
        while (true)
        {
            var reply = await peer.ReceiveAsync();
            if (reply.Is(last)) return before;
            reply.ShouldHaveCome("the reply to the last datagram");
            before.Add(reply);
        }
    }
}
