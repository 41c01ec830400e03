using System.Collections.Concurrent;

namespace SocketConformance.Cases;

/// <summary>
/// Whether a description fits the server at all: each exchange is tried once on a fresh connection before anything is judged. A
/// description that is wrong is told of once, with the place in the file; it accuses nobody.
/// </summary>
internal sealed class DescriptionCheck(Plan plan)
{
    private readonly ConcurrentDictionary<Subject, Lazy<Task<Exception?>>> checks = new();

    /// <exception cref="DescriptionException">Nothing that is described comes back.</exception>
    /// <exception cref="NotTestableException">All of it comes back, but not when and as often as it is described.</exception>
    public async Task RequireAsync(Subject subject, string? exempt)
    {
        var check = checks.GetOrAdd(subject, _ => new Lazy<Task<Exception?>>(() => CheckAsync(subject, exempt)));
        if (await check.Value is { } trouble) throw trouble;
    }

    /// <summary>The same, for a rule that shows what is wrong with a server that says the right things at the wrong time.</summary>
    public async Task RequireDescriptionAsync(Subject subject, string? exempt)
    {
        try
        {
            await RequireAsync(subject, exempt);
        }
        catch (NotTestableException)
        {
            // That is what the rule is about.
        }
    }

    private async Task<Exception?> CheckAsync(Subject subject, string? prerequisite)
    {
        var dialogue = subject.Contract.Protocol.Dialogue!;
        foreach (var exchange in dialogue.Exchanges.DefaultIfEmpty())
        {
            await using var session = new Session(plan, subject, shares: false);
            using var interruption = plan.Interrupted.Register(() => _ = session.DisposeAsync().AsTask());
            await session.StartAsync(fresh: true);
            var server = new Server(session);
            try
            {
                await AskAsync(server, exchange);
            }
            catch (DescriptionException wrong)
            {
                return new DescriptionException(wrong.Message, session.Wire.Events, session.Describe());
            }
            catch (NotConformantException wrong)
            {
                var mistake = await MistakeAsync(server, exchange);
                if (mistake is null && await SaysItAtAllAsync(server, exchange))
                    return new NotTestableException(
                        $"not testable: expected {wrong.Expected}; observed {wrong.Observed}; see {prerequisite}",
                        session.Wire.Events, session.Describe());
                return new DescriptionException(
                    $"{(exchange ?? dialogue.Greeting)!.Place}: the description and the server do not agree, so nothing is judged: " +
                    $"expected {wrong.Expected}; observed {wrong.Observed}. {mistake ?? Remedy(dialogue)}",
                    session.Wire.Events, session.Describe());
            }
        }

        return null;
    }

    private static string Remedy(Dialogue dialogue)
    {
        var greets = dialogue.Greeting is null && dialogue.Exchanges.Count > 0 ? "Does it speak first (greeting)? " : "";
        var wantsLogin = dialogue.Preamble.Count == 0 ? "Does it want a login (preamble)? " : "";
        return $"{greets}{wantsLogin}Does the request end as it should: nothing is added to it?";
    }

    /// <summary>The two mistakes that are made most, each by what the server does when it is not made; null when it is neither.</summary>
    private static async Task<string?> MistakeAsync(Server server, Exchange? exchange)
    {
        if (server.Protocol.IsDatagram || exchange is null) return null;
        try
        {
            if (server.Dialogue.Greeting is null && await FirstWordsAsync(server) is { Length: > 0 } greeting)
                return $"The server speaks first: it said {Show.Bytes(greeting)} before it was asked. Say so in a protocol file, with " +
                    "'greeting'.";
            foreach (var end in (string[])["\n", "\r\n"])
                if (await IsAnsweredAsync(server, exchange, end))
                    return $"With {Show.Quote(Payload.Latin1(end))} behind it the request is answered as expected: nothing is added to " +
                        "what you write.";
        }
        catch (NotConformantException)
        {
            // It serves no peer more, which the first has shown already.
        }

        return null;
    }

    /// <summary>What the server says unasked, once it has come to rest.</summary>
    private static async Task<byte[]> FirstWordsAsync(Server server)
    {
        var peer = await server.ConnectAsync();
        await server.AssertAcceptedAsync(peer);
        if (server.Instance.Process is { } process) await process.AllSleepAsync();
        return peer.Available > 0 ? (await peer.ReadSomeAsync()).Bytes : [];
    }

    /// <summary>Whether a request is answered as expected when that stands behind it, while it is not finished by FIN.</summary>
    private static async Task<bool> IsAnsweredAsync(Server server, Exchange exchange, string end)
    {
        var token = Token.Next();
        if (exchange.Send?.Bytes(token) is not { Length: > 0 } request || request[^1] == (byte)'\n') return false;
        var talk = new Talk(server.Dialogue, await server.ConnectAsync());
        await talk.OpenAsync();
        await talk.Peer.SendAsync((byte[])[.. request, .. Payload.Latin1(end)]);
        var reply = await talk.ReceiveAsync(exchange.Expect, token);
        return reply.Trouble is null && exchange.Expect.IsMet(reply.Bytes, token);
    }

    private static async Task AskAsync(Server server, Exchange? exchange)
    {
        var dialogue = server.Dialogue;
        if (server.Protocol.IsDatagram)
        {
            await server.OpenDatagram().AskAsync(dialogue, exchange!);
            return;
        }

        var talk = new Talk(dialogue, await server.ConnectAsync());
        await talk.HearGreetingAsync();
        if (dialogue.Greeting is { } greeting) await ShouldLeaveNothingAsync(greeting);
        foreach (var step in dialogue.Preamble.Append(exchange).OfType<Exchange>())
        {
            await talk.AskAsync(step);
            await ShouldLeaveNothingAsync(step);
        }

        if (exchange is not null && !dialogue.Once && await talk.HasEndedAsync(server))
            throw new DescriptionException($"{exchange.Place}: the server closes the connection after its reply. Where the protocol has " +
                "it so, say 'once: true' (--once for a --send); where it has not, that is what is wrong with the server.");

        // What is said over again word for word is the server's mistake, and a rule's to tell.
        async Task ShouldLeaveNothingAsync(Exchange step)
        {
            var more = await talk.MoreAsync(server);
            if (more.Length == 0 || talk.Last.AsSpan().SequenceEqual(more)) return;
            throw new DescriptionException($"{step.Place}: the reply that was read is {Show.Bytes(talk.Last)}, and behind it came " +
                $"{Show.Bytes(more)}. Where does a reply end? An exact text ends with its last byte, others as 'frame' says; where the " +
                "description is right, that is what is wrong with the server.");
        }
    }

    /// <summary>Whether what is expected comes somewhere in what the server says when all is asked at once: then the description is
    /// right, and the server says it too late, or something else before it.</summary>
    private static async Task<bool> SaysItAtAllAsync(Server server, Exchange? exchange)
    {
        if (server.Protocol.IsDatagram) return false;
        var dialogue = server.Dialogue;
        Exchange[] all = [.. dialogue.Preamble, .. exchange is null ? (Exchange[])[] : [exchange]];
        try
        {
            var peer = await server.ConnectAsync();
            var token = Token.Next();
            foreach (var one in all)
                if (one.Send is { } message) await peer.SendAsync(message.Bytes(token));
            peer.FinishSending();
            var said = (await peer.ReadToEndAsync()).Bytes;
            return all.Append(dialogue.Greeting).OfType<Exchange>().All(one => IsIn(said, one.Expect, token));
        }
        catch (NotConformantException)
        {
            return false;
        }
    }

    private static bool IsIn(byte[] said, Expectation expectation, Token token) => expectation switch
    {
        Expectation.Exactly exactly => said.AsSpan().IndexOf(exactly.Message.Bytes(token)) >= 0,
        Expectation.Matching matching => matching.Pattern.Find(said, token).Success,
        Expectation.OneOf several => several.Several.Any(one => IsIn(said, one, token)),
        Expectation.Digits digits => Enumerable.Range(0, said.Length)
            .Any(at => (digits with { IsOpen = true }).IsMet(said.AsSpan(at), token)),
        _ => true,
    };
}

/// <summary>A protocol file and a server do not agree: nothing can be judged.</summary>
/// <param name="message">Where they part.</param>
/// <param name="wire">What was said; null where it is the case's own conversation.</param>
/// <param name="server">What is known of the server; null as before.</param>
internal sealed class DescriptionException(string message, IReadOnlyList<WireEvent>? wire = null, string? server = null)
    : Exception(message)
{
    public IReadOnlyList<WireEvent>? Wire { get; } = wire;
    public string? Server { get; } = server;
}
