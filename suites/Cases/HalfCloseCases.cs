namespace SocketConformance.Cases;

/// <summary>Half-close: the data still pending when the peer has stopped sending.</summary>
[Asks(Repeats, Shared = true)]
public sealed class HalfCloseCases
{
    [Conformance("half-close/sends-what-it-owes", Must, "RFC 9293 §3.6.1",
        "A server sends all pending data after its peer's FIN, then FIN.",
        How = "20,000 bytes and FIN arrive while the server is stopped; when it goes on, everything up to its FIN is compared.",
        Catches = "a server that closes as soon as it sees the end of its input")]
    public async Task What_is_owed_is_sent(Server server)
    {
        var message = Payload.Numbered(20_000);
        var peer = await server.ConnectAsync();
        await server.WhileStoppedAsync(async () =>
        {
            await peer.SendAsync(message);
            peer.FinishSending();
        });

        (await peer.ReadToEndAsync()).ShouldBe(message, then: Fin);
    }

    [Conformance("half-close/large-owed", Must, "RFC 9293 §3.6.1",
        "A server sends a lot of pending data even when its peer begins to read only after its own FIN.",
        Asks = GrowingReply,
        How = "256 KiB (64 KiB over Unix sockets: as much as the kernel holds for a blocking server) and FIN are sent before the " +
            "first read. Where `half-close: answers-what-is-ready` is declared, the reply may be cut off, by FIN.",
        Catches = "a server that drops its tail when it closes, by SO_LINGER or by a time limit")]
    public async Task A_lot_that_is_owed_is_sent(Server server)
    {
        var message = Payload.Numbered(server.Transport == Transport.Unix ? 64 * 1024 : 256 * 1024);
        var peer = await server.ConnectAsync();
        await peer.SendAsync(message);
        peer.FinishSending();
        // Where the kernel's buffers are smaller, a correct server stops reading until its peer reads.
        await Server.HasReadAsync(peer, deadline: TimeSpan.FromSeconds(1));

        var answer = await peer.ReadToEndAsync();
        var isCut = server.Declared.HalfClose == HalfClose.AnswersWhatIsReady && message.AsSpan().StartsWith(answer.Bytes);
        answer.ShouldBe(isCut ? answer.Bytes : message, then: Fin);
    }

    [Conformance("half-close/fin-with-data", Must, "RFC 9293 §3.10.7.4",
        "A server treats data and FIN that arrive together as data first.",
        Needs = Needs.Process,
        How = "The server is stopped while data and FIN arrive; when it goes on, it finds both at once.",
        Catches = "a server that looks for the end of its input before it looks for data")]
    public async Task Data_before_fin_counts(Server server)
    {
        var peer = await server.ConnectAsync();
        await server.AssertAcceptedAsync(peer);
        await server.FreezeAsync();
        await peer.SendAsync("data and FIN"u8.ToArray());
        peer.FinishSending();
        server.Thaw();

        (await peer.ReadToEndAsync()).ShouldBe("data and FIN"u8.ToArray(), then: Fin);
    }

    [Conformance("half-close/empty", Must, "RFC 9293 §3.6.1",
        "A server answers a FIN without data with FIN and no data.",
        How = "FIN is sent right after the connect; a server that serves on must then serve the next peer.",
        Catches = "a server that crashes on, or answers, empty input")]
    public async Task Empty_input_gets_an_empty_answer(Server server)
    {
        var peer = await server.ConnectAsync();
        peer.FinishSending();

        (await peer.ReadToEndAsync()).ShouldBe([], then: Fin);
        if (!server.Protocol.ServesOne) await server.AssertServesAsync("after empty input");
    }

    [Conformance("half-close/ends-with-fin", Must, "RFC 9293 §3.6",
        "A server that has read everything ends with FIN, not RST.",
        Needs = Needs.NoProxy,
        How = "After an exchange whose echo was read, FIN is sent; the server's end must be FIN.",
        Catches = "a server that aborts with SO_LINGER 0")]
    public async Task The_end_is_a_fin(Server server)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync("all read"u8.ToArray());
        (await peer.ReadAsync(8)).ShouldBe("all read"u8.ToArray());
        peer.FinishSending();

        (await peer.ReadToEndAsync()).ShouldEnd(with: Fin);
    }

    [Conformance("half-close/closes-promptly", Must, "RFC 9293 §3.6.1",
        "A server closes its side once everything is sent.",
        How = "Two connections in a row send FIN after an exchange; each must see the server's FIN before the deadline.",
        Asks = Repeats | ServesOn,
        Catches = "a server that leaks connections whose peers have finished")]
    public async Task Its_side_is_closed_too(Server server)
    {
        for (var connection = 1; connection <= 2; connection++)
        {
            var peer = await server.ConnectAsync();
            await peer.SendAsync("x"u8.ToArray());
            (await peer.ReadAsync(1)).ShouldBe("x"u8.ToArray());
            peer.FinishSending();
            (await peer.ReadToEndAsync()).ShouldEnd(with: Fin, $"connection {connection}: ");
        }
    }

    [Conformance("half-close/request-with-fin", Must, "RFC 9293 §3.6.1",
        "A server answers a request whose peer has already stopped sending.",
        Asks = OneRequest,
        Needs = Needs.Process,
        How = "The server is stopped while the request and FIN arrive; when it goes on, it finds both at once.",
        Catches = "a server that drops a connection as soon as its peer has shut it down")]
    public async Task A_request_with_fin_is_answered(Server server)
    {
        await server.FreezeAsync();
        var peer = await server.ConnectAsync();
        await peer.SendAsync("hello"u8.ToArray());
        peer.FinishSending();
        server.Thaw();

        (await peer.ReadToEndAsync()).ShouldAnswer(server.Protocol, "hello"u8.ToArray());
    }
}
