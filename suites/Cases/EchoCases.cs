namespace SocketConformance.Cases;

/// <summary>Echo: every byte comes back.</summary>
[Asks(Repeats | ServesOn, Shared = true, Waits = true)]
public sealed class EchoCases
{
    [Conformance("echo/returns-one-byte", Must, "RFC 862",
        "A server returns a single byte without waiting for more.",
        IsPrerequisite = true,
        How = "One byte is sent and its echo awaited while the connection stays open.",
        Catches = "a server that reads until it has a certain number of bytes")]
    public async Task A_single_byte_comes_back_at_once(Server server)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync("x"u8.ToArray());

        (await peer.ReadAsync(1)).ShouldBe("x"u8.ToArray());
    }

    [Conformance("echo/needs-no-newline", Must, "RFC 862",
        "A server returns data that has no line end.",
        Also = Repeats | ServesOne,
        How = "A sentence without a line end is sent and its echo awaited while the connection stays open.",
        Catches = "a server that reads line by line")]
    public async Task Data_without_a_line_end_comes_back(Server server)
    {
        var message = "a sentence that has no line end"u8.ToArray();
        var peer = await server.ConnectAsync();
        await peer.SendAsync(message);

        (await peer.ReadAsync(message.Length)).ShouldBe(message);
    }

    [Conformance("echo/returns-every-byte-value", Must, "RFC 862",
        "A server returns all 256 byte values unchanged.",
        Asks = Repeats,
        How = "The byte values 0 to 255 are sent, followed by FIN; everything up to the server's FIN is compared.",
        Catches = "a server that takes NUL for the end of the data, or handles bytes as text")]
    public Task Every_byte_value_comes_back(Server server) => ShouldReturnAsync(server, Payload.EveryByteValue);

    [Conformance("echo/keeps-invalid-utf8", Must, "RFC 862",
        "A server returns bytes that are not valid UTF-8 unchanged.",
        Also = Repeats | ServesOne,
        How = "Overlong forms, lone continuation bytes and a cut sequence are sent, followed by FIN.",
        Catches = "a server that decodes and encodes again, with replacement characters")]
    public Task Invalid_utf8_comes_back(Server server) =>
        ShouldReturnAsync(server, [0xC0, 0xAF, 0x80, 0xED, 0xA0, 0x80, 0xF5, (byte)'a', 0xFF, 0xFE, 0xE2, 0x82]);

    [Conformance("echo/keeps-blank-ends", Must, "RFC 862",
        "A server keeps whitespace at both ends of what it returns.",
        Also = Repeats | ServesOne,
        How = "A word between spaces, tabs and line ends is sent, followed by FIN.",
        Catches = "a server that strips what it receives")]
    public Task Blanks_at_the_ends_come_back(Server server) => ShouldReturnAsync(server, " \t\r\n\v\f word \f\v\n\r\t "u8.ToArray());

    [Conformance("echo/keeps-line-ends", Must, "RFC 862",
        "A server neither adds, removes nor translates line ends.",
        Also = Repeats | ServesOne,
        How = "Lines that end in LF, CR and CRLF are sent, followed by FIN.",
        Catches = "a server that translates LF to CRLF or back")]
    public Task Line_ends_come_back(Server server) => ShouldReturnAsync(server, "a\nb\r\nc\rd\n\re\n\n"u8.ToArray());

    [Conformance("echo/keeps-control-bytes", Must, "RFC 862",
        "A server returns control and telnet bytes as data.",
        Also = Repeats | ServesOne,
        How = "Ctrl-C, Ctrl-D, Ctrl-Z, backspace, escape and telnet's IAC sequences are sent, followed by FIN.",
        Catches = "a server that ends the session at Ctrl-Z or answers telnet commands")]
    public Task Control_bytes_come_back(Server server) =>
        ShouldReturnAsync(
            server, [(byte)'a', 0x03, (byte)'b', 0x04, 0x08, 0x1A, (byte)'c', 0x1B, 0x7F, 0xFF, 0xF4, 0xFF, 0xFD, 0x06, (byte)'d']);

    [Conformance("echo/obeys-no-command", Must, "RFC 862",
        "A server obeys no word in the data: the session ends when the peer ends it.",
        Also = Repeats | ServesOne,
        How = "Words such as quit, exit and shutdown are sent one by one, each echo awaited, then one more message.",
        Catches = "a server that ends the session at a certain word")]
    public async Task Words_are_only_data(Server server)
    {
        var peer = await server.ConnectAsync();
        foreach (var word in (string[])["quit", "exit\n", "bye\r\n", ".\r\n", "QUIT\r\n", "shutdown",
            "stop\n", "END", "\n", "still there?"])
        {
            await peer.SendAsync(Payload.Latin1(word));
            (await peer.ReadAsync(word.Length)).ShouldBe(Payload.Latin1(word));
        }
    }

    [Conformance("echo/keeps-order-across-segments", Must, "RFC 9293 §3.4",
        "A server returns segments in the order in which they were sent.",
        Also = Repeats | ServesOne,
        How = "64 KiB of numbered groups are sent in segments of 1,000 bytes while the peer reads.",
        Catches = "a server that answers from a pool of workers, or joins buffers in the wrong order")]
    public async Task Segments_come_back_in_order(Server server)
    {
        var message = Payload.Numbered(64 * 1024);
        var peer = await server.ConnectAsync();
        var sending = SendInPiecesAsync(peer, message, _ => 1000);

        (await peer.ReadAsync(message.Length)).ShouldBe(message);
        await sending;
    }

    [Conformance("echo/returns-a-mebibyte", Must, "RFC 862",
        "A server returns 1 MiB unchanged to a peer that reads meanwhile.",
        Also = Repeats | ServesOne,
        How = "1 MiB of numbered groups is sent, followed by FIN, while the peer reads.",
        Catches = "a server that stops at some size, or loses a part at a buffer's boundary")]
    public Task A_mebibyte_comes_back(Server server) => ShouldReturnAsync(server, Payload.Numbered(1024 * 1024));

    [Conformance("echo/returns-buffer-boundaries", Must, "RFC 862",
        "A server returns messages as long as usual buffers, one byte shorter and one longer.",
        How = "1,023 to 1,025, 4,095 to 4,097, 8,191 to 8,193 and 65,535 to 65,537 bytes are sent, each on a connection of its own.",
        Catches = "a server that is off by one where its buffer ends")]
    public async Task Lengths_around_buffers_come_back(Server server)
    {
        foreach (var size in (int[])[1024, 4096, 8192, 65536])
            for (var length = size - 1; length <= size + 1; length++)
                await ShouldReturnAsync(server, Payload.Numbered(length));
    }

    [Conformance("echo/exactly-full-buffers", Must, "contract",
        "A server returns what fills its buffer exactly, without waiting for more.",
        Since = 2,
        Needs = Needs.Process,
        Also = Repeats | ServesOne,
        How = "After an exchange, each power of two from 64 to 32,768, one byte less, one more: so much is sent, without FIN, " +
            "while the server is stopped; when it goes on, all of it must come back.",
        Catches = "a server that reads on for as long as its buffer comes back full")]
    public async Task A_full_buffer_is_no_reason_to_wait(Server server)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync("?"u8.ToArray());
        (await peer.ReadAsync(1)).ShouldBe("?"u8.ToArray(), "before the first stop: "); // whoever serves it has come to life
        for (var power = 64; power <= 32_768; power *= 2)
        {
            foreach (var size in (int[])[power - 1, power, power + 1])
            {
                var message = Payload.Numbered(size);
                await server.FreezeAsync();
                await peer.SendAsync(message);
                server.Thaw();
                (await peer.ReadAsync(size)).ShouldBe(message, $"{Show.Count(size)} at once: ");
            }
        }
    }

    [Conformance("echo/any-chunking", Must, "RFC 9293 §3.7",
        "A server returns a message whole, however it was cut into segments.",
        Also = Repeats | ServesOne,
        How = "100,000 bytes are sent in segments of 1 to 65,536 bytes, sizes drawn from a fixed seed, while the peer reads.",
        Catches = "a server that is wrong at some wrap of an inner buffer")]
    public async Task Any_cutting_comes_back(Server server)
    {
        int[] sizes = [1, 7, 1023, 1024, 1025, 4096, 65536];
        var message = Payload.Random(100_000, seed: 862);
        var draws = Payload.Random(1024, seed: 9293);
        var peer = await server.ConnectAsync();
        var sending = SendInPiecesAsync(peer, message, piece => sizes[draws[piece % draws.Length] % sizes.Length]);

        (await peer.ReadAsync(message.Length)).ShouldBe(message);
        await sending;
    }

    [Conformance("echo/survives-a-peer-that-reads-late", Must, "RFC 9293 §3.8.6",
        "A server loses nothing when its peer sends a lot before it reads.",
        Also = Repeats | ServesOne,
        How = "The peer sends, at most 16 MiB, until the server takes no more; only then does it read, and it counts and compares " +
            "every byte.",
        Catches = "a server that ignores a partial write")]
    public async Task What_a_late_reader_is_owed_is_kept(Server server)
    {
        var message = Payload.Numbered(16 * 1024 * 1024);
        var peer = await server.ConnectAsync();
        var taken = await server.SendUntilStuckAsync(peer, message);
        peer.FinishSending();

        (await peer.ReadToEndAsync()).ShouldBe(message[..taken], then: Fin);
    }

    [Conformance("echo/finishes-short-sends", Must, "POSIX send; signal(7)",
        "A server sends the rest when a signal has cut its send short.",
        Over = Over.Tcp,
        FirstTransportOnly = true,
        Needs = Needs.Process,
        Also = Repeats | ServesOne,
        How = "A peer that does not read keeps the server in the middle of a send; 20 times the server is stopped and continued " +
            "(SIGSTOP, SIGCONT), and the peer then reads and sends a little more. In the end every byte must have come back.",
        Catches = "a server that calls send and does not look at what it returns")]
    public async Task What_a_signal_cut_short_is_sent(Server server)
    {
        var message = Payload.Numbered(16 * 1024 * 1024);
        // A small window, so that little has to be read for the server to get on, to the middle of another send.
        var peer = await server.ConnectAsync(receiveBuffer: 64 * 1024);
        var sent = await peer.SendUntilFullAsync(message, quiet: TimeSpan.FromMilliseconds(50));
        List<byte> echo = [];
        for (var time = 0; time < 20; time++)
        {
            await server.Process.SleepsAsync(TimeSpan.FromMilliseconds(100)); // in its send, where it waits for room
            await server.FreezeAsync();
            server.Thaw();
            var some = await peer.ReadAsync(100_000);
            echo.AddRange(some.Bytes);
            if (some.Ending != Open) break;
            sent += await peer.SendUntilFullAsync(message.AsMemory(sent), quiet: TimeSpan.FromMilliseconds(10));
        }

        peer.FinishSending();
        var rest = await peer.ReadToEndAsync();
        new Answer([.. echo, .. rest.Bytes], rest.Ending).ShouldBe(message[..sent], then: Fin);
    }

    [Conformance("echo/byte-at-a-time", Must, "RFC 9293 §3.7",
        "A server returns a message that was sent one byte a segment.",
        Also = Repeats | ServesOne,
        How = "50 bytes are sent one by one, each once the server has read the one before; then the whole echo is read.",
        Catches = "a server that takes one receive for one message")]
    public async Task A_message_byte_by_byte_comes_back(Server server)
    {
        var message = Payload.Numbered(50);
        var peer = await server.ConnectAsync();
        for (var at = 0; at < message.Length; at++)
        {
            await peer.SendAsync(message.AsMemory(at, 1));
            if (!await Server.HasReadAsync(peer)) break; // what came so far shows why
        }

        (await peer.ReadAsync(message.Length)).ShouldBe(message);
    }

    [Conformance("echo/ping-pong-many", Must, "RFC 862",
        "A server completes 1,000 round trips on one connection.",
        FirstTransportOnly = true,
        Also = Repeats | ServesOne,
        How = "1,000 messages of 8 bytes are sent, each after the echo of the one before.",
        Catches = "a server that serves a number of exchanges, then stops")]
    public async Task A_thousand_round_trips_complete(Server server)
    {
        var messages = Payload.Numbered(8 * 1000);
        var peer = await server.ConnectAsync();
        for (var at = 0; at < messages.Length; at += 8)
        {
            await peer.SendAsync(messages.AsMemory(at, 8));
            (await peer.ReadAsync(8)).ShouldBe(messages[at..(at + 8)], $"round trip {at / 8 + 1}: ");
        }
    }

    [Conformance("echo/pipelined", Must, "RFC 862",
        "A server returns 100 segments that were sent without waiting.",
        Also = Repeats | ServesOne,
        How = "100 segments of 40 bytes are sent in a row, as soon as the first of them is read, then the whole echo is read.",
        Catches = "a server that drops what arrives while it writes")]
    public async Task Segments_sent_in_a_row_come_back(Server server)
    {
        var message = Payload.Numbered(100 * 40);
        var peer = await server.ConnectAsync();
        await peer.SendAsync(message.AsMemory(0, 40));
        await Server.HasReadAsync(peer); // or it may find all of them at once
        await SendInPiecesAsync(peer, message.AsMemory(40), _ => 40);

        (await peer.ReadAsync(message.Length)).ShouldBe(message);
    }

    [Conformance("echo/stays-silent-without-input", Must, "RFC 862",
        "A server sends nothing before its peer does.",
        Also = Repeats | ServesOne,
        How = "The first byte that comes back after a byte was sent must be that byte.",
        Catches = "a server that greets with a banner")]
    public async Task Nothing_comes_before_the_first_byte(Server server)
    {
        var peer = await server.ConnectAsync();
        await server.AssertAcceptedAsync(peer);
        await peer.SendAsync("?"u8.ToArray());

        (await peer.ReadAsync(1)).ShouldBe("?"u8.ToArray());
    }

    [Conformance("echo/sends-nothing-extra", Must, "RFC 862",
        "A server sends exactly as many bytes as it received.",
        Asks = Repeats,
        How = "Three bytes are sent, then FIN; everything up to the server's FIN is counted.",
        Catches = "a server that adds a line end, a prompt or a farewell")]
    public Task Nothing_is_added(Server server) => ShouldReturnAsync(server, "abc"u8.ToArray());

    [Conformance("echo/keeps-idle-connection", Level.Should, "RFC 9293 §3.8.4",
        "A server keeps a connection that is idle for a while.",
        FirstTransportOnly = true, IncidentalReplies = true,
        How = "An exchange, a pause of 1.5 s, and another exchange on the same connection.",
        Catches = "a server with a short idle time-out")]
    public async Task An_idle_connection_is_kept(Server server)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync("before"u8.ToArray());
        (await peer.ReadAsync(6)).ShouldBe("before"u8.ToArray(), "before the pause: ");

        // The pause is what the rule is about; no event stands for it.
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        await peer.SendAsync("after"u8.ToArray());
        (await peer.ReadAsync(5)).ShouldBe("after"u8.ToArray(), "after the pause: ");
    }

    [Conformance("echo/serves-next-connection", Must, "contract",
        "A server serves another connection after one has ended.",
        IncidentalReplies = true,
        How = "Three connections, one after the other, each with an exchange and an end in order.",
        Catches = "a server that accepts once")]
    public async Task The_next_connection_is_served(Server server)
    {
        for (var connection = 1; connection <= 3; connection++)
            await ShouldReturnAsync(server, Payload.Latin1($"connection {connection}"));
    }

    [Conformance("echo/forgets-earlier-connections", Must, "contract",
        "A server never sends to a connection what an earlier one sent.",
        IncidentalReplies = true,
        How = "A connection sends 4,000 bytes and ends; the next sends one byte and must get that byte alone.",
        Catches = "a server with one buffer for all connections that sends more than it received")]
    public async Task Earlier_connections_are_forgotten(Server server)
    {
        await ShouldReturnAsync(server, Payload.Numbered(4000));
        await ShouldReturnAsync(server, "x"u8.ToArray());
    }

    [Conformance("echo/urgent-byte", May, "RFC 9293 §3.8.5",
        "A server keeps the bytes around an urgent byte intact.",
        Over = Over.Tcp,
        Needs = Needs.NoProxy,
        Also = Repeats | ServesOne,
        How = "Three bytes, an urgent one, three more and FIN are sent; the six must come back, with or without the urgent one in " +
            "its place.",
        Catches = "a server that ends or loses data at an urgent byte")]
    public async Task Bytes_around_an_urgent_one_come_back(Server server)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync("abc"u8.ToArray());
        peer.SendUrgent((byte)'!');
        await peer.SendAsync("def"u8.ToArray());
        peer.FinishSending();

        var answer = await peer.ReadToEndAsync();
        if (!answer.Bytes.AsSpan().SequenceEqual("abc!def"u8)) answer.ShouldBe("abcdef"u8.ToArray(), then: Fin);
        answer.ShouldEnd(with: Fin);
    }

    /// <summary>Sends the message and FIN on a fresh connection, reading meanwhile: it must come back, then FIN.</summary>
    private static async Task ShouldReturnAsync(Server server, byte[] message)
    {
        var peer = await server.ConnectAsync();
        var reading = peer.ReadToEndAsync();
        if (await peer.SendAsync(message) == Silence)
            throw new NotConformantException(
                $"all {Show.Count(message.Length)} taken", $"no more taken for {Patience.Answer.TotalSeconds:0.#} s");
        peer.FinishSending();
        (await reading).ShouldBe(message, then: Fin);
        peer.Close();
    }

    private static async Task SendInPiecesAsync(Peer peer, ReadOnlyMemory<byte> message, Func<int, int> size)
    {
        for (var piece = 0; message.Length > 0; piece++)
        {
            var length = Math.Min(size(piece), message.Length);
            await peer.SendAsync(message[..length]);
            message = message[length..];
        }
    }
}
