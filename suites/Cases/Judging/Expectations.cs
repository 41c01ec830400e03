namespace SocketConformance.Cases;

/// <summary>What cases ask of answers. Each tells FIN, RST and silence apart.</summary>
public static class Expectations
{
    /// <summary>These bytes, no others, and then that ending.</summary>
    /// <param name="context">What the answer is to, for the reader: <c>the second peer: </c>.</param>
    public static void ShouldBe(this Answer answer, byte[] bytes, Ending then, string context = "")
    {
        if (answer.Ending == then && answer.Bytes.AsSpan().SequenceEqual(bytes)) return;
        throw new NotConformantException(
            $"{context}{Show.Bytes(bytes)}{Then(then)}",
            $"{Describe(answer)}{FirstDifference(bytes, answer.Bytes)}",
            Hint(then, answer))
        {
            Exchange = Failed(bytes, answer),
            Difference = Differences.Of(bytes, then, answer),
        };
    }

    /// <summary>Exactly these bytes so far; the connection stands.</summary>
    public static void ShouldBe(this Answer answer, byte[] bytes, string context = "") => answer.ShouldBe(bytes, Open, context);

    /// <summary>That ending, whatever came before it.</summary>
    public static void ShouldEnd(this Answer answer, Ending with, string context = "")
    {
        if (answer.Ending == with) return;
        throw new NotConformantException($"{context}{Word(with)}", Describe(answer), Hint(with, answer))
        {
            Difference = Differences.OfEnding(with, answer.Ending),
        };
    }

    /// <summary>FIN or RST, so that the peer is not left waiting.</summary>
    public static void ShouldHaveEnded(this Answer answer, string context = "")
    {
        if (answer.Ending is Fin or Ending.Reset) return;
        throw new NotConformantException($"{context}FIN or RST", Describe(answer), answer.IsQueued ? NotAccepted : null);
    }

    /// <summary>One datagram with exactly these bytes.</summary>
    public static void ShouldBe(this Datagram datagram, byte[] bytes, string context = "a datagram")
    {
        if (datagram.Arrival == Arrival.Datagram && datagram.Bytes.AsSpan().SequenceEqual(bytes)) return;
        throw new NotConformantException(
            $"{context}: {Show.Bytes(bytes)}",
            datagram.Arrival switch
            {
                Arrival.Refused => "ICMP port unreachable",
                Arrival.Silence => "no datagram",
                _ => $"{Show.Bytes(datagram.Bytes)}{FirstDifference(bytes, datagram.Bytes)}",
            })
        {
            Exchange = Failed(bytes, datagram),
            Difference = Differences.Of(bytes, datagram),
        };
    }

    /// <summary>The exchange that ended in this answer.</summary>
    internal static FailedExchange Failed(byte[] expected, Answer answer) => new(expected, answer.Bytes, Word(answer.Ending));

    /// <inheritdoc cref="Failed(byte[], Answer)"/>
    internal static FailedExchange Failed(byte[] expected, Datagram datagram) =>
        new(expected, datagram.Bytes, datagram.Arrival.ToString());

    internal static string Describe(Answer answer) => $"{Show.Bytes(answer.Bytes)}{Then(answer.Ending)}";

    internal const string NotAccepted = "the server has not accepted this connection: it still waits in the queue";

    /// <summary>What usually lies behind an answer that is not as expected.</summary>
    internal static string? Hint(Ending expected, Answer observed) => (expected, observed.Ending) switch
    {
        _ when observed.IsQueued => NotAccepted,
        (Fin, Fin) when observed.Bytes.Length == 0 =>
            "FIN without a reply usually means that the server, or its framework, takes the peer's FIN for the end of the conversation",
        (Fin, Ending.Reset) =>
            "RST instead of FIN usually means that the server closed with unread bytes in its receive buffer or with SO_LINGER 0, or ended",
        (Fin, Silence) =>
            "silence instead of FIN usually means that the server waits for more input, does not notice its end, or never closes",
        (Open, Silence) => "silence usually means that the server waits for more: a line end, a full buffer, or the end of the input",
        (Open, Fin) => "FIN too early usually means that the server serves one message a connection",
        _ => null,
    };

    private static string Then(Ending ending) => ending == Open ? "" : $", then {Word(ending)}";

    internal static string Word(Ending ending) => ending switch
    {
        Fin => "FIN",
        Ending.Reset => "RST",
        Silence => $"silence for {Patience.Answer.TotalSeconds:0.#} s",
        Flood => "more without end",
        _ => "an open connection",
    };

    internal static string FirstDifference(byte[] expected, byte[] observed)
    {
        var at = expected.AsSpan().CommonPrefixLength(observed);
        if (at == expected.Length && at == observed.Length || expected.Length == 0 || observed.Length == 0) return "";
        return at < expected.Length && at < observed.Length
            ? $"; first difference at byte {at:N0}: {Show.Quote([expected[at]])} became {Show.Quote([observed[at]])}"
            : $"; first difference at byte {at:N0}";
    }
}
