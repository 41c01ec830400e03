namespace SocketConformance.Cases;

/// <summary>A connection over which a described protocol is spoken.</summary>
/// <param name="dialogue">What is said.</param>
/// <param name="peer">The connection's client side.</param>
internal sealed class Talk(Dialogue dialogue, Peer peer)
{
    private static int asked;

    private readonly List<(Exchange Exchange, Token Token)> optional = [];
    private readonly ReplyReader reader = new(peer);

    public Peer Peer => peer;

    /// <inheritdoc cref="ReplyReader.Last"/>
    public byte[] Last => reader.Last;

    /// <summary>Connects, hears the greeting and goes through the preamble.</summary>
    public static async Task<Talk> BeginAsync(Server server, string context = "", int? receiveBuffer = null, int? segment = null)
    {
        var talk = new Talk(server.Dialogue, await server.ConnectAsync(receiveBuffer: receiveBuffer, segment: segment));
        await talk.OpenAsync(context);
        return talk;
    }

    /// <summary>One of the exchanges, each in its turn; null for a protocol of a greeting alone.</summary>
    public static Exchange? Next(Dialogue dialogue) => dialogue.Exchanges.Count == 0 ? null
        : dialogue.Exchanges[(Interlocked.Increment(ref asked) & int.MaxValue) % dialogue.Exchanges.Count];

    /// <summary>What a client sends on a fresh connection before it has to wait for a reply; no bytes for a protocol of a greeting
    /// alone.</summary>
    public static byte[] FirstBytes(Dialogue dialogue)
    {
        List<byte> first = [];
        foreach (var step in dialogue.Preamble.Append(Next(dialogue)).OfType<Exchange>())
        {
            first.AddRange(step.Send?.Bytes(Token.Next()) ?? []);
            if (!step.Expect.AllowsSilence) break;
        }

        return [.. first];
    }

    /// <summary>The greeting and the preamble.</summary>
    public async Task OpenAsync(string context = "")
    {
        await HearGreetingAsync(context);
        foreach (var step in dialogue.Preamble) await AskAsync(step, context);
    }

    /// <summary>The greeting, where there is one.</summary>
    public async Task HearGreetingAsync(string context = "")
    {
        if (dialogue.Greeting is { } greeting) await ShouldReceiveAsync(greeting, Token.Any, $"{context}the greeting ");
    }

    /// <summary>Sends a request and asserts its reply.</summary>
    public async Task AskAsync(Exchange exchange, string context = "")
    {
        var token = await SendAsync(exchange);
        await ShouldReceiveAsync(exchange, token, context);
    }

    /// <summary>All of a short conversation: greeting, preamble, and an exchange, the next one where it is not said which.</summary>
    public async Task ConverseAsync(string context = "", Exchange? exchange = null)
    {
        await OpenAsync(context);
        if (exchange is null) await AskNextAsync(context);
        else await AskAsync(exchange, context);
    }

    /// <summary>The next of the exchanges; none for a protocol of a greeting alone.</summary>
    public Task AskNextAsync(string context = "") => Next(dialogue) is { } exchange ? AskAsync(exchange, context) : Task.CompletedTask;

    /// <summary>Sends a request.</summary>
    /// <returns>The token in it.</returns>
    public async Task<Token> SendAsync(Exchange exchange)
    {
        var token = Token.Next();
        if (exchange.Send is { } message) await peer.SendAsync(message.Bytes(token));
        return token;
    }

    /// <summary>Asserts that the next reply is the one that is expected.</summary>
    public async Task ShouldReceiveAsync(Exchange exchange, Token token, string context = "")
    {
        if (exchange.Expect.AllowsSilence)
        {
            optional.Add((exchange, token)); // the next reply tells whether one came
            return;
        }

        var reply = await ReceiveAsync(exchange.Expect, token);
        while (reply.Trouble is null && !exchange.Expect.IsMet(reply.Bytes, token) && Waive(reply))
            reply = await ReceiveAsync(exchange.Expect, token);
        optional.Clear();
        Judge(reply, exchange, token, context);
    }

    /// <summary>Whether it is the reply to a request before, which need not have one.</summary>
    private bool Waive(Reply reply)
    {
        var at = optional.FindIndex(one => one.Exchange.Expect.IsMet(reply.Bytes, one.Token));
        if (at >= 0) optional.RemoveRange(0, at + 1);
        return at >= 0;
    }

    /// <summary>A reply, as far as its frame reaches; what came and how it ended where that was not reached.</summary>
    public async Task<Reply> ReceiveAsync(Expectation expectation, Token token)
    {
        while (true)
        {
            var reply = await reader.ReadAsync(expectation.Frame!, token);
            if (reply.Trouble is not null || !await IsIgnoredAsync(reply, expectation, token)) return reply;
        }
    }

    /// <summary>Asserts that nothing comes but, at most, what is allowed, and then the end.</summary>
    /// <param name="allowed">Null for nothing.</param>
    public async Task ShouldEndAsync(Expectation? allowed, string context)
    {
        var (bytes, last) = await ReadRestAsync();
        if (bytes.Length > 0 && allowed?.IsMet(bytes, Token.Any) != true)
            throw new NotConformantException(
                $"{context}FIN, and nothing before it{(allowed is null ? "" : $" but {allowed.Words(Token.Any)}")}",
                Expectations.Describe(new Answer(bytes, last)));
        new Answer(bytes, last).ShouldEnd(Fin, context);
    }

    /// <summary>What has come behind the reply that was read, once the server has said all that it says unasked; without what may come
    /// at any time.</summary>
    public async Task<byte[]> MoreAsync(Server server)
    {
        if (server.Instance.Process is { } process) await process.AllSleepAsync();
        if (peer.Available > 0) await reader.FillAsync();
        var more = reader.Unread.ToArray();
        return dialogue.Ignore.Any(one => one.IsMet(more, Token.Any)) ? [] : more;
    }

    /// <summary>Whether the server has closed the connection, as far as can be told once it sleeps.</summary>
    public async Task<bool> HasEndedAsync(Server server)
    {
        if (reader.Ending == Open && server.Instance.Process is not null && server.HasClosed(peer)) await reader.FillAsync();
        return reader.Ending is Fin or Ending.Reset;
    }

    /// <inheritdoc cref="ReplyReader.ReadRestAsync"/>
    public Task<Answer> ReadRestAsync() => reader.ReadRestAsync();

    /// <summary>Asserts that a reply is as expected.</summary>
    private static void Judge(Reply reply, Exchange exchange, Token token, string context)
    {
        if (reply.Trouble is null && exchange.Expect.IsMet(reply.Bytes, token)) return;
        var request = exchange.Send is { } message ? $" in answer to {Show.Bytes(message.Bytes(token))}" : "";
        throw new NotConformantException(
            $"{context}{exchange.Expect.Words(token)}{request}",
            $"{Described(reply, exchange.Expect)}{reply.Trouble}{Difference(exchange.Expect, reply, token)}",
            reply.IsQueued ? Expectations.NotAccepted : Hint(reply)) { Difference = Parted(exchange.Expect, reply, token) };
    }

    private static Difference? Parted(Expectation expectation, Reply reply, Token token) =>
        expectation is Expectation.Exactly exactly && exactly.Message.Bytes(token) is var expected
        && Differences.Of(expected, reply.Ending, new Answer(reply.Bytes, reply.Ending)) is { } parted
            ? parted
            : reply.Trouble is null ? null : Differences.OfCut(reply.Bytes.Length, reply.Ending);

    /// <summary>What came; where a pattern is not matched, nothing says where it parts, and much of it is shown.</summary>
    private static string Described(Reply reply, Expectation expectation)
    {
        const int most = 1024;
        return expectation is Expectation.Matching && reply is { Ending: Open, Bytes.Length: > Preview.Most }
            ? $"{Show.Count(reply.Bytes.Length)} {Show.Quote(reply.Bytes.AsSpan(0, Math.Min(most, reply.Bytes.Length)))}"
            : Expectations.Describe(new Answer(reply.Bytes, reply.Ending));
    }

    private static string? Hint(Reply reply) => reply.Ending switch
    {
        Silence => "silence usually means that the server waits for more, or has lost what it was sent",
        Fin or Ending.Reset => $"the server ended the connection; where the protocol has it close after a reply, say 'once: true'",
        _ => null,
    };

    private static string Difference(Expectation expectation, Reply reply, Token token) =>
        expectation is Expectation.Exactly exactly ? Expectations.FirstDifference(exactly.Message.Bytes(token), reply.Bytes) : "";

    /// <summary>Whether what was read is a message that may come at any time, or begins with one, where the frame of what is expected
    /// ends elsewhere: what stands behind it is then read anew, and what is still missing of it first.</summary>
    private async Task<bool> IsIgnoredAsync(Reply reply, Expectation expectation, Token token)
    {
        if (dialogue.Ignore.Count == 0 || expectation.IsMet(reply.Bytes, token)) return false;
        if (reader.ReadAgainBehind(IgnoredAtItsHead)) return true;
        if (dialogue.Ignore.Where(one => one.IsMet(reply.Bytes, token)).ToList() is not { Count: > 0 } begun) return false;
        if (begun.Any(one => one.Frame is null)) return true;
        return reader.ReadAgainBehind(_ => 0) && (await reader.FillAsync()).Ending == Open;
    }

    private int? IgnoredAtItsHead(ReadOnlyMemory<byte> received) =>
        dialogue.Ignore.Select(one => LengthAtHead(one, received)).FirstOrDefault(length => length is not null);

    private static int? LengthAtHead(Expectation ignored, ReadOnlyMemory<byte> received)
    {
        try
        {
            var length = ignored.Frame?.EndOf(received.Span, Token.Any);
            return length is { } whole && ignored.IsMet(received.Span[..whole], Token.Any) ? length : null;
        }
        catch (FrameException)
        {
            return null; // another message than this one
        }
    }
}
