namespace SocketConformance.Cases;

/// <summary>Dialogue: requests that are malformed, unfinished or abandoned, and replies that nobody takes.</summary>
[Asks(Described | Connections, Shared = true)]
public sealed class DialogueTroubleCases
{
    private const int MostPlaces = 12;

    [Conformance("dialogue/bad-request-is-answered", Must, "protocol",
        "A server answers a malformed request as its protocol says, and then keeps the connection or closes it, as that says.",
        Since = 2,
        Asks = Described | Connections | Refuses,
        How = "The protocol's `bad` is sent, on a fresh connection and after an exchange: its reply must come; with `then: open` the " +
            "next exchange must be answered, with `then: close` FIN must follow.",
        Catches = "a server that closes without a word, or goes on in the middle of the bad request")]
    public async Task A_bad_request_is_answered(Server server)
    {
        var bad = server.Dialogue.Bad!;
        var isKept = bad.Afterwards == Afterwards.Open && !server.Dialogue.Once;
        foreach (var isFirst in (bool[])(server.Dialogue.Once ? [true] : [true, false]))
        {
            var when = isFirst ? "a bad request at first: " : "a bad request after a good one: ";
            var talk = await Talk.BeginAsync(server);
            if (!isFirst) await talk.AskNextAsync("before the bad one: ");
            await talk.AskAsync(bad, when);
            if (bad.Afterwards == Afterwards.Close) await talk.ShouldEndAsync(server.Dialogue.Farewell, when);
            if (isKept) await talk.AskNextAsync("after a bad request, on the same connection: ");
            talk.Peer.Close();
        }
    }

    [Conformance("dialogue/bad-request-is-its-own", Must, "protocol",
        "A server to which one peer sends a malformed request serves the others on.",
        Since = 2,
        Asks = Described | Connections | Refuses | Repeats,
        Needs = Needs.Concurrent,
        How = "While a conversation is under way, another peer sends the protocol's `bad` three times, on a connection each; the " +
            "conversation must go on, and a newcomer be served.",
        Catches = "a server that ends, or forgets who is connected, by an error of one")]
    public async Task A_bad_request_harms_no_other(Server server)
    {
        var staying = await Talk.BeginAsync(server);
        await staying.AskNextAsync("before the bad requests: ");
        for (var number = 0; number < 3; number++)
        {
            var talk = await Talk.BeginAsync(server);
            await talk.AskAsync(server.Dialogue.Bad!, "the bad request: ");
            talk.Peer.Close();
        }

        await staying.AskNextAsync("beside bad requests of others: ");
        await server.AssertServesAsync("after bad requests of others");
    }

    [Conformance("dialogue/refusal-arrives", Level.Should, "RFC 9293 §3.10.4; RFC 9112 §9.6",
        "A server that closes after a malformed request lets its answer arrive, although more was sent that it does not read.",
        Since = 2,
        Asks = Described | Connections | Refuses,
        Over = Over.Tcp,
        Needs = Needs.NoProxy,
        How = "The protocol's `bad`, where that ends with `then: close`, is followed by 64 KiB at once; its reply must arrive, and FIN " +
            "behind it: at an RST some systems throw away what was not read yet, and a peer that is still sending does not come to read.",
        Catches = "a server that closes with unread bytes in its buffer, which resets the connection")]
    public async Task The_refusal_arrives(Server server)
    {
        var bad = server.Dialogue.Bad!;
        if (bad.Afterwards != Afterwards.Close) throw new NotApplicableException("the connection is not closed after a bad request");
        if (bad.Expect.AllowsSilence) throw new NotApplicableException("a bad request need not be answered");
        var talk = await Talk.BeginAsync(server);
        var token = Token.Next();
        byte[] request = [.. bad.Send!.Bytes(token), .. Payload.Numbered(64 * 1024)];
        await server.WhileStoppedAsync(() => talk.Peer.SendAsync(request)); // what the server leaves unread is there when it closes
        if (server.Instance.Process is { } process) await process.AllSleepAsync(); // it has answered, and closed
        await talk.ShouldReceiveAsync(bad, token, "with 64 KiB behind the bad request: ");
        await talk.ShouldEndAsync(server.Dialogue.Farewell, "with 64 KiB behind the bad request: ");
    }

    [Conformance("dialogue/cut-off-by-fin", Must, "RFC 9293 §3.6.1",
        "A server whose peer finishes in the middle of a request serves the next.",
        Since = 2,
        How = "For each request and some of its beginnings (at most 12): a peer sends it, and FIN; what it gets is not judged. Then the " +
            "next peer must be served.",
        Catches = "a server that waits for the rest of a request in a loop, or ends by it")]
    public Task A_request_cut_off_by_fin_is_survived(Server server) => CutOffAsync(server, "finished", peer =>
    {
        peer.FinishSending();
        return Crowd.LeaveAsync(server, peer, peer.Close);
    });

    [Conformance("dialogue/cut-off-by-reset", Must, "RFC 9293 §3.5.3",
        "A server whose peer resets in the middle of a request serves the next, and gives it nothing of that request's.",
        Since = 2,
        Over = Over.Tcp,
        How = "For each request and some of its beginnings (at most 12): a peer sends it, and resets once the server has read it. Then " +
            "the next peer must be served.",
        Catches = "a server that keeps the beginning of a request in a buffer that the next peer gets")]
    public Task A_request_cut_off_by_a_reset_is_survived(Server server) => CutOffAsync(server, "reset", async peer =>
    {
        await Server.HasReadAsync(peer, Patience.Answer / 5);
        await Crowd.LeaveAsync(server, peer, peer.Reset);
    });

    [Conformance("dialogue/unfinished-requests-hold-up-nobody", Must, "protocol",
        "A server serves others while peers have sent the beginning of a request, and say nothing more.",
        Since = 2,
        Needs = Needs.Concurrent,
        How = "Peers that are in the middle of a request, cut at different places (at most 12 of each), stay connected; a fresh peer " +
            "must be served beside them.",
        Catches = "a server that reads a whole request before it looks at anybody else")]
    public async Task Unfinished_requests_hold_up_nobody(Server server)
    {
        foreach (var exchange in server.Dialogue.Exchanges)
        {
            List<Peer> holding = [];
            foreach (var cut in Cuts(exchange, server.UpTo(MostPlaces + 1) - 1))
            {
                var talk = await Talk.BeginAsync(server);
                await talk.Peer.SendAsync(exchange.Send!.Bytes(Token.Next()).AsMemory(0, cut));
                holding.Add(talk.Peer);
            }

            await server.AssertServesAsync($"beside {holding.Count} peers in the middle of a request");
            foreach (var peer in holding) peer.Close();
        }
    }

    [Conformance("dialogue/unfinished-request-is-completed", Must, "RFC 9293 §3.8",
        "A server answers a request whose rest comes after other peers have been served.",
        Since = 2,
        Needs = Needs.Concurrent,
        How = "A peer sends half of a request; another one has an exchange; then the rest comes, and must be answered.",
        Catches = "a server with one buffer for all of its connections")]
    public async Task An_interrupted_request_is_answered(Server server)
    {
        foreach (var exchange in server.Dialogue.Exchanges)
        {
            var talk = await Talk.BeginAsync(server);
            var token = Token.Next();
            var request = exchange.Send!.Bytes(token);
            var half = request.Length / 2;
            await talk.Peer.SendAsync(request.AsMemory(0, half));
            await Server.HasReadAsync(talk.Peer, Patience.Answer / 5);
            await server.AssertServesAsync("beside half of a request");
            await talk.Peer.SendAsync(request.AsMemory(half));
            await talk.ShouldReceiveAsync(exchange, token, "once another peer was served: ");
            talk.Peer.Close();
        }
    }

    [Conformance("dialogue/endless-request-is-bounded", Level.Should, "protocol",
        "A server keeps no more than it needs of a request that does not end.",
        Since = 2,
        Alone = true,
        FirstTransportOnly = true,
        Needs = Needs.Process,
        How = "The first half of a request is followed by its middle byte, over and over: up to 256 MiB, or until the server takes no " +
            "more, or ends the connection. Its memory may not grow by 128 MiB. The next peer must be served.",
        Catches = "a server that collects its input until a line end comes, whatever it costs")]
    public async Task A_request_without_end_costs_little(Server server)
    {
        const int most = 256, mayGrow = 128; // MiB
        await server.AssertServesAsync("at the start");
        if (server.Dialogue.Exchanges is not [{ Send: { } message }, ..]) throw new NotApplicableException("nothing is asked");
        var request = message.Bytes(Token.Next());
        var before = server.Process.Memory;
        var talk = await Talk.BeginAsync(server);
        var half = Math.Max(1, request.Length / 2);
        await talk.Peer.SendAsync(request.AsMemory(0, half));
        var filler = new byte[1024 * 1024];
        Array.Fill(filler, request[half - 1]);
        for (long sent = 0; sent < most * (long)filler.Length;)
        {
            var more = await talk.Peer.SendUntilFullAsync(filler, quiet: TimeSpan.FromMilliseconds(250));
            if (more == 0)
            {
                await server.Process.SleepsAsync(); // slow is not stuck: only when it sleeps will it take no more
                more = await talk.Peer.SendUntilFullAsync(filler, quiet: TimeSpan.FromMilliseconds(250));
            }

            if (more == 0) break;
            sent += more;
            if ((server.Process.Memory - before) / 1024 / 1024 is var grown and > mayGrow)
                throw new NotConformantException("memory that stays bounded, whatever a request's length",
                    $"{grown:N0} MiB more after {Show.Count(sent)} of a request without end");
        }

        await Crowd.LeaveAsync(server, talk.Peer, talk.Peer.Reset);
        await server.AssertServesAsync("after a request without end");
    }

    [Conformance("dialogue/large-reply-is-whole", Must, "RFC 9293 §3.8.6",
        "A server sends a large reply whole, though its peer begins to read late.",
        Since = 2,
        Asks = Described | Connections | GrowingReply,
        How = "The protocol's `big` is asked; once the server has sent what the buffers hold, and 300 ms later, the peer reads, and " +
            "every reply must be whole and as expected. Then an exchange is answered, where the connection goes on.",
        Catches = "a server that ignores how much a send has taken")]
    public async Task A_large_reply_is_whole(Server server)
    {
        var (talk, tokens) = await StuckReader.BeginAsync(server);

        // Being late is what the rule is about; no event stands for it.
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        for (var number = 0; number < tokens.Count; number++)
            await talk.ShouldReceiveAsync(server.Dialogue.Big!, tokens[number],
                tokens.Count == 1 ? "read late: " : $"reply {number + 1} of {tokens.Count}, read late: ");
        if (!server.Dialogue.Once) await talk.AskNextAsync("after the large reply: ");
    }

    [Conformance("dialogue/late-reader-holds-up-nobody", Must, "protocol",
        "A server serves others while a peer does not take its large reply.",
        Since = 2,
        Asks = Described | Connections | GrowingReply,
        Needs = Needs.Concurrent,
        How = "The protocol's `big` is asked and nothing of it read; meanwhile fresh peers must be served.",
        Catches = "a server that waits in send for one peer")]
    public async Task A_late_reader_holds_up_nobody(Server server)
    {
        await StuckReader.BeginAsync(server);
        await server.AssertServesAsync("beside a peer that does not read");
        await server.AssertServesAsync("beside a peer that does not read, again");
    }

    [Conformance("dialogue/reset-in-mid-reply", Must, "POSIX send: EPIPE, ECONNRESET",
        "A server serves the next peer after one has reset its connection while a large reply was under way.",
        Since = 2,
        Asks = Described | Connections | GrowingReply,
        Needs = Needs.NoProxy,
        How = "The protocol's `big` is asked, nothing of it read, and the connection reset; the next peer must be served.",
        Catches = "a server that ends on EPIPE or SIGPIPE in send")]
    public async Task A_reset_in_mid_reply_is_survived(Server server)
    {
        var (talk, _) = await StuckReader.BeginAsync(server);
        await Crowd.LeaveAsync(server, talk.Peer, talk.Peer.Reset);
        await server.AssertServesAsync("after a reset in the middle of a reply");
    }

    [Conformance("dialogue/late-reader-has-it-sleep", Level.Should, "contract; POSIX poll",
        "A server whose peer does not take its reply waits for room, and uses no processor time for it.",
        Since = 2,
        Asks = Described | Connections | GrowingReply,
        Needs = Needs.Process,
        FirstTransportOnly = true,
        How = "The protocol's `big` is asked and nothing of it read; then the server's processor time is read as for " +
            "robustness/sleeps-when-idle.",
        Catches = "a server that tries to send over and over")]
    public async Task A_late_reader_costs_no_time(Server server)
    {
        await StuckReader.BeginAsync(server);
        await Rest.ShouldBeAsync(server);
    }

    [Conformance("dialogue/unread-reply-is-survived", Must, "RFC 9293 §3.6.1",
        "A server serves the next peer after one has closed without reading its reply.",
        Since = 2,
        How = "A peer asks, waits until its reply has arrived, and closes without reading it (which resets); the next peer must be served.",
        Catches = "a server that ends when a receive fails after a good send")]
    public async Task An_unread_reply_is_survived(Server server)
    {
        foreach (var exchange in server.Dialogue.Exchanges.Where(one => !one.Expect.AllowsSilence))
        {
            var talk = await Talk.BeginAsync(server);
            await talk.SendAsync(exchange);
            if (!await Until.TrueAsync(() => talk.Peer.Available > 0)) throw new NotConformantException("a reply", "nothing came");
            await Crowd.LeaveAsync(server, talk.Peer, talk.Peer.Close);
            await server.AssertServesAsync("after a close with an unread reply");
        }
    }

    [Conformance("dialogue/random-bytes-are-survived", Must, "protocol",
        "A server survives random bytes.",
        Since = 2,
        FirstTransportOnly = true,
        How = "64 KiB of random bytes (seed 2) and FIN are sent, at first and after the preamble; what that gets is not judged. Then the " +
            "next peer must be served.",
        Catches = "a server that trusts a length or a name in its input")]
    public async Task Random_bytes_are_survived(Server server)
    {
        foreach (var isFirst in (bool[])[true, false])
        {
            var peer = isFirst ? await server.ConnectAsync() : (await Talk.BeginAsync(server)).Peer;
            await peer.SendUntilFullAsync(Payload.Random(64 * 1024, seed: 2), quiet: TimeSpan.FromMilliseconds(250));
            peer.FinishSending();
            await Crowd.LeaveAsync(server, peer, peer.Close);
            await server.AssertServesAsync(isFirst ? "after random bytes" : "after random bytes behind the preamble");
        }
    }

    [Conformance("dialogue/early-request-is-answered", Must, "RFC 9293 §3.4",
        "A server answers what its peers have sent before they were accepted.",
        Since = 2,
        Asks = Described | Connections, NotOf = Greets, Because = Reasons.SpeaksFirst,
        Needs = Needs.Process,
        How = "While the server is stopped, three peers (one where connections are served one at a time) connect and send their first " +
            "request; when it goes on, each must get its answer.",
        Catches = "a server that discards what had arrived before accept")]
    public async Task Early_requests_are_answered(Server server)
    {
        var dialogue = server.Dialogue;
        var first = dialogue.Preamble is [var login, ..] ? login : dialogue.Exchanges[0];
        List<(Talk Talk, Token Token)> early = [];
        var count = server.Declared.Concurrent ? server.UpTo(3) : 1;
        await server.FreezeAsync();
        for (var number = 0; number < count; number++)
        {
            var talk = new Talk(dialogue, await server.ConnectAsync());
            early.Add((talk, await talk.SendAsync(first)));
        }

        server.Thaw();
        for (var number = 0; number < count; number++)
            await early[number].Talk.ShouldReceiveAsync(first, early[number].Token, $"peer {number + 1}, from the queue: ");
    }

    private static IEnumerable<int> Cuts(Exchange exchange, int most) =>
        DialogueCases.Places(exchange.Send!.Bytes(Token.Any).Length, Math.Min(most, MostPlaces));

    /// <summary>Peers that leave in the middle of a request, each with the next peer served behind it.</summary>
    private static async Task CutOffAsync(Server server, string how, Func<Peer, Task> leave)
    {
        foreach (var exchange in server.Dialogue.Exchanges)
            foreach (var cut in Cuts(exchange, MostPlaces))
            {
                var talk = await Talk.BeginAsync(server);
                await talk.Peer.SendAsync(exchange.Send!.Bytes(Token.Next()).AsMemory(0, cut));
                await leave(talk.Peer);
                await server.AssertServesAsync($"after a peer {how} behind {Show.Count(cut)} of a request");
            }
    }
}
