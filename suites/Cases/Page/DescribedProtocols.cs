namespace SocketConformance.Cases;

/// <summary>Described protocols with all that a description can say: what a rule is asked of for the page.</summary>
internal static class DescribedProtocols
{
    /// <summary>The name of their column.</summary>
    public const string Name = "your own";

    private static readonly Exchange Tokened = new(
        new Message([new Piece.Letters()]), new Expectation.Exactly(new Message([new Piece.Letters()])), Name);

    private static readonly Dialogue Full = new()
    {
        Source = Name,
        Preamble = [Tokened],
        Exchanges = [Tokened],
        Big = Tokened,
        Bad = Tokened,
        Quit = Tokened,
        Pipelining = Pipelining.Yes,
    };

    private static readonly IReadOnlyList<Protocol> Samples =
    [
        Protocol.Of(Name, Full with { Greeting = Tokened with { Send = null } }, Carrier.Connections),
        Protocol.Of(Name, Full, Carrier.Connections),
        Protocol.Of(Name, Full with { Once = true }, Carrier.Connections),
        Protocol.Of(Name, Full, Carrier.Datagrams),
    ];

    private static readonly (Capability Needed, string Key)[] Keys =
    [
        (Greets, "a `greeting`"), (LogsIn, "a `preamble`"), (Tokens, "a `{token}`"), (Pipelines, "`pipelining`"), (GrowingReply, "`big`"),
        (Refuses, "`bad`"), (Quits, "`quit`"), (ClosesAfterReply, "`once`"),
    ];

    /// <summary>Why a rule is asked of no described protocol; null when it is asked of some.</summary>
    public static string? WhyNot(ConformanceAttribute rule)
    {
        string?[] reasons = [.. Samples.Select(sample => Catalogue.WhyNot(rule, sample))];
        return reasons.Contains(null) ? null : reasons[0];
    }

    /// <summary>What a description has to hold for a rule to be asked, in words; null when no described protocol is asked.</summary>
    public static string? Needed(ConformanceAttribute rule)
    {
        if (WhyNot(rule) is not null) return null;
        List<string> needed = [.. Keys.Where(key => Catalogue.Asks(rule).HasFlag(key.Needed)).Select(key => key.Key)];
        var carriers = Samples.Where(sample => Catalogue.WhyNot(rule, sample) is null).Select(sample => sample.IsDatagram).Distinct()
            .Select(datagram => datagram ? "datagrams" : "connections");
        return $"protocols of your own by {string.Join(" or ", carriers)}" +
            (needed.Count == 0 ? "" : $", with {string.Join(" and ", needed)}");
    }
}
