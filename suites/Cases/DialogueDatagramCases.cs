namespace SocketConformance.Cases;

/// <summary>Dialogue by datagrams.</summary>
[Asks(Described | Datagrams, Shared = true)]
public sealed class DialogueDatagramCases
{
    [Conformance(DialogueCases.DatagramPrerequisite, Must, "protocol",
        "A server answers each request of its protocol by one datagram, as described.",
        Since = 2,
        How = "Each exchange is asked from a socket of its own, and then all of them from one, twice over.",
        Catches = "a server that answers twice, or the request before")]
    public async Task Requests_are_answered(Server server)
    {
        foreach (var exchange in server.Dialogue.Exchanges) await server.OpenDatagram().AskAsync(server.Dialogue, exchange);
        var peer = server.OpenDatagram();
        foreach (var exchange in server.Dialogue.Exchanges.Concat(server.Dialogue.Exchanges))
            await peer.AskAsync(server.Dialogue, exchange, "one after another from a socket: ");
        await ShouldBeQuietAsync(server, peer);
    }

    [Conformance("dialogue/beginnings-are-survived", Must, "RFC 768: a datagram is what was sent, or nothing",
        "A server survives each beginning of a request, and the empty datagram.",
        Since = 2,
        How = "Each request is sent cut to each of its lengths (at most 40), from none on; what that gets is not judged. From another " +
            "socket, each time, four whole requests must be answered.",
        Catches = "a server that reads a field that is not there")]
    public async Task Cut_requests_are_survived(Server server)
    {
        foreach (var exchange in server.Dialogue.Exchanges)
            foreach (var cut in DialogueCases.Places(exchange.Send!.Bytes(Token.Any).Length, most: 40).Prepend(0))
            {
                await server.OpenDatagram().SendAsync(exchange.Send.Bytes(Token.Next()).AsMemory(0, cut));
                for (var thread = 0; thread < Threads; thread++)
                    await server.AssertServesAsync($"after a request cut to {Show.Count(cut)}");
            }
    }

    [Conformance("dialogue/oversized-is-survived", Must, "RFC 768",
        "A server survives a request with more behind it than any request has.",
        Since = 2,
        How = "A request is sent with 1 byte, 600 bytes, 9,000 bytes and 60,000 bytes behind it; what that gets is not judged. Then a " +
            "request must be answered.",
        Catches = "a server that writes what it receives into a buffer that is too small")]
    public async Task Oversized_requests_are_survived(Server server)
    {
        foreach (var exchange in server.Dialogue.Exchanges)
            foreach (var more in (int[])[1, 600, 9_000, 60_000])
            {
                await server.OpenDatagram().SendAsync((byte[])[.. exchange.Send!.Bytes(Token.Next()), .. Payload.Numbered(more)]);
                await server.AssertServesAsync($"after a request with {Show.Count(more)} behind it");
            }
    }

    [Conformance("dialogue/random-datagrams-are-survived", Must, "RFC 768",
        "A server survives random datagrams.",
        Since = 2,
        FirstTransportOnly = true,
        How = "200 datagrams of random bytes and lengths up to 512 (seed 3), and 200 requests with one random byte changed (seed 4), are " +
            "sent; after every twentieth a request must be answered.",
        Catches = "a server that trusts a length in its input")]
    public async Task Random_datagrams_are_survived(Server server)
    {
        const int count = 200;
        var random = Payload.Random(count * 512, seed: 3);
        var changes = Payload.Random(count * 2, seed: 4);
        var exchanges = server.Dialogue.Exchanges;
        for (var number = 0; number < count; number++)
        {
            var peer = server.OpenDatagram();
            await peer.SendAsync(random.AsMemory(number * 512, 1 + random[number * 512] * 2));
            var request = exchanges[number % exchanges.Count].Send!.Bytes(Token.Next());
            request[changes[2 * number] % request.Length] = changes[2 * number + 1];
            await peer.SendAsync(request);
            if (number % 20 == 19) await server.AssertServesAsync($"after {2 * (number + 1)} random datagrams");
        }
    }

    [Conformance("dialogue/equal-datagrams-are-answered-each", Must, "RFC 768",
        "A server answers a request that comes twice, twice.",
        Since = 2,
        How = "The same datagram is sent again from the same socket, once its reply has come: another must come.",
        Catches = "a server that takes the second for a duplicate, and drops it")]
    public async Task Equal_requests_are_answered(Server server)
    {
        foreach (var exchange in server.Dialogue.Exchanges.Where(one => !one.Expect.AllowsSilence))
        {
            var peer = server.OpenDatagram();
            var token = Token.Next();
            foreach (var time in (string[])["the first time: ", "the second time: "])
            {
                await peer.SendAsync(exchange.Send!.Bytes(token));
                await peer.ShouldReceiveAsync(server.Dialogue, exchange, token, time);
            }
        }
    }

    [Conformance("dialogue/eight-under-way", Must, "RFC 768",
        "A server answers each of eight peers that ask at the same time, each with its own reply.",
        Since = 2,
        Asks = Described | Datagrams | Tokens,
        How = "While the server is stopped (where it can be), eight peers ask; when it goes on, each must get the reply to its " +
            "own request.",
        Catches = "a server that sends every reply to the last who asked")]
    public async Task Eight_requests_at_once_are_answered(Server server)
    {
        foreach (var exchange in server.Dialogue.Exchanges.Where(one => one.HasToken))
        {
            List<(DatagramPeer Peer, Token Token)> peers = [];
            await server.WhileStoppedAsync(async () =>
            {
                for (var number = 0; number < 8; number++)
                {
                    var peer = server.OpenDatagram();
                    peers.Add((peer, await peer.SendAsync(exchange)));
                }
            });
            for (var number = 0; number < peers.Count; number++)
                await peers[number].Peer.ShouldReceiveAsync(
                    server.Dialogue, exchange, peers[number].Token, $"peer {number + 1} of {peers.Count}: ");
        }
    }

    [Conformance("dialogue/flood-while-stopped", Must, "RFC 768",
        "A server that was stopped, and sent more than its queue holds, serves on.",
        Since = 2,
        FirstTransportOnly = true,
        Needs = Needs.Process,
        How = "While the server is stopped, 300 requests arrive from sockets that are then closed; when it goes on, a peer must be served.",
        Catches = "a server that ends by the unreachable peers of its replies")]
    public async Task A_flood_is_survived(Server server)
    {
        await server.FreezeAsync();
        for (var number = 0; number < 300; number++)
        {
            using var peer = server.OpenDatagram();
            await peer.SendAsync(Talk.Next(server.Dialogue)!);
        }

        server.Thaw();
        // A datagram that found no room is lost, and that is no fault of the server's.
        await Until.TrueAsync(() => !SocketTable.IsBound(server.Address) || server.Process.Sleeps);
        await server.AssertServesAsync("after a flood");
    }

    [Conformance("dialogue/bad-datagram", Must, "protocol",
        "A server answers a malformed request as its protocol says, which may be with silence, and serves on.",
        Since = 2,
        Asks = Described | Datagrams | Refuses,
        How = "The protocol's `bad` is sent; where a reply is described, it must come. Then a request from the same socket must be " +
            "answered, and nothing come before its reply.",
        Catches = "a server that answers noise, which makes it a reflector")]
    public async Task A_bad_request_gets_its_due(Server server)
    {
        var peer = server.OpenDatagram();
        var (bad, good) = (server.Dialogue.Bad!, Talk.Next(server.Dialogue)!);
        var token = await peer.SendAsync(bad);
        await peer.ShouldReceiveAsync(server.Dialogue, bad, token, "a bad request: ");
        var goodToken = await peer.SendAsync(good);
        if (bad.Expect is Expectation.OneOf { AllowsSilence: true })
        {
            var first = await peer.NextAsync(server.Dialogue, good.Expect, goodToken);
            if (good.Expect.IsMet(first.Bytes, goodToken)) return;
            if (first.Arrival != Arrival.Datagram || !bad.Expect.IsMet(first.Bytes, token))
                throw new NotConformantException($"{bad.Expect.Words(token)}, and then the reply to a good request", first.Words());
        }

        await peer.ShouldReceiveAsync(server.Dialogue, good, goodToken, "after a bad request: ");
    }

    [Conformance("dialogue/answers-are-not-answered", Level.Should, "RFC 1122 §3.2.2 (no errors in answer to errors)",
        "A server does not answer what is an answer, or two servers could keep each other busy for ever.",
        Since = 2,
        How = "A reply of the server's is sent to it; from the same socket a request follows, and the next datagram must be the reply to " +
            "that.",
        Catches = "a server that answers whatever comes, by an error at least")]
    public async Task An_answer_is_not_answered(Server server)
    {
        foreach (var exchange in server.Dialogue.Exchanges.Where(one => !one.Expect.AllowsSilence))
        {
            var peer = server.OpenDatagram();
            var token = await peer.SendAsync(exchange);
            var reply = await peer.NextAsync(server.Dialogue, exchange.Expect, token);
            if (reply.Bytes.AsSpan().SequenceEqual(exchange.Send!.Bytes(token))) throw new NotApplicableException("it is an echo");
            await peer.SendAsync(reply.Bytes);
            await peer.AskAsync(server.Dialogue, exchange, "after its own answer was sent to it: ");
        }
    }

    /// <summary>One of so many may have been upset, and the others answer.</summary>
    private const int Threads = 4;

    private static async Task ShouldBeQuietAsync(Server server, DatagramPeer peer)
    {
        if (server.Instance.Process is { } process) await process.AllSleepAsync();
        if (!peer.HasCome) return;
        var more = await peer.ReceiveAsync();
        if (!server.Dialogue.Ignore.Any(one => one.IsMet(more.Bytes, Token.Any)))
            throw new NotConformantException("nothing after the last reply", more.Words());
    }
}
