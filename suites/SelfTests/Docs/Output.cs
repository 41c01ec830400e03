using System.Text.RegularExpressions;

namespace SocketConformance.SelfTests.Docs;

/// <summary>What a page shows of a command's output, and what the command prints.</summary>
internal static partial class Output
{
    private const string Rest = "…";

    /// <summary>
    /// What of the shown lines the real output lacks; null when nothing. Times, ports, process ids and the width of blanks may differ,
    /// blank lines do not count; a line <c>…</c> stands for any lines, and at a line's end for the rest of it.
    /// </summary>
    public static string? Difference(IReadOnlyList<string> shown, string real)
    {
        var (wanted, there) = (Lines(shown), Lines(real.Split('\n')));
        var next = 0;
        var anywhere = false;
        foreach (var line in wanted)
        {
            if (line == Rest)
            {
                anywhere = true;
                continue;
            }

            var found = there.FindIndex(next, one => IsSame(line, one));
            if (found < 0 || (found > next && !anywhere))
                return $"the page shows     {line}\nthe command prints {there.ElementAtOrDefault(next) ?? "nothing more"}";
            (next, anywhere) = (found + 1, false);
        }

        return anywhere || wanted.Count == 0 || next == there.Count ? null : $"the page ends, and the command prints {there[next]}";
    }

    private static bool IsSame(string shown, string real) =>
        shown == real
        || (shown.EndsWith(Rest, StringComparison.Ordinal) && real.StartsWith(shown[..^1].TrimEnd(), StringComparison.Ordinal));

    private static List<string> Lines(IEnumerable<string> lines) => [.. lines.Select(Bare).Where(line => line.Length > 0)];

    private static string Bare(string line) =>
        Blanks().Replace(Number().Replace(Waiting().Replace(Pace().Replace(Took().Replace(line, ""), ""), ""), "#"), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    /// <summary>A time, or the number of a port or a process.</summary>
    [GeneratedRegex(@"\b[0-9][0-9,.]*(?= (ms|s|min)\b)|(?<=(127\.0\.0\.1|::1\]):|--port |process |""[a-zA-Z]*Ms"": )[0-9.]+")]
    private static partial Regex Number();

    /// <summary>How much longer the deadlines were while the machine was busy.</summary>
    [GeneratedRegex(@",? ?deadlines up to × [0-9.]+")]
    private static partial Regex Pace();

    /// <summary>The calls that a server was in: a thread that has not come to rest is in none.</summary>
    [GeneratedRegex(", waiting in [a-z0-9_ ]+")]
    private static partial Regex Waiting();

    /// <summary>How long a run took, at the end of its last line.</summary>
    [GeneratedRegex(@"  in ([0-9.,]+ (ms|s|min|h) ?)+$")]
    private static partial Regex Took();
}
