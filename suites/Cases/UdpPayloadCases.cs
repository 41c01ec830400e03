namespace SocketConformance.Cases;

/// <summary>UDP: which bytes come back for which, and how many.</summary>
[Asks(Datagrams, Shared = true)]
public sealed class UdpPayloadCases
{
    // RFC 768 and RFC 791: 65,535 bytes less 20 of the IPv4 header and 8 of UDP's. IPv6 takes it, too.
    private const int Largest = 65507;

    [Conformance("udp/empty-datagram", Must, "RFC 768",
        "A server answers an empty datagram with an empty one.",
        Needs = Needs.NoProxy,
        How = "A datagram without payload is sent, and its reply received.",
        Catches = "a server that takes an empty datagram for none")]
    public async Task An_empty_datagram_gets_an_empty_reply(Server server)
    {
        var peer = server.OpenDatagram();

        await peer.ShouldGetReplyAsync(server, [], "the empty reply to an empty datagram");
    }

    [Conformance("udp/empty-datagram-does-not-end", Must, "RFC 768",
        "A server goes on serving after an empty datagram.",
        Needs = Needs.NoProxy,
        How = "An empty datagram, then another one, whose reply must come; whether the empty one is answered is another rule.",
        Catches = "a server that takes a length of 0 for the end of the input")]
    public async Task An_empty_datagram_is_not_the_end(Server server)
    {
        var peer = server.OpenDatagram();
        await peer.SendAsync(Array.Empty<byte>());

        var next = await peer.ExchangeAsync("after"u8.ToArray());
        if (next.Is([])) next = await peer.ReceiveAsync();

        next.ShouldBe(server.Protocol.Reply("after"u8.ToArray()), "the reply to the datagram after the empty one");
    }

    [Conformance("udp/whole-after-its-beginning", Must, "RFC 768",
        "A server answers a datagram that comes after one with only its beginning: each is whole.",
        Since = 2,
        How = "Each beginning of a request of 11 bytes, from one byte up, is sent, and the whole one right behind it: the whole one must " +
            "be answered. Whether a beginning is, and in which order, is another rule.",
        Catches = "a server that waits for the rest of a short datagram, as if UDP were a stream")]
    public async Task A_beginning_holds_nothing_back(Server server)
    {
        var peer = server.OpenDatagram();
        byte[] whole = "hello world"u8.ToArray(), expected = server.Protocol.Reply(whole);
        HashSet<string> beginnings = [];

        for (var length = 1; length < whole.Length; length++)
        {
            var beginning = whole.AsSpan(0, length).ToArray();
            beginnings.Add(Payload.Text(server.Protocol.Reply(beginning)));
            await peer.SendAsync(beginning);
            await peer.SendAsync(whole);
            var reply = await peer.ReceiveAsync();
            while (reply.Arrival == Arrival.Datagram && beginnings.Contains(Payload.Text(reply.Bytes))) reply = await peer.ReceiveAsync();
            reply.ShouldBe(expected, $"the reply to all {whole.Length} bytes, after one with {Show.Count(length)} of them");
        }
    }

    [Conformance("udp/only-blanks", Must, "contract",
        "A server answers a datagram of whitespace with an empty one.",
        Needs = Needs.NoProxy,
        How = "The six ASCII whitespace characters are sent, and then each alone; each reply must be empty.",
        Catches = "a server that sends nothing when nothing is left to send",
        Asks = Datagrams | UpperCases)]
    public async Task Blanks_get_an_empty_reply(Server server)
    {
        var peer = server.OpenDatagram();

        foreach (var blanks in new[] { " \t\n\v\f\r", " ", "\t", "\n", "\v", "\f", "\r" })
            await peer.ShouldGetReplyAsync(server, Payload.Latin1(blanks), $"the empty reply to {Show.Quote(Payload.Latin1(blanks))}");
    }

    [Conformance("udp/strip-and-upper", Must, "contract",
        "A server strips ASCII whitespace at both ends, upper-cases ASCII letters, and changes no other byte.",
        How = "A dozen telling datagrams, one exchange each.",
        Catches = "a server that strips or upper-cases by another table: fewer characters, Latin-1, Unicode",
        Asks = Datagrams | UpperCases)]
    public async Task Blanks_are_stripped_and_letters_upper_cased(Server server)
    {
        var peer = server.OpenDatagram();
        string[] requests =
        [
            "abcdefghijklmnopqrstuvwxyz", "aBcXyZ", "0123456789 `{|}~ @[\\]^_",
            " before", "after ", "line\r\n", "\t\n\v\f\r all six \r\f\v\n\t", "in  the\tmidst\r\nof it",
            "\0nul\0", "\x1c\x1d\x1e\x1fseparators\x1f\x1e\x1d\x1c", "\x85\xa0latin-1 blanks\xa0\x85",
            "stra\xdf\x65 \xe9\xf7\xff", "utf-8 \xc3\xa9\xc3\x9f\xc4\xb1",
        ];

        foreach (var request in requests)
            await peer.ShouldGetReplyAsync(server, Payload.Latin1(request), $"the reply to {Show.Quote(Payload.Latin1(request))}");
    }

    [Conformance("udp/echo-unchanged", Must, "RFC 862",
        "A server returns a datagram as it was: whitespace, line ends and letters.",
        How = "Datagrams that text handling would change, one exchange each.",
        Catches = "a server that strips, ends at a NUL, or translates line ends",
        Asks = Datagrams | Echoes)]
    public async Task The_echo_is_the_datagram(Server server)
    {
        var peer = server.OpenDatagram();

        foreach (var request in new[] { "  blanks around \t", " ", "line\n", "line\r\n", "\r\n", "MiXeD", "a\0b", "\0", "a,b ;c" })
            await peer.ShouldGetReplyAsync(server, Payload.Latin1(request), $"the echo of {Show.Quote(Payload.Latin1(request))}");
    }

    [Conformance("udp/all-byte-values", Must, "RFC 768",
        "A server takes every byte value in a datagram.",
        How = "All 256 byte values in order in one datagram; the reply is compared whole.",
        Catches = "a server that decodes the payload as text")]
    public async Task Every_byte_value_is_kept(Server server)
    {
        var peer = server.OpenDatagram();

        await peer.ShouldGetReplyAsync(server, Payload.EveryByteValue, "the reply to all 256 byte values");
    }

    [Conformance("udp/1472-whole", Must, "RFC 1122 §3.3.2",
        "A server answers datagrams of 1,472 and 1,473 bytes whole: what fills an Ethernet frame, and one byte more.",
        How = "One exchange each; the reply must be one datagram of as many bytes.",
        Catches = "a server whose buffer, or whose reply, ends where a frame does")]
    public async Task The_frame_size_is_no_bound(Server server)
    {
        var peer = server.OpenDatagram();

        await peer.ShouldGetReplyAsync(server, Payload.Numbered(1472), "the reply to 1,472 bytes");
        await peer.ShouldGetReplyAsync(server, Payload.Numbered(1473), "the reply to 1,473 bytes");
    }

    [Conformance("udp/8192-whole", Must, "contract",
        "A server answers a datagram of 8,192 bytes whole.",
        How = "One exchange; every byte of the reply is compared.",
        Catches = "a server whose buffer is smaller, if only by the byte that ends a string")]
    public async Task The_longest_whole_datagram_is_answered(Server server)
    {
        var peer = server.OpenDatagram();

        await peer.ShouldGetReplyAsync(server, Payload.Numbered(8192), "the reply to 8,192 bytes");
    }

    [Conformance("udp/8193-cut", Must, "contract; POSIX recvfrom()",
        "A server answers a datagram of 8,193 bytes with the first 8,192, and with nothing else.",
        How = "One exchange, then a second one: a reply to the rest would come before its reply.",
        Catches = "a server with a larger buffer, or one that answers the rest as if it were a datagram",
        Asks = Datagrams | UpperCases)]
    public async Task What_is_longer_is_cut(Server server)
    {
        var peer = server.OpenDatagram();
        var request = Payload.Numbered(8193);

        (await peer.ExchangeAsync(request)).ShouldBe(server.Protocol.Reply(request), "the reply to 8,193 bytes");

        await peer.ShouldGetReplyAsync(server, "next"u8.ToArray(), "after it only the reply to the next datagram");
    }

    [Conformance("udp/cut-before-strip", Level.Should, "contract",
        "A server strips what is left of a datagram once it is cut to 8,192 bytes.",
        How = "A space and 8,192 letters: cut first, 8,191 of the letters are left.",
        Catches = "a server that receives all, strips, and cuts the reply",
        Asks = Datagrams | UpperCases)]
    public async Task The_cut_comes_before_the_strip(Server server)
    {
        var peer = server.OpenDatagram();
        byte[] request = [(byte)' ', .. Payload.Numbered(8192)];

        (await peer.ExchangeAsync(request)).ShouldBe(server.Protocol.Reply(request), "the reply to a space and 8,192 other bytes");
    }

    [Conformance("udp/65507", Must, "RFC 768",
        "A server answers the largest datagram that IPv4 carries, whole or cut as its contract says, and goes on serving.",
        How = "65,507 bytes are sent, the reply compared, and a plain exchange made. udp-uppercase returns 8,192 bytes, udp-echo all.",
        Catches = "a server that cuts what it has to return whole, or that ends when a datagram is larger than its buffer")]
    public async Task The_largest_datagram_is_answered(Server server)
    {
        var peer = server.OpenDatagram();
        var request = Payload.Numbered(Largest);

        (await peer.ExchangeAsync(request)).ShouldBe(server.Protocol.Reply(request), "the reply to 65,507 bytes");

        await server.AssertServesAsync("after the largest datagram");
    }
}
