namespace SocketConformance.Cases;

/// <summary>Dialogue: what a protocol of one's own says, and when.</summary>
[Asks(Described | Connections, Shared = true)]
public sealed class DialogueCases
{
    /// <summary>Whether a server says what is described; see <see cref="Prerequisites"/>.</summary>
    internal const string Prerequisite = "dialogue/answers";

    /// <summary>The same for datagrams.</summary>
    internal const string DatagramPrerequisite = "dialogue/datagrams-are-answered";

    [Conformance(Prerequisite, Must, "protocol",
        "A server says on a fresh connection what its protocol describes: its greeting, its answer to each step of the preamble, its " +
            "answer to each exchange.",
        Since = 2,
        How = "Each exchange is asked on a connection of its own, after the greeting and the preamble. Where nothing that is described " +
            "comes at all, the description is told of instead, and nothing is judged.",
        Catches = "a server that says the right things one too many, or too late")]
    public async Task What_is_described_is_said(Server server)
    {
        foreach (var exchange in server.Dialogue.Exchanges.DefaultIfEmpty())
        {
            var talk = await Talk.BeginAsync(server);
            if (exchange is not null) await talk.AskAsync(exchange);
            talk.Peer.Close();
        }
    }

    [Conformance("dialogue/greets-at-once", Must, "protocol",
        "A server that speaks first greets each peer as soon as it is connected, whether or not another one has been answered.",
        Since = 2,
        Asks = Described | Connections | Greets,
        NeedsNoAnswer = true,
        How = "Three peers connect (one where connections are served one at a time) and send nothing; each must get the whole greeting.",
        Catches = "a server that greets when its peer has sent something, or when the peer before has been served")]
    public async Task The_greeting_comes_unasked(Server server)
    {
        var peers = server.Declared.Concurrent ? server.UpTo(3) : 1;
        List<Talk> talks = [];
        for (var number = 0; number < peers; number++) talks.Add(new Talk(server.Dialogue, await server.ConnectAsync()));
        for (var number = 0; number < peers; number++) await talks[number].HearGreetingAsync($"peer {number + 1} of {peers}: ");
    }

    [Conformance("dialogue/greets-once", Must, "protocol",
        "A server greets each connection once.",
        Since = 2,
        Asks = Described | Connections | Greets,
        Needs = Needs.Process,
        NeedsNoAnswer = true,
        How = "After the greeting, and once every thread of the server sleeps, nothing more may have come.",
        Catches = "a server that greets once when it accepts and once when it begins to serve")]
    public async Task The_greeting_comes_once(Server server)
    {
        var talk = new Talk(server.Dialogue, await server.ConnectAsync());
        await talk.HearGreetingAsync();
        await ShouldBeQuietAsync(server, talk, "nothing after the greeting, before a request");
    }

    [Conformance("dialogue/speaks-when-asked", Must, "protocol",
        "A server whose client speaks first sends nothing before it has been sent something.",
        Since = 2,
        Asks = Described | Connections, NotOf = Greets, Because = Reasons.SpeaksFirst,
        Needs = Needs.Process,
        NeedsNoAnswer = true,
        How = "A peer connects; once it is accepted and every thread of the server sleeps, nothing may have come.",
        Catches = "a server that greets in a protocol without greeting")]
    public async Task Nothing_comes_unasked(Server server)
    {
        var peer = await server.ConnectAsync();
        await server.AssertAcceptedAsync(peer);
        await ShouldBeQuietAsync(server, new Talk(server.Dialogue, peer), "nothing before the first request");
    }

    [Conformance("dialogue/answers-again", Must, "protocol",
        "A server answers one request of a connection after another, and leaves nothing of an answer behind for the next.",
        Since = 2,
        Asks = Described | Connections | Repeats,
        How = "Each exchange is asked twice on one connection, in turn and then each twice in a row.",
        Catches = "a server that ends a reply with a byte too many, or closes after its first reply")]
    public async Task Exchanges_repeat(Server server)
    {
        var exchanges = server.Dialogue.Exchanges;
        var talk = await Talk.BeginAsync(server);
        Exchange[] all = [.. exchanges, .. exchanges, .. exchanges.SelectMany(one => (Exchange[])[one, one])];
        var number = 0;
        foreach (var exchange in all.Take(server.Most(40)))
            await AskAgainAsync(talk, exchange, ++number);
        await ShouldBeQuietAsync(server, talk, "nothing after the last reply");
    }

    [Conformance("dialogue/answers-for-long", Must, "protocol",
        "A server answers 300 requests on one connection, or as many as its target declares.",
        Since = 2,
        Asks = Described | Connections | Repeats,
        FirstTransportOnly = true,
        How = "The exchanges are asked in turn, 300 in all (`limits.exchanges`, where that is less).",
        Catches = "a server whose buffer has no room any more for what comes after some kilobytes")]
    public async Task Many_exchanges_are_answered(Server server)
    {
        var most = server.Most(300);
        var talk = await Talk.BeginAsync(server);
        for (var number = 1; number <= most; number++)
            try
            {
                await talk.AskNextAsync($"exchange {number} of {most} on a connection: ");
            }
            catch (NotConformantException wrong) when (number > 2)
            {
                throw new NotConformantException(wrong.Expected, wrong.Observed,
                    "if it answers a bounded number of requests on a connection on purpose, declare limits.exchanges in its target file");
            }
    }

    [Conformance("dialogue/cut-anywhere", Must, "RFC 9293 §3.8: a stream has no boundaries",
        "A server answers a request that arrives in two pieces, wherever it is cut.",
        Since = 2,
        IncidentalReplies = true,
        Needs = Needs.SocketTable,
        How = "Each request is sent in two segments, cut after each of its bytes (at most 40 places, the first and the last among " +
            "them); the second follows once the server has read the first. Last, one is sent whole.",
        Catches = "a server that takes what one receive gives for a whole request")]
    public async Task A_request_may_be_cut(Server server)
    {
        foreach (var exchange in server.Dialogue.Exchanges)
        {
            Talk? talk = null;
            foreach (var cut in Places(exchange.Send!.Bytes(Token.Any).Length, server.Dialogue.Once ? 12 : server.Most(41) - 1))
            {
                if (talk is null || server.Dialogue.Once) talk = await Talk.BeginAsync(server);
                await AskInPiecesAsync(talk, exchange, [cut], $"cut after {Show.Count(cut)}: ");
                if (server.Dialogue.Once) talk.Peer.Close();
            }

            if (talk is null || server.Dialogue.Once) continue;
            await talk.AskAsync(exchange, "whole, behind one that was cut: ");
            talk.Peer.Close();
        }
    }

    [Conformance("dialogue/byte-at-a-time", Must, "RFC 9293 §3.8: a stream has no boundaries",
        "A server answers a request of which each byte comes alone, and takes its preamble like that, too.",
        Since = 2,
        Needs = Needs.SocketTable,
        How = "Each byte is sent once the server has read the one before: the preamble and then each exchange. Of long requests the " +
            "first and the last 100 bytes come alone. Then one is sent whole.",
        Catches = "a server that waits for a CR LF in one piece")]
    public async Task A_request_may_come_byte_by_byte(Server server)
    {
        foreach (var exchange in server.Dialogue.Exchanges)
        {
            var talk = new Talk(server.Dialogue, await server.ConnectAsync());
            await talk.HearGreetingAsync();
            foreach (var step in server.Dialogue.Preamble) await AskByteByByteAsync(talk, step, "the preamble, a byte at a time: ");
            await AskByteByByteAsync(talk, exchange, "a byte at a time: ");
            if (!server.Dialogue.Once && server.Most(2) == 2) await talk.AskAsync(exchange, "whole, behind one a byte at a time: ");
            talk.Peer.Close();
        }
    }

    [Conformance("dialogue/pipelined-in-order", Must, "protocol",
        "A server answers requests that arrive together, each of them and in their order.",
        Since = 2,
        Asks = Described | Connections | Pipelines,
        How = "100 requests (`limits.exchanges`, where that is less) are sent before the first reply is read; every reply must come, in " +
            "the order of the requests, or in any where the protocol says so.",
        Catches = "a server that throws away what it has read beyond a request")]
    public async Task Pipelined_requests_are_answered(Server server)
    {
        var dialogue = server.Dialogue;
        var talk = await Talk.BeginAsync(server);
        List<(Exchange Exchange, Token Token)> waiting = [];
        var most = server.Most(100);
        List<byte> all = [];
        for (var number = 0; number < most; number++)
        {
            var exchange = dialogue.Exchanges[number % dialogue.Exchanges.Count];
            var token = Token.Next();
            if (exchange.Send is { } message) all.AddRange(message.Bytes(token));
            if (!exchange.Expect.AllowsSilence) waiting.Add((exchange, token));
        }

        var sending = talk.Peer.SendAsync(all.ToArray());
        if (!dialogue.AnyOrder)
            for (var number = 0; number < waiting.Count; number++)
                await talk.ShouldReceiveAsync(waiting[number].Exchange, waiting[number].Token, $"reply {number + 1} of {waiting.Count}: ");
        else await ShouldReceiveInAnyOrderAsync(talk, waiting);
        await sending;
    }

    [Conformance("dialogue/half-a-request-holds-no-reply", Must, "protocol",
        "A server answers a request at once, although the next one has begun to arrive.",
        Since = 2,
        Asks = Described | Connections | Pipelines,
        How = "A request and the first half of another arrive together: the reply to the first must come; then the rest is sent, and the " +
            "reply to the second must come.",
        Catches = "a server that reads on to the end of its input before it answers")]
    public async Task A_reply_is_not_held_back(Server server)
    {
        foreach (var exchange in server.Dialogue.Exchanges)
        {
            var talk = await Talk.BeginAsync(server);
            Token first = Token.Next(), second = Token.Next();
            byte[] one = exchange.Send!.Bytes(first), other = exchange.Send.Bytes(second);
            await talk.Peer.SendAsync((byte[])[.. one, .. other[..(other.Length / 2)]]);
            await talk.ShouldReceiveAsync(exchange, first, "the first, with half of a second behind it: ");
            await talk.Peer.SendAsync(other.AsMemory(other.Length / 2));
            await talk.ShouldReceiveAsync(exchange, second, "the second, once it is whole: ");
            talk.Peer.Close();
        }
    }

    [Conformance("dialogue/peers-are-kept-apart", Must, "protocol",
        "A server gives each of ten peers its own reply when their requests arrive byte by byte in turn.",
        Since = 2,
        Asks = Described | Connections | Tokens,
        Needs = Needs.Concurrent | Needs.NoProxy,
        How = "Ten peers take turns with a byte of a request each, the next once the server has read the one before (of the first " +
            "40); then each reads its reply, which must hold the token that it sent.",
        Catches = "a server whose connections share a buffer")]
    public async Task Peers_get_their_own_replies(Server server)
    {
        const int awaited = 40;
        foreach (var exchange in server.Dialogue.Exchanges.Where(one => one.HasToken))
        {
            List<(Talk Talk, Token Token, byte[] Request)> peers = [];
            for (var number = 0; number < server.UpTo(10); number++)
            {
                var token = Token.Next();
                peers.Add((await Talk.BeginAsync(server, $"peer {number + 1}: "), token, exchange.Send!.Bytes(token)));
            }

            for (var at = 0; at < peers[0].Request.Length; at++)
                foreach (var (talk, _, request) in peers)
                {
                    await talk.Peer.SendAsync(request.AsMemory(at, 1));
                    if (at < awaited) await Server.HasReadAsync(talk.Peer, Patience.Answer / 5);
                }
            for (var number = 0; number < peers.Count; number++)
                await peers[number].Talk.ShouldReceiveAsync(exchange, peers[number].Token, $"peer {number + 1} of {peers.Count}: ");
            foreach (var (talk, _, _) in peers) talk.Peer.Close();
        }
    }

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.5);

    [Conformance("dialogue/idle-connection-is-kept", Level.Should, "RFC 1122 §4.2.3.6",
        "A server keeps a connection on which nothing was said for a while.",
        Since = 2,
        Asks = Described | Connections | Repeats,
        FirstTransportOnly = true,
        How = "After an exchange, 1.5 s (half of `limits.idle`, where that is less) pass; the next must be answered.",
        Catches = "a server that takes a pause for an end")]
    public async Task A_pause_is_no_end(Server server)
    {
        var talk = await Talk.BeginAsync(server);
        await talk.AskNextAsync("before the pause: ");

        // The pause is what the rule is about; no event stands for it.
        var limit = server.Declared.IdleLimit ?? TimeSpan.MaxValue;
        await Task.Delay(limit / 2 is var half && half < Pause ? half : Pause);
        await talk.AskNextAsync("after the pause: ");
    }

    [Conformance("dialogue/login-is-its-own", Must, "protocol",
        "A server takes what one connection has said in its preamble for that connection alone.",
        Since = 2,
        Asks = Described | Connections | LogsIn | Repeats,
        Needs = Needs.Concurrent | Needs.Process,
        Alone = true,
        How = "On a fresh server, a peer asks without the preamble: where it is answered all the same, nothing can be told. Else another " +
            "goes through the preamble, and is answered; a third asks without it, while the second is connected and once it has left, " +
            "and may not be answered.",
        Catches = "a server that keeps in a global variable who has logged in")]
    public async Task A_login_is_of_one_connection(Server server)
    {
        var exchange = server.Dialogue.Exchanges[0];
        if (await IsAnsweredWithoutPreambleAsync(server, exchange))
            throw new NotApplicableException("it answers without the preamble, too");
        var known = await Talk.BeginAsync(server);
        await known.AskAsync(exchange, "after the preamble: ");
        await ShouldRefuseAsync("while another peer has been through it");
        known.Peer.Close();
        await ShouldRefuseAsync("after another peer has been through it");
        await server.AssertServesAsync("after a peer without the preamble");

        async Task ShouldRefuseAsync(string when)
        {
            if (await IsAnsweredWithoutPreambleAsync(server, exchange))
                throw new NotConformantException($"a peer that has not been through the preamble not answered, {when}", "it is answered");
        }
    }

    [Conformance("dialogue/closes-after-its-reply", Must, "protocol",
        "A server that answers one request a connection closes once it has.",
        Since = 2,
        Asks = Described | Connections | ClosesAfterReply,
        Needs = Needs.NoProxy,
        How = "After the reply, which is not followed by a FIN of the peer's, the server's FIN must come, and nothing before it.",
        Catches = "a server that waits for its peer to close first")]
    public async Task It_closes_after_its_reply(Server server)
    {
        foreach (var exchange in server.Dialogue.Exchanges)
        {
            var talk = await Talk.BeginAsync(server);
            await talk.AskAsync(exchange);
            await talk.ShouldEndAsync(server.Dialogue.Farewell, "after the reply: ");
            talk.Peer.Close();
        }
    }

    [Conformance("dialogue/nothing-but-fin-follows", Level.Should, "RFC 9293 §3.6",
        "A server that has answered its peer ends with FIN when the peer does, and sends nothing before it.",
        Since = 2,
        Asks = Described | Connections | Repeats,
        Needs = Needs.NoProxy,
        How = "After an exchange the peer sends FIN; nothing but the server's FIN may come (and what the protocol's `farewell` says).",
        Catches = "a server that aborts with RST, or answers the end of its input as if it were a request")]
    public async Task Its_end_is_a_fin(Server server)
    {
        var talk = await Talk.BeginAsync(server);
        await talk.AskNextAsync();
        talk.Peer.FinishSending();
        await talk.ShouldEndAsync(server.Dialogue.Farewell, "after the peer's FIN: ");
    }

    [Conformance("dialogue/fin-without-a-request", Level.Should, "RFC 9293 §3.6",
        "A server answers a FIN without a request with FIN, and with nothing else but what its protocol says.",
        Since = 2,
        Asks = Described | Connections,
        Needs = Needs.NoProxy,
        How = "A peer hears the greeting, sends FIN and nothing else, and reads to the end: FIN, and before it at most what `empty` or " +
            "`farewell` says.",
        Catches = "a server that answers empty input, or never closes when nothing came")]
    public async Task Nothing_asked_is_nothing_answered(Server server)
    {
        var talk = new Talk(server.Dialogue, await server.ConnectAsync());
        await talk.HearGreetingAsync();
        talk.Peer.FinishSending();
        await talk.ShouldEndAsync(server.Dialogue.Empty ?? server.Dialogue.Farewell, "after a FIN and no request: ");
        await server.AssertServesAsync("after a FIN without a request");
    }

    [Conformance("dialogue/request-with-fin", Must, "RFC 9293 §3.6.1",
        "A server answers a request that arrives together with its peer's FIN.",
        Since = 2,
        How = "While the server is stopped (where it can be), a request arrives and a FIN behind it; the reply must come. It is not " +
            "asked where the target declares `half-close: ends`.",
        Catches = "a server that drops a connection as soon as its peer has finished")]
    public async Task A_request_with_fin_is_answered(Server server)
    {
        if (server.Declared.HalfClose == HalfClose.Ends) throw new NotApplicableException("declared half-close: ends");
        foreach (var exchange in server.Dialogue.Exchanges)
        {
            var talk = await Talk.BeginAsync(server);
            var token = Token.Next();
            await server.WhileStoppedAsync(async () =>
            {
                await talk.Peer.SendAsync(exchange.Send!.Bytes(token));
                talk.Peer.FinishSending();
            });
            await talk.ShouldReceiveAsync(exchange, token, "with a FIN behind the request: ");
        }
    }

    [Conformance("dialogue/quit-closes", Must, "protocol",
        "A server that is asked to close a connection answers as its protocol says, and closes it.",
        Since = 2,
        Asks = Described | Connections | Quits,
        Needs = Needs.NoProxy,
        How = "After an exchange the protocol's `quit` is sent: its reply must come, and then the server's FIN, without the peer's. The " +
            "next peer must be served.",
        Catches = "a server that says good-bye and keeps the connection")]
    public async Task Quit_closes(Server server)
    {
        var talk = await Talk.BeginAsync(server);
        await talk.AskNextAsync();
        await talk.AskAsync(server.Dialogue.Quit!, "asked to close: ");
        await talk.ShouldEndAsync(server.Dialogue.Farewell, "after its good-bye: ");
        await server.AssertServesAsync("after another was asked to close");
    }

    [Conformance("dialogue/quit-is-its-own", Must, "protocol",
        "A server that is asked to close one connection goes on with the others.",
        Since = 2,
        Asks = Described | Connections | Quits | Repeats,
        Needs = Needs.Concurrent | Needs.NoProxy,
        How = "Of two connections one is asked to close, and closes; the other must be answered on.",
        Catches = "a server that ends all sessions with one")]
    public async Task Quit_harms_no_other(Server server)
    {
        var staying = await Talk.BeginAsync(server);
        await staying.AskNextAsync("before the other left: ");
        var leaving = await Talk.BeginAsync(server);
        await leaving.AskAsync(server.Dialogue.Quit!, "asked to close: ");
        await leaving.ReadRestAsync();
        await staying.AskNextAsync("after the other left: ");
    }

    /// <summary>Places to cut at, in order: each where there are few, else so many of them, evenly, the ends among them.</summary>
    internal static IEnumerable<int> Places(int length, int most) => length - 1 <= most
        ? Enumerable.Range(1, Math.Max(0, length - 1))
        : Enumerable.Range(0, most).Select(at => 1 + (int)((long)at * (length - 2) / Math.Max(1, most - 1))).Distinct();

    private static async Task AskAgainAsync(Talk talk, Exchange exchange, int number)
    {
        try
        {
            await talk.AskAsync(exchange, $"exchange {number} on a connection: ");
        }
        catch (NotConformantException wrong) when (number == 2)
        {
            throw new NotConformantException(wrong.Expected, wrong.Observed, $"what came first was right: the server left something " +
                $"behind or closed, or the description is wrong about where a reply ends ('frame') or whether it closes ('once'): " +
                exchange.Place);
        }
    }

    private static async Task ShouldBeQuietAsync(Server server, Talk talk, string expected)
    {
        if (await talk.MoreAsync(server) is { Length: > 0 } more) throw new NotConformantException(expected, Show.Bytes(more));
    }

    /// <summary>Sends a request in pieces, each once the server has read the one before, and asserts its reply.</summary>
    private static async Task AskInPiecesAsync(Talk talk, Exchange exchange, IEnumerable<int> cuts, string context)
    {
        var token = Token.Next();
        var request = exchange.Send!.Bytes(token);
        var sent = 0;
        foreach (var cut in cuts.Append(request.Length))
        {
            if (sent > 0 && !await Server.HasReadAsync(talk.Peer))
                throw new NotConformantException($"{context}the first {Show.Count(sent)} read", "the server leaves them unread");
            await talk.Peer.SendAsync(request.AsMemory(sent, cut - sent));
            sent = cut;
        }

        await talk.ShouldReceiveAsync(exchange, token, context);
    }

    private static Task AskByteByByteAsync(Talk talk, Exchange exchange, string context)
    {
        const int end = 100;
        var length = exchange.Send!.Bytes(Token.Any).Length;
        return AskInPiecesAsync(talk, exchange, Enumerable.Range(1, Math.Max(0, length - 1)).Where(at => at <= end || at >= length - end),
            context);
    }

    private static async Task ShouldReceiveInAnyOrderAsync(Talk talk, List<(Exchange Exchange, Token Token)> waiting)
    {
        var all = waiting.Count;
        while (waiting.Count > 0)
        {
            var reply = await talk.ReceiveAsync(waiting[0].Exchange.Expect, waiting[0].Token);
            var at = reply.Trouble is null ? waiting.FindIndex(one => one.Exchange.Expect.IsMet(reply.Bytes, one.Token)) : -1;
            if (at < 0)
                throw new NotConformantException($"reply {all - waiting.Count + 1} of {all}, to one of the requests under way",
                    $"{Expectations.Describe(new Answer(reply.Bytes, reply.Ending))}{reply.Trouble}");
            waiting.RemoveAt(at);
        }
    }

    /// <summary>Whether a peer gets the reply to an exchange without having been through the preamble.</summary>
    private static async Task<bool> IsAnsweredWithoutPreambleAsync(Server server, Exchange exchange)
    {
        var talk = new Talk(server.Dialogue, await server.ConnectAsync());
        await talk.HearGreetingAsync();
        var token = await talk.SendAsync(exchange);
        talk.Peer.FinishSending();
        var reply = await talk.ReceiveAsync(exchange.Expect, token);
        talk.Peer.Close();
        return reply.Trouble is null && exchange.Expect.IsMet(reply.Bytes, token);
    }
}
