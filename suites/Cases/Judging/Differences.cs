namespace SocketConformance.Cases;

/// <summary>What a wrong reply or ending has in common with others that are wrong in the same way.</summary>
internal static class Differences
{
    /// <summary>Longer than this, what is inserted or missing is another reply rather than something added or lost.</summary>
    private const int Longest = 8;

    /// <summary>So many bytes must be as expected behind what was inserted or is missing, or all that there are.</summary>
    private const int Enough = 16;

    private const string Lines = "what writes lines (println, WriteLine, puts) ends each with a line end: write the bytes as they are";
    private const string Trims = "what reads or trims text takes blanks and line ends away: keep the bytes as they came";
    private const string Text = "what decodes bytes as text can't give all of them back: keep them as bytes";
    private const string Ended = "something that is not caught ends the whole process: its last words stand below";

    /// <summary>How a reply parts from the one that was expected; null where they have too little in common to say.</summary>
    public static Difference? Of(byte[] expected, Ending then, Answer answer) => OfBytes(expected, answer.Bytes, answer.Ending) ??
        (expected.AsSpan().SequenceEqual(answer.Bytes) ? OfEnding(then, answer.Ending) : null);

    /// <summary>How a connection ended, where it should have ended otherwise.</summary>
    public static Difference? OfEnding(Ending expected, Ending observed) => (expected, observed) switch
    {
        _ when expected == observed => null,
        (Fin, Ending.Reset) => new("ends connections with RST in place of FIN",
            "close() with unread bytes in the receive buffer, or with SO_LINGER 0, aborts: read to the end, or shut down the sending side"),
        (Fin, Silence) => new("does not end the connection", "recv() returns 0 at the peer's FIN: close the connection then"),
        (Open, Fin) => new("ends the connection while its peer still has something to ask"),
        (Open, Ending.Reset) => new("aborts the connection while its peer still has something to ask"),
        (_, Flood) => new("sends without end"),
        _ => null,
    };

    /// <inheritdoc cref="Of(byte[], Ending, Answer)"/>
    public static Difference? Of(byte[] expected, Datagram datagram) => datagram.Arrival switch
    {
        Arrival.Silence => new("sends no reply"),
        Arrival.Refused => new("is bound no longer (ICMP port unreachable)"),
        _ => OfBytes(expected, datagram.Bytes, Open),
    };

    /// <summary>It has ended though nobody asked it to.</summary>
    public static Difference OfEnd(int status) => new($"ends with {ExitStatus.Words(status)}", Ended);

    /// <summary>What came of a reply that never was whole.</summary>
    public static Difference? OfCut(int come, Ending ending) => (come, ending) switch
    {
        (0, Silence) => new("gives no reply"),
        (_, Silence) => new("falls silent before its reply is whole"),
        (0, Fin) => new("ends the connection with FIN in place of a reply"),
        (_, Fin) => new("ends the connection with FIN before its reply is whole"),
        (0, Ending.Reset) => new("aborts the connection with RST in place of a reply"),
        (_, Ending.Reset) => new("aborts the connection with RST before its reply is whole"),
        _ => null,
    };

    private static Difference? OfBytes(byte[] expected, byte[] came, Ending ending)
    {
        var at = expected.AsSpan().CommonPrefixLength(came);
        if (at == expected.Length && at == came.Length) return null;
        if (at == came.Length) return OfCut(at, ending);
        var (added, lost) = (Inserted(expected.AsSpan(at), came.AsSpan(at)), Inserted(came.AsSpan(at), expected.AsSpan(at)));
        if (added is not null && (lost is null || added.Length < lost.Length))
            return new($"adds {Show.Quote(added)}", added.All(octet => octet is (byte)'\r' or (byte)'\n') ? Lines : null);
        if (lost is not null) return new($"loses {Show.Quote(lost)}", lost.All(IsBlank) ? Trims : null);
        return expected.Length == came.Length ? Replaced(expected, came) : null;
    }

    /// <summary>What stands in the longer one, once or again and again, where it would else go on like the other; null when there is no
    /// such thing.</summary>
    private static byte[]? Inserted(ReadOnlySpan<byte> one, ReadOnlySpan<byte> longer)
    {
        for (var length = 1; length <= Math.Min(Longest, longer.Length); length++)
            if (IsAllBut(longer[..length], one, longer)) return longer[..length].ToArray();
        return null;
    }

    /// <summary>Whether the beginnings are the same but for what is inserted, of which the longer one begins.</summary>
    private static bool IsAllBut(ReadOnlySpan<byte> inserted, ReadOnlySpan<byte> one, ReadOnlySpan<byte> longer)
    {
        if (one.IsEmpty) return inserted.Length == longer.Length;
        var same = 0;
        while (same < Enough && !one.IsEmpty && !longer.IsEmpty)
        {
            if (one[0] != longer[0] && longer.StartsWith(inserted))
            {
                longer = longer[inserted.Length..];
            }
            else if (one[0] == longer[0])
            {
                one = one[1..];
                longer = longer[1..];
                same++;
            }
            else
            {
                return false;
            }
        }

        return same > 0;
    }

    private static bool IsBlank(byte octet) => octet is (byte)' ' or >= (byte)'\t' and <= (byte)'\r';

    private static Difference? Replaced(byte[] expected, byte[] came)
    {
        List<(byte Was, byte Is)> changed = [.. expected.Zip(came).Where(pair => pair.First != pair.Second)];
        if (changed.TrueForAll(pair => (pair.Was ^ pair.Is) == 0x20 && char.IsAsciiLetter((char)pair.Was)))
            return new("changes the case of letters");
        return changed.Select(pair => pair.Is).Distinct().Count() == 1 && changed.Count > 1
            ? new($"puts {Show.Quote([changed[0].Is])} in place of other bytes", Text)
            : null;
    }
}
