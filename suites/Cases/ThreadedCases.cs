namespace SocketConformance.Cases;

/// <summary>Threaded: a thread a connection. What holds for its requests holds for forking's too.</summary>
[Asks(NamesHandler, Shared = true)]
public sealed class ThreadedCases
{
    [Conformance("threaded/reply-has-name-and-data", Must, "contract",
        "A server replies with the name of what serves the connection, a colon, a space and the request, then ends with FIN.",
        IsPrerequisite = true,
        How = "One request with a half-close behind it; the whole reply is read to its end.",
        Catches = "a server that leaves out the space after the colon")]
    public async Task The_reply_is_a_name_and_the_request(Server server)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync("hello"u8.ToArray());
        peer.FinishSending();

        (await peer.ReadToEndAsync()).ShouldAnswer(server.Protocol, "hello"u8.ToArray());
    }

    [Conformance("threaded/answers-the-first-segment", Must, "contract",
        "A server answers what its first recv gave, without waiting for a line end, more data or the peer's FIN.",
        How = "Two bytes without a line end are sent, and the reply awaited while the peer's side stays open.",
        Catches = "a server that reads a line")]
    public async Task What_the_first_recv_gave_is_answered(Server server)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync("he"u8.ToArray());

        List<byte> received = [];
        var more = new Answer([], Open);
        while (more.Ending == Open && !received.ToArray().AsSpan().EndsWith(": he"u8))
        {
            more = await peer.ReadSomeAsync();
            received.AddRange(more.Bytes);
        }

        ShouldCarry(new Answer([.. received], more.Ending), "he"u8.ToArray());
    }

    [Conformance("threaded/closes-after-reply", Must, "contract",
        "A server closes the connection after its one reply, although the peer keeps its own side open.",
        How = "One request without a half-close; the connection is read to its end.",
        Catches = "a server that waits for a second request")]
    public async Task The_connection_ends_after_one_reply(Server server)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync("only one"u8.ToArray());

        (await peer.ReadToEndAsync()).ShouldAnswer(server.Protocol, "only one"u8.ToArray());
    }

    [Conformance("threaded/data-is-not-stripped", Must, "contract",
        "A server keeps whitespace around the request.",
        How = "A request with every ASCII whitespace character at both ends; the reply ends with the same bytes.",
        Catches = "a server that strips the request, as uppercase does")]
    public async Task Blanks_and_line_ends_stay(Server server)
    {
        var request = " \t\n\v\f\r kept \r\f\v\n\t "u8.ToArray();
        (await AskAsync(server, request)).ShouldAnswer(server.Protocol, request);
    }

    [Conformance("threaded/keeps-every-byte-value", Must, "contract",
        "A server returns all 256 byte values unchanged behind the name.",
        How = "The 256 values in one request, most of them not valid UTF-8.",
        Catches = "a server that puts its reply together as text")]
    public async Task Every_byte_value_comes_back(Server server) =>
        (await AskAsync(server, Payload.EveryByteValue)).ShouldAnswer(server.Protocol, Payload.EveryByteValue);

    [Conformance("threaded/empty-request", Must, "contract",
        "A server answers a peer that sends nothing but FIN with its name, a colon and a space, then FIN.",
        How = "A half-close at once; the connection is read to its end.",
        Catches = "a server that takes an empty recv for a lost peer")]
    public async Task Nothing_is_a_request_too(Server server) =>
        (await AskAsync(server, [])).ShouldAnswer(server.Protocol, []);

    [Conformance("threaded/exactly-1024", Must, "contract",
        "A server returns a request of 1024 bytes whole.",
        How = "1024 numbered bytes in one segment.",
        Catches = "a server whose buffer is a little too small")]
    public async Task A_request_of_1024_bytes_is_whole(Server server)
    {
        var request = Payload.Numbered(1024);
        (await AskAsync(server, request)).ShouldAnswer(server.Protocol, request);
    }

    [Conformance("threaded/cut-at-1024", Must, "contract",
        "A server replies with the first 1024 bytes of a longer request and ends the connection.",
        How = "1025 numbered bytes in one segment. FIN and RST both end it: a byte was left unread.",
        Catches = "a server that reads more than 1024 bytes at once")]
    public async Task A_longer_request_is_cut(Server server)
    {
        var request = Payload.Numbered(1025);
        var peer = await server.ConnectAsync();
        await peer.SendAsync(request);

        var answer = await peer.ReadToEndAsync();
        ShouldCarry(answer, request[..1024]);
        answer.ShouldHaveEnded();
    }

    [Conformance("threaded/names-differ", Must, "contract",
        "A server gives connections that are open together different names.",
        How = "Four peers are connected and an exchange behind them shows that they were handed over; then each asks.",
        Catches = "a server that answers with one name for all",
        Asks = NamesThread, Needs = Needs.Concurrent, Together = 3)]
    public async Task Connections_open_together_have_names_of_their_own(Server server)
    {
        var peers = await Crowd.ConnectAsync(server, server.UpTo(5) - 1);
        await server.AssertServesAsync("behind four idle peers");

        (await Crowd.NamesAsync(server, peers)).ShouldBeUnique("connections that are open together must have different names");
    }

    [Conformance("threaded/idle-peers-do-not-block", Must, "contract",
        "A server answers a peer while 50 others are connected and say nothing.",
        Crowded = true,
        How = "50 peers (one fewer than limits.connections) are connected one after another; one more asks.",
        Catches = "a server with a fixed pool of threads",
        Asks = NamesThread, Needs = Needs.Concurrent | Needs.NoProxy)]
    public async Task Fifty_idle_peers_delay_nobody(Server server)
    {
        var idle = await Crowd.ConnectAsync(server, server.UpTo(51) - 1);

        await server.AssertServesAsync($"behind {idle.Length} idle peers");
    }

    [Conformance("threaded/100-at-once", Must, "contract",
        "A server gives each of 100 peers that ask at the same time its own data back.",
        FirstTransportOnly = true,
        Crowded = true,
        How = "100 peers (or limits.connections) are connected; then all send, each something else, and all replies are read.",
        Catches = "a server that keeps the request where all handlers share it",
        Asks = NamesThread, Needs = Needs.Concurrent | Needs.NoProxy)]
    public async Task A_hundred_at_once_get_their_own_data(Server server)
    {
        var peers = await Crowd.ConnectAsync(server, server.UpTo(100));

        await Task.WhenAll(peers.Select((peer, at) => AskAsync(peer, at)));

        async Task AskAsync(Peer peer, int at)
        {
            var request = Payload.Latin1($"request {at}");
            (await peer.ExchangeAsync(request)).ShouldAnswer(server.Protocol, request, $"peer {at} of {peers.Length}: ");
        }
    }

    [Conformance("threaded/replies-go-to-their-peer", Must, "contract",
        "A server sends each reply on the connection that asked, in whatever order the peers ask.",
        How = "Eight peers are connected; they send in the reverse order, and only then are the replies read.",
        Catches = "a server whose handlers use the connection accepted last",
        Needs = Needs.Concurrent | Needs.NoProxy)]
    public async Task Each_reply_goes_to_who_asked(Server server)
    {
        var peers = await Crowd.ConnectAsync(server, server.UpTo(8));
        await server.QueueDrainsAsync(); // or a slow server finds all requests there, and serves one peer after the other
        if (server.Instance.Process is { } process) await process.SleepsAsync();
        for (var at = peers.Length - 1; at >= 0; at--) await peers[at].SendAsync(Tag(at));

        for (var at = 0; at < peers.Length; at++)
            (await peers[at].ReadToEndAsync()).ShouldAnswer(server.Protocol, Tag(at), $"peer {at} of {peers.Length}: ");

        static byte[] Tag(int at) => Payload.Latin1($"tag {at}");
    }

    [Conformance("threaded/one-handler-dies-alone", Must, "contract",
        "A server whose peer vanishes in the middle of a request goes on serving the others.",
        How = "Two peers are connected; one resets. A fresh peer and the one that stayed are both answered.",
        Catches = "a server that ends when one handler throws",
        Needs = Needs.Concurrent | Needs.NoProxy, Together = 3)]
    public async Task A_vanished_peer_harms_no_other(Server server)
    {
        var bystander = await server.ConnectAsync();
        var leaver = await server.ConnectAsync();
        await server.AssertServesAsync("behind two idle peers");

        await Crowd.LeaveAsync(server, leaver, leaver.Reset);

        await server.AssertServesAsync("after the reset");
        (await bystander.ExchangeAsync("still here"u8.ToArray()))
            .ShouldAnswer(server.Protocol, "still here"u8.ToArray(), "the peer that stayed: ");
    }

    [Conformance("threaded/slow-reader-harms-no-other", Must, "contract",
        "A server answers others while a peer neither reads its reply nor closes.",
        How = "A peer asks and leaves its reply unread; another is served; then the first reads its own.",
        Catches = "a server that holds a lock until the peer has gone",
        Needs = Needs.Concurrent)]
    public async Task An_unread_reply_delays_nobody(Server server)
    {
        var slow = await server.ConnectAsync();
        await slow.SendAsync("unread"u8.ToArray());
        await Server.HasReadAsync(slow);

        await server.AssertServesAsync("while a peer leaves its reply unread");

        (await slow.ReadToEndAsync()).ShouldAnswer(server.Protocol, "unread"u8.ToArray(), "the slow reader: ");
    }

    [Conformance("threaded/threads-return", Must, "contract",
        "A server's threads end with their connections.",
        FirstTransportOnly = true,
        Alone = true,
        How = "Exchanges in rounds of 300, one after another (when that takes long fewer, at least 60); the threads of the server's " +
            "processes are counted as for concurrency/descriptors-return.",
        Catches = "a server whose threads wait on after the reply",
        Asks = NamesThread, Needs = Needs.Process)]
    public async Task Threads_end_with_their_connections(Server server)
    {
        await server.AssertServesAsync("at the start");

        await Leftovers.Threads.AssertNoneAsync(server, most: 300, least: 60,
            number => server.AssertServesAsync($"number {number} of a round"));
    }

    private static async Task<Answer> AskAsync(Server server, byte[] request)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync(request);
        peer.FinishSending();
        return await peer.ReadToEndAsync();
    }

    /// <summary>A name, a colon, a space, and exactly these bytes; however that ended.</summary>
    private static void ShouldCarry(Answer answer, byte[] bytes)
    {
        var colon = answer.Bytes.AsSpan().IndexOf(": "u8);
        if (colon > 0 && answer.Bytes.AsSpan(colon + 2).SequenceEqual(bytes)) return;
        throw new NotConformantException(
            $"a name, \": \" and {Show.Bytes(bytes)}", Expectations.Describe(answer), Expectations.Hint(Open, answer));
    }
}
