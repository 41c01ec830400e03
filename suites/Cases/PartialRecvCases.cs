namespace SocketConformance.Cases;

/// <summary>Partial recv: what one recv of at most 1024 bytes gives is the request.</summary>
[Asks(UpperCases | OneRequest, Shared = true)]
public sealed class PartialRecvCases
{
    private const int Longest = 1024;

    [Conformance("partial-recv/answers-first-segment", Must, "contract; POSIX recv",
        "A server answers what its first recv gave, without waiting for more.",
        How = "Two bytes without a line end are sent and the peer's side stays open: the whole reply must come, then FIN.",
        Catches = "a server that reads to a line end, to FIN, or to a number of bytes")]
    public async Task The_first_segment_is_answered(Server server)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync("he"u8.ToArray());

        (await peer.ReadToEndAsync()).ShouldAnswer(server.Protocol, "he"u8.ToArray());
    }

    [Conformance("partial-recv/exactly-1024", Must, "contract",
        "A server answers a request of exactly 1024 bytes whole.",
        How = "1024 bytes are sent in one segment; the reply is read to its end.",
        Catches = "a server whose buffer is a byte short, for a NUL at the end perhaps")]
    public async Task A_full_buffer_is_answered_whole(Server server)
    {
        var request = Payload.Numbered(Longest);
        var peer = await server.ConnectAsync();
        await peer.SendAsync(request);

        (await peer.ReadToEndAsync()).ShouldAnswer(server.Protocol, request);
    }

    [Conformance("partial-recv/1025-cut-at-1024", Must, "contract",
        "A server answers the first 1024 bytes of 1025, and ends the connection.",
        How = "1025 bytes are sent in one segment; the reply is read to FIN or RST, whichever the unread byte makes of the end.",
        Catches = "a server with a larger buffer")]
    public async Task One_byte_too_many_is_cut(Server server) =>
        ShouldAnswerTheFirst1024(server, await AskAsync(server, Payload.Numbered(Longest + 1)), Payload.Numbered(Longest));

    [Conformance("partial-recv/cut-ends-with-fin", Level.Should, "RFC 9293 §3.6; RFC 2525 §2.17",
        "A server that leaves a byte unread ends by FIN all the same: it shuts down its sending side before it closes.",
        Over = Over.Tcp,
        Needs = Needs.NoProxy,
        How = "1025 bytes are sent in one segment and the peer's side stays open; the connection must end by FIN, not RST.",
        Catches = "a server that only closes: unread bytes turn that into RST, which can destroy the reply on its way")]
    public async Task The_cut_ends_with_fin(Server server) =>
        (await AskAsync(server, Payload.Numbered(Longest + 1))).ShouldEnd(with: Fin, "after 1025 bytes: ");

    [Conformance("partial-recv/large-cut-at-1024", Must, "contract",
        "A server answers the first 1024 bytes of 64 KiB, and ends the connection.",
        How = "64 KiB are sent at once; the reply is read to FIN or RST.",
        Catches = "a server that reads on for as long as its buffer comes back full")]
    public async Task A_large_request_is_cut(Server server) =>
        ShouldAnswerTheFirst1024(server, await AskAsync(server, Payload.Numbered(64 * 1024)), Payload.Numbered(Longest));

    [Conformance("partial-recv/multibyte-at-the-cut", Must, "contract",
        "A server cuts in the middle of a UTF-8 sequence and returns its first byte as it is.",
        How = "Byte 1024 is the first of the two that make é; the reply must end with it.",
        Catches = "a server that decodes its input: half a character becomes U+FFFD, or an exception")]
    public async Task A_character_is_cut_in_two(Server server)
    {
        byte[] request = [.. Payload.Numbered(Longest - 1), .. "é"u8];

        ShouldAnswerTheFirst1024(server, await AskAsync(server, request), request[..Longest]);
    }

    [Conformance("partial-recv/strip-before-cut", Level.Should, "contract",
        "A server strips the whitespace at the ends of the 1024 bytes that it read, not that of the whole message.",
        How = "Four spaces, 1016 letters and digits, four spaces, then more: the reply is the 1016.",
        Catches = "a server that reads everything and strips before it cuts")]
    public async Task Blanks_at_the_cut_are_stripped(Server server)
    {
        var kept = Payload.Numbered(Longest - 8);
        var answer = await AskAsync(server, [.. "    "u8, .. kept, .. "    "u8, .. "tail"u8]);

        ShouldAnswerTheFirst1024(server, answer, kept);
    }

    [Conformance("partial-recv/echo-reassembles", Must, "RFC 862; RFC 9293 §2.2",
        "A server returns a message that comes in 2, 3, 10 or 100 segments byte for byte.",
        Asks = Repeats | ServesOn,
        How = "A UTF-8 text is cut without regard to its characters; each segment's echo is awaited before the next, so each is a recv " +
            "of its own.",
        Catches = "a server that takes what a recv gave for a whole text")]
    public async Task A_message_in_segments_comes_back_whole(Server server)
    {
        var message = Payload.Utf8(string.Concat(Enumerable.Repeat("é€😀 ", 41)));
        foreach (var segments in new[] { 2, 3, 10, 100 })
        {
            var peer = await server.ConnectAsync();
            for (var at = 0; at < segments; at++)
            {
                var segment = message[(message.Length * at / segments)..(message.Length * (at + 1) / segments)];
                await peer.SendAsync(segment);
                (await peer.ReadAsync(segment.Length)).ShouldBe(segment, $"segment {at + 1} of {segments}: ");
            }

            peer.FinishSending();
            (await peer.ReadToEndAsync()).ShouldBe([], then: Fin, $"after {segments} segments: ");
        }
    }

    /// <summary>
    /// One send, so that on loopback the server's first recv finds at least 1024 bytes. The peer's own side stays open: its
    /// FIN could meet the server's RST.
    /// </summary>
    private static async Task<Answer> AskAsync(Server server, byte[] request)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync(request);
        return await peer.ReadToEndAsync();
    }

    /// <summary>The answer to these bytes alone; unread ones may turn the server's FIN into RST.</summary>
    private static void ShouldAnswerTheFirst1024(Server server, Answer answer, byte[] request)
    {
        if (answer.Ending != Ending.Reset)
        {
            answer.ShouldAnswer(server.Protocol, request);
            return;
        }

        var reply = server.Protocol.Reply(request);
        if (answer.Bytes.AsSpan().SequenceEqual(reply)) return;
        throw new NotConformantException(
            $"{Show.Bytes(reply)}, then FIN or RST", Expectations.Describe(answer),
            "RST can destroy a reply on its way: shut down the sending side before closing");
    }
}
