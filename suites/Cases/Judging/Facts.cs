namespace SocketConformance.Cases;

/// <summary>Shouldly's small facts in a report's words.</summary>
internal static class Facts
{
    private const int Longest = 600;

    /// <summary>The assertion's own message where it has one, and what was found; in one bounded line.</summary>
    public static string Words(ShouldAssertException fact)
    {
        var lines = fact.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var words = string.Join(' ', lines.Where(line => line != "Additional Info:"));
        return words.Length <= Longest ? words : $"{words[..Longest]}…";
    }
}
