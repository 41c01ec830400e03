
namespace SocketConformance.Cases;

/// <summary>Uppercase: one request a connection, one connection at a time.</summary>
[Asks(UpperCases | OneRequest, Shared = true)]
public sealed class UppercaseCases
{
    private const string Blanks = " \t\n\v\f\r";

    [Conformance("uppercase/ascii-letters", Must, "contract",
        "A server upper-cases each of the 26 ASCII letters.",
        IsPrerequisite = true,
        How = "The lower-case alphabet is sent; the reply is read to its end.",
        Catches = "a server that lower-cases, capitalises words, or leaves out the last letter")]
    public async Task Each_letter_is_upper_cased(Server server) =>
        (await AskAsync(server, "abcdefghijklmnopqrstuvwxyz")).ShouldBe("ABCDEFGHIJKLMNOPQRSTUVWXYZ"u8.ToArray(), then: Fin);

    [Conformance("uppercase/keeps-capitals", Must, "contract",
        "A server leaves letters that are upper-case already as they are.",
        How = "Upper-case and mixed letters are sent; the reply is read to its end.",
        Catches = "a server that swaps case")]
    public async Task Capitals_stay_capitals(Server server) =>
        (await AskAsync(server, "ABCXYZ aBcXyZ")).ShouldBe("ABCXYZ ABCXYZ"u8.ToArray(), then: Fin);

    [Conformance("uppercase/leaves-other-bytes", Must, "contract",
        "A server returns every byte that is neither an ASCII letter nor ASCII whitespace unchanged.",
        How = "All 198 such byte values are sent between two letters: digits, punctuation, NUL, controls, 0x80 to 0xff.",
        Catches = "a server that upper-cases by Latin-1, decodes text, or ends at NUL")]
    public async Task Other_bytes_stay(Server server)
    {
        byte[] others = [.. Payload.EveryByteValue.Where(octet => !char.IsAsciiLetter((char)octet) && !Blanks.Contains((char)octet))];

        (await AskAsync(server, [(byte)'a', .. others, (byte)'z'])).ShouldBe([(byte)'A', .. others, (byte)'Z'], then: Fin);
    }

    [Conformance("uppercase/leaves-utf8", Must, "contract",
        "A server leaves letters outside ASCII alone, in valid UTF-8 too.",
        How = "A UTF-8 text with é, ß, ı and ﬁ is sent; only its ASCII letters may change.",
        Catches = "a server that decodes its input and upper-cases by Unicode or by its locale")]
    public async Task Letters_outside_ascii_stay(Server server) =>
        (await AskAsync(server, Payload.Utf8("café straße ısı ﬁn"))).ShouldBe(Payload.Utf8("CAFé STRAßE ıSı ﬁN"), then: Fin);

    [Conformance("uppercase/letter-range-neighbours", Must, "contract",
        "A server leaves the bytes next to the two ranges of letters alone.",
        How = "The neighbours of A, Z, a and z are sent: @ [ ` { and those behind them.",
        Catches = "a server that upper-cases by clearing bit 5, or is off by one at an end of the range")]
    public async Task Neighbours_of_the_letters_stay(Server server) =>
        (await AskAsync(server, "?@[\\_`{|}~")).ShouldBe("?@[\\_`{|}~"u8.ToArray(), then: Fin);

    [Conformance("uppercase/strips-each-ascii-blank", Must, "contract",
        "A server strips each of the six ASCII whitespace characters from both ends.",
        Asks = UpperCases | OneRequest | ServesOn,
        How = @"On a connection each: a word with a space, \t, \n, \v, \f or \r before it, then one with it behind.",
        Catches = "a server that strips spaces only, forgets vertical tab and form feed, or strips one end")]
    public async Task Each_blank_is_stripped_from_both_ends(Server server)
    {
        foreach (var blank in Blanks)
        {
            (await AskAsync(server, $"{blank}word")).ShouldBe("WORD"u8.ToArray(), then: Fin, $"0x{(int)blank:x2} before a word: ");
            (await AskAsync(server, $"word{blank}")).ShouldBe("WORD"u8.ToArray(), then: Fin, $"0x{(int)blank:x2} behind a word: ");
        }
    }

    [Conformance("uppercase/keeps-what-is-not-blank", Must, "contract",
        "A server strips nothing but the six ASCII whitespace characters.",
        Asks = UpperCases | OneRequest | ServesOn,
        How = "On a connection each: a word between two bytes that some libraries take for whitespace, such as NUL, 0x1c or 0xa0.",
        Catches = "a server that trims everything up to 0x20, or what Unicode calls white space")]
    public async Task Other_controls_are_not_stripped(Server server)
    {
        foreach (var octet in new byte[] { 0x00, 0x08, 0x0e, 0x1c, 0x1d, 0x1e, 0x1f, 0x7f, 0x85, 0xa0 })
            (await AskAsync(server, [octet, .. "word"u8, octet]))
                .ShouldBe([octet, .. "WORD"u8, octet], then: Fin, $"0x{octet:x2} around a word: ");
    }

    [Conformance("uppercase/strips-exactly-whitespace", Must, "contract",
        "A server strips, of all that stands around a word, exactly the ASCII whitespace.",
        Since = 2,
        How = "One request: the six whitespace characters around what some libraries take for whitespace too (0x1c to 0x1f, 0x85, 0xa0), " +
            "around a word. The reply must begin and end with the latter.",
        Catches = "a server that strips less, or what Unicode calls white space as well")]
    public async Task Exactly_the_whitespace_is_stripped(Server server)
    {
        var kept = Payload.Latin1("\x85\xa0\x1c\x1dword\x1e\x1f\xa0\x85");
        byte[] whitespace = [.. " \t\n\v\f\r"u8];

        (await AskAsync(server, [.. whitespace, .. kept, .. whitespace])).ShouldBe(server.Protocol.Reply(kept), then: Fin);
    }

    [Conformance("uppercase/keeps-inner-blanks", Must, "contract",
        "A server keeps the whitespace inside a request.",
        How = "Words with doubled spaces, tabs and line ends between them are sent.",
        Catches = "a server that splits its input and joins it again")]
    public async Task Inner_blanks_stay(Server server) =>
        (await AskAsync(server, "a  b\tc\r\nd \v\f e")).ShouldBe("A  B\tC\r\nD \v\f E"u8.ToArray(), then: Fin);

    [Conformance("uppercase/only-blanks", Must, "contract",
        "A server answers a request of nothing but whitespace with no bytes, then FIN.",
        How = "The six whitespace characters are sent and the peer's side stays open: the end must come by itself.",
        Catches = "a server that waits for more, or answers with an error, when nothing is left")]
    public async Task Blanks_alone_get_an_empty_reply(Server server) =>
        (await AskAsync(server, Blanks)).ShouldBe([], then: Fin);

    [Conformance("uppercase/no-data", Must, "contract; POSIX recv",
        "A server answers a connection that ends without data with FIN and no bytes, and serves the next.",
        Asks = UpperCases | OneRequest | ServesOn,
        How = "The peer half-closes at once and reads to the end; then a plain exchange.",
        Catches = "a server that ends, or answers something, when recv gives 0")]
    public async Task No_request_gets_no_reply(Server server)
    {
        var peer = await server.ConnectAsync();
        peer.FinishSending();

        (await peer.ReadToEndAsync()).ShouldBe([], then: Fin);
        await server.AssertServesAsync("after a connection without data");
    }

    [Conformance("uppercase/closes-after-reply", Must, "contract",
        "A server closes the connection after its one reply, without waiting for the peer's FIN.",
        How = "A request is sent and the peer's side stays open: FIN must follow the reply.",
        Catches = "a server that keeps the connection for more")]
    public async Task The_reply_is_followed_by_fin(Server server) =>
        (await AskAsync(server, "only one")).ShouldBe("ONLY ONE"u8.ToArray(), then: Fin);

    [Conformance("uppercase/one-request-a-connection", Must, "contract",
        "A server does not answer a second request on the same connection.",
        How = "After the first reply a second request is sent; nothing but FIN or RST may come.",
        Catches = "a server that serves requests in a loop")]
    public async Task A_second_request_gets_no_reply(Server server)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync("first"u8.ToArray());
        (await peer.ReadAsync(5)).ShouldBe("FIRST"u8.ToArray(), "the first reply: ");
        await peer.SendAsync("second"u8.ToArray());

        // The server has closed already: what it did not read may turn its FIN into RST.
        var more = await peer.ReadToEndAsync();
        more.ShouldHaveEnded("after the first reply: ");
        if (more.Bytes.Length > 0) more.ShouldBe([], then: more.Ending, "after the first reply: ");
    }

    [Conformance("uppercase/two-lines-are-one-request", Must, "contract",
        "A server takes two lines that arrive together for one request.",
        How = "Two lines are sent in one segment.",
        Catches = "a server that answers the first line only, or each by itself")]
    public async Task Two_lines_are_one_request(Server server) =>
        (await AskAsync(server, "one \n two\n")).ShouldBe("ONE \n TWO"u8.ToArray(), then: Fin);

    [Conformance("uppercase/serves-in-order", Must, "contract; POSIX listen",
        "A server serves queued peers in the order in which they connected.",
        Asks = UpperCases | OneRequest | ServesOn,
        Needs = Needs.Sequential | Needs.SocketTable,
        How = "Three peers queue behind an idle one that then leaves. Each in turn sends and must be answered while those behind it " +
            "are silent.",
        Catches = "a server that takes the newest first")]
    public async Task Queued_peers_are_served_in_order(Server server)
    {
        var first = await OccupyAsync(server);
        Peer[] queued = [await server.ConnectAsync(), await server.ConnectAsync(), await server.ConnectAsync()];
        await LeaveAsync(first);

        foreach (var (peer, place) in queued.Zip(Places))
        {
            await peer.SendAsync(Payload.Latin1(place));
            (await peer.ReadToEndAsync()).ShouldBe(
                server.Protocol.Reply(Payload.Latin1(place)), then: Fin, $"the {place} in the queue, before those behind it sent: ");
        }
    }

    [Conformance("uppercase/idle-peer-delays-not-drops", Must, "contract",
        "A server that an idle peer has kept busy serves those who waited when it leaves.",
        Asks = UpperCases | OneRequest | ServesOn,
        Needs = Needs.Sequential | Needs.SocketTable,
        How = "Three peers connect and send behind an idle one; it half-closes; each of the three must get its reply.",
        Catches = "a server that drops who is queued, or listens anew for each connection")]
    public async Task Queued_peers_are_served_when_the_idle_one_leaves(Server server)
    {
        var idle = await OccupyAsync(server);
        List<(Peer Peer, string Place)> queued = [];
        foreach (var place in Places)
        {
            var peer = await server.ConnectAsync();
            await peer.SendAsync(Payload.Latin1(place));
            queued.Add((peer, place));
        }

        await LeaveAsync(idle);
        foreach (var (peer, place) in queued)
            (await peer.ReadToEndAsync()).ShouldBe(server.Protocol.Reply(Payload.Latin1(place)), then: Fin, $"the {place} in the queue: ");
    }

    [Conformance("uppercase/one-connection-at-a-time", Must, "contract",
        "A server that declares one connection at a time answers nobody else while its peer is idle.",
        Asks = UpperCases | OneRequest | ServesOn,
        Over = Over.Tcp, Needs = Needs.Sequential | Needs.SocketTable | Needs.Process,
        How = "A second peer sends behind an idle one. Once every thread of the server sleeps, the kernel must hold no reply for the " +
            "second; it gets one when the idle peer leaves.",
        Catches = "a server that serves connections at the same time unannounced")]
    public async Task A_second_peer_waits_for_the_first(Server server)
    {
        var idle = await OccupyAsync(server);
        var second = await server.ConnectAsync();
        await second.SendAsync("second"u8.ToArray());

        if (!await server.Process.SleepsAsync()) throw new NotObservableException("the server's threads never all sleep");
        if (second.Available > 0)
            throw new NotConformantException(
                "no reply to the second peer while the first is being served", Expectations.Describe(await second.ReadToEndAsync()),
                "a server that is meant to serve peers at the same time declares concurrent: true");

        await LeaveAsync(idle);
        (await second.ReadToEndAsync()).ShouldBe("SECOND"u8.ToArray(), then: Fin, "the second peer: ");
    }

    [Conformance("uppercase/many-sequential", Must, "contract",
        "A server answers 200 connections one after another.",
        Asks = UpperCases | OneRequest | ServesOn,
        FirstTransportOnly = true,
        How = "200 numbered requests, each on a connection of its own, each read to its end before the next.",
        Catches = "a server that has a fixed number of places and never gives one back")]
    public async Task Many_connections_are_served_one_after_another(Server server) => await AskManyAsync(server, 200);

    [Conformance("uppercase/returns-descriptors", Must, "contract; POSIX close",
        "A server closes the descriptor of each connection that has ended.",
        Asks = UpperCases | OneRequest | ServesOn,
        Needs = Needs.Process,
        FirstTransportOnly = true,
        Alone = true,
        How = "Requests in rounds of 300, on a connection each (when that takes long fewer, at least 60); the descriptors of the " +
            "server's processes are counted as for concurrency/descriptors-return.",
        Catches = "a server that shuts its connections down and never closes them")]
    public async Task Descriptors_do_not_grow(Server server)
    {
        await AskManyAsync(server, 1);

        await Leftovers.Descriptors.AssertNoneAsync(server, most: 300, least: 60, _ => AskManyAsync(server, 1));
    }

    private static string[] Places { get; } = ["first", "second", "third"];

    private static Task<Answer> AskAsync(Server server, string request) => AskAsync(server, Payload.Latin1(request));

    /// <summary>A request on a fresh connection; the peer's own side stays open, so the end is the server's doing.</summary>
    private static async Task<Answer> AskAsync(Server server, byte[] request)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync(request);
        var answer = await peer.ReadToEndAsync();
        peer.Close();
        return answer;
    }

    private static async Task AskManyAsync(Server server, int count)
    {
        for (var number = 1; number <= count; number++)
            (await AskAsync(server, $"request {number}"))
                .ShouldBe(Payload.Latin1($"REQUEST {number}"), then: Fin, $"connection {number} of {count}: ");
    }

    /// <summary>Lets an idle peer keep the server busy: it is accepted and sends nothing.</summary>
    private static async Task<Peer> OccupyAsync(Server server)
    {
        if (SocketTable.AcceptQueue(server.EndPoint) is not { } queue)
            throw new NotObservableException("its listener is not in this kernel's table");
        if (queue.Backlog < Places.Length)
            throw new NotApplicableException($"its queue has {queue.Backlog} places; this takes {Places.Length}");

        var idle = await server.ConnectAsync();
        await server.AssertAcceptedAsync(idle);
        return idle;
    }

    private static async Task LeaveAsync(Peer idle)
    {
        idle.FinishSending();
        (await idle.ReadToEndAsync()).ShouldBe([], then: Fin, "the idle peer, when it leaves: ");
    }
}
