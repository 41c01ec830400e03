namespace SocketConformance.Cases;

/// <summary>Threaded: a thread a connection. What holds for its requests holds for forking's too.</summary>
[About(Contracts.Threaded, Contracts.Forking, Shared = true)]
public sealed class ThreadedCases
{
    [Conformance("threaded/reply-has-name-and-data", Must, "contract",
        "A server replies with the name of what serves the connection, a colon, a blank and the request, then ends with FIN.",
        How = "One request with a half-close behind it; the whole reply is read to its end.",
        Catches = "a server that leaves the blank after the colon out")]
    public async Task The_reply_is_a_name_and_the_request(Server server)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync("hello"u8.ToArray());
        peer.FinishSending();

        Plain.ShouldAnswer(server.Contract, await peer.ReadToEndAsync(), "hello"u8.ToArray());
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

        Plain.ShouldAnswer(server.Contract, await peer.ReadToEndAsync(), "only one"u8.ToArray());
    }

    [Conformance("threaded/data-is-not-stripped", Must, "contract",
        "A server keeps blanks and line ends around the request.",
        How = "A request with every ASCII blank at both ends; the reply ends with the same bytes.",
        Catches = "a server that strips the request, as uppercase does")]
    public async Task Blanks_and_line_ends_stay(Server server)
    {
        var request = " \t\n\v\f\r kept \r\f\v\n\t "u8.ToArray();
        Plain.ShouldAnswer(server.Contract, await AskAsync(server, request), request);
    }

    [Conformance("threaded/keeps-every-byte-value", Must, "contract",
        "A server returns all 256 byte values unchanged behind the name.",
        How = "The 256 values in one request, most of them not valid UTF-8.",
        Catches = "a server that puts its reply together as text")]
    public async Task Every_byte_value_comes_back(Server server) =>
        Plain.ShouldAnswer(server.Contract, await AskAsync(server, Payload.EveryByteValue), Payload.EveryByteValue);

    [Conformance("threaded/empty-request", Must, "contract",
        "A server answers a peer that sends nothing but FIN with its name, a colon and a blank, then FIN.",
        How = "A half-close at once; the connection is read to its end.",
        Catches = "a server that takes an empty recv for a lost peer")]
    public async Task Nothing_is_a_request_too(Server server) =>
        Plain.ShouldAnswer(server.Contract, await AskAsync(server, []), []);

    [Conformance("threaded/exactly-1024", Must, "contract",
        "A server returns a request of 1024 bytes whole.",
        How = "1024 numbered bytes in one segment.",
        Catches = "a server whose buffer is a little too small")]
    public async Task A_request_of_1024_bytes_is_whole(Server server)
    {
        var request = Payload.Numbered(1024);
        Plain.ShouldAnswer(server.Contract, await AskAsync(server, request), request);
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
        On = [Contracts.Threaded], Needs = Needs.Concurrent)]
    public async Task Connections_open_together_have_names_of_their_own(Server server)
    {
        var peers = await Crowd.ConnectAsync(server, 4);
        await server.AssertServesAsync("behind four idle peers");

        (await Crowd.NamesAsync(server, peers)).ShouldBeUnique("connections that are open together must have different names");
    }

    [Conformance("threaded/idle-peers-do-not-block", Must, "contract",
        "A server answers a peer while 50 others are connected and say nothing.",
        How = "50 peers are connected one after another; the 51st asks.",
        Catches = "a server with a fixed pool of threads",
        On = [Contracts.Threaded], Needs = Needs.Concurrent | Needs.NoProxy)]
    public async Task Fifty_idle_peers_delay_nobody(Server server)
    {
        await Crowd.ConnectAsync(server, 50);

        await server.AssertServesAsync("behind 50 idle peers");
    }

    [Conformance("threaded/100-at-once", Must, "contract",
        "A server gives each of 100 peers that ask at the same time its own data back.",
        Once = true,
        How = "100 peers are connected; then all send, each something else, and all replies are read.",
        Catches = "a server that keeps the request where all handlers share it",
        On = [Contracts.Threaded], Needs = Needs.Concurrent | Needs.NoProxy)]
    public async Task A_hundred_at_once_get_their_own_data(Server server)
    {
        var peers = await Crowd.ConnectAsync(server, 100);

        await Task.WhenAll(peers.Select((peer, at) => AskAsync(peer, at)));

        async Task AskAsync(Peer peer, int at)
        {
            var request = Payload.Latin1($"request {at}");
            Plain.ShouldAnswer(server.Contract, await peer.ExchangeAsync(request), request, $"peer {at} of 100: ");
        }
    }

    [Conformance("threaded/replies-go-to-their-peer", Must, "contract",
        "A server sends each reply on the connection that asked, in whatever order the peers ask.",
        How = "Eight peers are connected; they send in the reverse order, and only then are the replies read.",
        Catches = "a server whose handlers use the connection accepted last",
        Needs = Needs.Concurrent | Needs.NoProxy)]
    public async Task Each_reply_goes_to_who_asked(Server server)
    {
        var peers = await Crowd.ConnectAsync(server, 8);
        await server.QueueDrainsAsync(); // or a slow server finds all requests there, and serves one peer after the other
        if (server.Instance.Process is { } process) await process.SleepsAsync();
        for (var at = peers.Length - 1; at >= 0; at--) await peers[at].SendAsync(Tag(at));

        for (var at = 0; at < peers.Length; at++)
            Plain.ShouldAnswer(server.Contract, await peers[at].ReadToEndAsync(), Tag(at), $"peer {at} of 8: ");

        static byte[] Tag(int at) => Payload.Latin1($"tag {at}");
    }

    [Conformance("threaded/one-handler-dies-alone", Must, "contract",
        "A server whose peer vanishes in the middle of a request serves the others on.",
        How = "Two peers are connected; one resets. A fresh peer and the one that stayed are both answered.",
        Catches = "a server that an exception in one handler ends",
        Needs = Needs.Concurrent | Needs.NoProxy)]
    public async Task A_vanished_peer_harms_no_other(Server server)
    {
        var bystander = await server.ConnectAsync();
        var leaver = await server.ConnectAsync();
        await server.AssertServesAsync("behind two idle peers");

        await Crowd.LeaveAsync(server, leaver, leaver.Reset);

        await server.AssertServesAsync("after the reset");
        Plain.ShouldAnswer(
            server.Contract, await bystander.ExchangeAsync("still here"u8.ToArray()), "still here"u8.ToArray(), "the peer that stayed: ");
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

        Plain.ShouldAnswer(server.Contract, await slow.ReadToEndAsync(), "unread"u8.ToArray(), "the slow reader: ");
    }

    [Conformance("threaded/threads-return", Must, "contract",
        "A server's threads end with their connections.",
        Once = true,
        Alone = true,
        How = "The threads of each of the server's processes are counted after one exchange and after 60 more, one after another: fewer than 30 more remain in each. A runtime's own pool may grow a little.",
        Catches = "a server whose threads wait on after the reply",
        On = [Contracts.Threaded], Needs = Needs.Process)]
    public async Task Threads_end_with_their_connections(Server server)
    {
        await server.AssertServesAsync("at the start");
        var threads = Holdings.Threads(server);
        for (var at = 0; at < 60; at++) await server.AssertServesAsync($"number {at + 1} of 60");

        await threads.AssertGivenBackAsync("60 connections");
    }

    private static async Task<Answer> AskAsync(Server server, byte[] request)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync(request);
        peer.FinishSending();
        return await peer.ReadToEndAsync();
    }

    /// <summary>A name, a colon, a blank, and exactly these bytes; however that ended.</summary>
    private static void ShouldCarry(Answer answer, byte[] bytes)
    {
        var colon = answer.Bytes.AsSpan().IndexOf(": "u8);
        if (colon > 0 && answer.Bytes.AsSpan(colon + 2).SequenceEqual(bytes)) return;
        throw new NotConformantException(
            $"a name, \": \" and {Show.Bytes(bytes)}", Expectations.Describe(answer), Expectations.Hint(Open, answer.Ending));
    }
}
