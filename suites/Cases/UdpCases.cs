using System.Globalization;
using System.Net;

namespace SocketConformance.Cases;

/// <summary>UDP: one datagram, one reply, to whoever sent it.</summary>
[About(Contracts.UdpUppercase, Contracts.UdpEcho, Shared = true)]
public sealed class UdpCases
{
    private const int Burst = 100, Window = 8, Flood = 1000;
    private static readonly string[] SocketTables = ["/proc/net/udp", "/proc/net/udp6"];

    [Conformance("udp/round-trip", Must, "RFC 862",
        "A server answers each datagram with a datagram.",
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

        byte[][] expected = [Plain.Reply(server.Contract, "first"u8.ToArray()), Plain.Reply(server.Contract, "second"u8.ToArray())];
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
            (await one.ReceiveAsync()).ShouldBe(Plain.Reply(server.Contract, fromOne), $"round {round}, the first peer");
            (await other.ReceiveAsync()).ShouldBe(Plain.Reply(server.Contract, fromOther), $"round {round}, the second peer");
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
        Once = true,
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
        How = "Every reply that comes lets the peer send the next datagram: never more than eight wait, which any receive buffer holds. Replies may come in any order.",
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
            awaited.Add(Payload.Text(Plain.Reply(server.Contract, message)));
            await peer.SendAsync(message);
        }
    }

    [Conformance("udp/answers-in-arrival-order", Level.Should, "contract",
        "A server that serves one datagram at a time answers those that wait in the order of their arrival.",
        How = "50 datagrams of one socket are sent while the server is stopped; the n-th reply must be the one to the n-th. UDP promises no order, but one socket on the loopback interface keeps it.",
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
                Plain.Reply(server.Contract, Payload.Latin1($"datagram {number}")), $"reply {number} of 50");
    }

    [Conformance("udp/survives-flood", Must, "RFC 768",
        "A server survives more datagrams than its receive buffer holds: what it answers it answers once and whole, and it goes on serving.",
        Once = true,
        Alone = true,
        How = "1,000 datagrams of 64 bytes are sent while the server is stopped; the kernel drops what finds no room. Once the kernel shows the buffer empty, a plain exchange; then the replies are looked at up to one to a last datagram.",
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
            awaited.Add(Payload.Text(Plain.Reply(server.Contract, message)));
            await peer.SendAsync(message);
        }

        server.Thaw();
        var reading = ReadUntilAsync(peer, Plain.Reply(server.Contract, last));
        await Until.TrueAsync(() => Unread(server.Address.Port) == 0);
        await server.AssertServesAsync("after the flood");
        // The reply to the last must find room on the peer's side, too.
        await Until.TrueAsync(() => Unread(peer.LocalEndPoint.Port) == 0);
        await peer.SendAsync(last);

        var replies = await reading;
        replies.Count.ShouldBeGreaterThan(0, "none of the datagrams that waited for the server was answered");
        foreach (var reply in replies)
            if (!awaited.Remove(Payload.Text(reply.Bytes)))
                throw new NotConformantException("replies to datagrams that were sent, one each", reply.Words());
    }

    [Conformance("udp/survives-unreachable-peer", Must, "RFC 1122 §4.1.3.3",
        "A server survives peers that are gone when it replies to them.",
        How = "Three sockets send while the server is stopped, and close. Its replies come back to it as ICMP port unreachable; then a plain exchange.",
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

    [Conformance("udp/bound-only-to-its-address", Must, "POSIX bind()",
        "A server that is told an address is not reached by any other.",
        How = "A connected socket sends to the same port at another loopback address (127.0.0.2; for ::1 the address 127.0.0.1): the kernel must say that the port is unreachable.",
        Catches = "a server that binds to every address, whatever it was told")]
    public async Task Other_addresses_are_not_served(Server server)
    {
        if (!server.IsTold("{host}")) throw new NotApplicableException("it is not told its address: no {host} in its command");
        var ipv4 = server.Transport == Transport.Udp4;
        var elsewhere = new IPEndPoint(IPAddress.Parse(ipv4 ? "127.0.0.2" : "127.0.0.1"), server.Address.Port);
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
        How = "A connected socket exchanges a datagram; the server is asked to stop and its end awaited; the next datagram must be refused.",
        Catches = "a server whose socket lives on in another process",
        Needs = Needs.Process)]
    public async Task The_port_is_unreachable_after_the_end(Server server)
    {
        var peer = server.OpenDatagram(connected: true);
        await peer.ShouldGetReplyAsync(server, "before"u8.ToArray(), "the reply before the stop");
        await ShouldStopAsync(server);

        var answer = await peer.ExchangeAsync("after"u8.ToArray());

        if (answer.Arrival != Arrival.Refused)
            throw new NotConformantException("ICMP port unreachable", answer.Words(),
                "silence means that the socket is still open: a process that the server started may have inherited it");
    }

    [Conformance("udp/stop-is-prompt", Must, "contract",
        "A server that is asked to stop ends within its grace, though no datagram comes.",
        Alone = true,
        How = "After one exchange the stop signal is sent and the end of the process awaited; nothing is sent any more.",
        Catches = "a server that looks whether it is to stop only when a datagram has come",
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
    private static long Unread(int port) => SocketTables
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

/// <summary>What the UDP cases ask of a datagram.</summary>
internal static class DatagramExpectations
{
    /// <summary>Sends that request and asserts that the next datagram is the contract's reply to it.</summary>
    public static async Task ShouldGetReplyAsync(this DatagramPeer peer, Server server, byte[] request, string context = "the reply") =>
        (await peer.ExchangeAsync(request)).ShouldBe(Plain.Reply(server.Contract, request), context);

    public static void ShouldHaveCome(this Datagram datagram, string what)
    {
        if (datagram.Arrival != Arrival.Datagram) throw new NotConformantException(what, datagram.Words());
    }

    public static bool Is(this Datagram datagram, byte[] bytes) =>
        datagram.Arrival == Arrival.Datagram && datagram.Bytes.AsSpan().SequenceEqual(bytes);

    public static string Words(this Datagram datagram) => datagram.Arrival switch
    {
        Arrival.Refused => "ICMP port unreachable",
        Arrival.Silence => "no datagram",
        _ => datagram.Bytes.Length == 0 ? "an empty datagram" : $"a datagram of {Show.Bytes(datagram.Bytes)}",
    };
}
