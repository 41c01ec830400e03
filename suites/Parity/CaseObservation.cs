using System.Globalization;
using System.Text.RegularExpressions;
using SocketConformance.Probe;
using SocketConformance.Specification;

namespace SocketConformance.Parity;

/// <summary>
/// What a server showed in a case, without what is chance or its own affair: ports, paths, names, process ids, times, how many
/// pieces a reply came in, and how much a buffer holds. That the bytes are the right ones is in the verdict.
/// </summary>
internal static partial class CaseObservation
{
    /// <summary>More than this is under way in both directions at once: which comes first is chance, and so is where it stops.</summary>
    private const int MostInOnePiece = 65536;

    /// <summary>How the server was judged. What a listed failure excuses is the run's verdict, not what was seen.</summary>
    public static string Judged(CaseResult result) => result.Verdict switch
    {
        Verdict.Pass or Verdict.UnexpectedPass => "keeps the rule",
        _ => $"breaks the rule: {Normal(result.Observed ?? "")}",
    };

    /// <summary>Whether events are missing in the middle of the wire: there were too many to keep.</summary>
    public static bool IsCut(CaseResult result) => result.Wire.Any(step => Missing().IsMatch(step.What));

    /// <summary>The verdict, then one client's wire after the other's: how those of several mix is the scheduler's. Clients who
    /// saw the same are shown once.</summary>
    public static string Of(CaseResult result) => string.Join('\n',
        result.Wire.Select(step => Client().Match(Normal(step.What)))
            .GroupBy(line => line.Groups["client"].Value)
            .Select(client => string.Join('\n', Told([.. client.Select(line => Ended(line.Groups["step"].Value, result.Transport))])))
            .Distinct().Prepend(Judged(result)));

    // Over Unix a close with unread bytes is an error to a client that comes after it, and the end to one that came between the
    // server's FIN and its close: chance.
    private static string Ended(string step, Transport transport) => transport == Transport.Unix && step == "<- RST" ? "<- FIN" : step;

    private static IEnumerable<string> Told(List<string> steps) =>
        steps.Any(step => step.Contains("full after", StringComparison.Ordinal) || Length(step) > MostInOnePiece) ? Streams(steps) : Joined(steps);

    /// <summary>Replies in one piece, however many they came in.</summary>
    private static List<string> Joined(List<string> steps)
    {
        List<string> joined = [];
        foreach (var step in steps)
        {
            if (Reply(step) is { } more && joined is [.., var last] && Reply(last) is { } before)
                joined[^1] = string.Create(CultureInfo.InvariantCulture, $"<- {before.Length + more.Length:N0} bytes {Quoted(before.Words, more.Words)}");
            else joined.Add(step);
        }

        return joined;

        static (int Length, string Words)? Reply(string step) =>
            step.StartsWith("<-", StringComparison.Ordinal) && Length(step) is > 0 and var length ? (length, Moved().Match(step).Groups["words"].Value) : null;
    }

    /// <summary>What two pieces show of themselves, as one piece would show it.</summary>
    private static string Quoted(string one, string other)
    {
        if (one.EndsWith('…')) return one;
        var letters = Letter().Matches(one[1..^1] + other.TrimEnd('…')[1..^1]);
        return $"\"{string.Concat(letters.Take(Show.Preview))}\"{(other.EndsWith('…') || letters.Count > Show.Preview ? "…" : "")}";
    }

    /// <summary>Both directions, one after the other, between the events that are neither's.</summary>
    private static IEnumerable<string> Streams(List<string> steps)
    {
        var stretch = 0;
        List<(int Stretch, int Side, string Step)> told = [];
        foreach (var step in steps.Where(step => !step.Contains("full after", StringComparison.Ordinal)))
        {
            var side = step[..2] switch { "->" => 1, "<-" => 2, _ => 0 };
            if (side == 0) stretch++;
            told.Add((stretch, side, Length(step) > 0 ? $"{step[..2]} many bytes" : step));
        }

        return told.OrderBy(step => step.Stretch).ThenBy(step => step.Side).Select(step => step.Step).Distinct();
    }

    /// <returns>0 when the step moves no bytes.</returns>
    private static int Length(string step) =>
        Moved().Match(step) is { Success: true } moved ? int.Parse(moved.Groups["length"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 0;

    private static string Normal(string text)
    {
        text = Address().Replace(text, "<address>");
        text = Named().Replace(text, match => $"\"{(match.Groups["pid"].Success ? "<process-id>" : "<thread-name>")}: {match.Groups["start"].Value}\"");
        text = CountOfNamed().Replace(text, "\"<");
        text = UnixPath().Replace(text, "<path>");
        text = NotTaken().Replace(text, "bytes not taken");
        text = Descriptors().Replace(text, "limited to <n> descriptors");
        return Duration().Replace(text, "<time>");
    }

    [GeneratedRegex(@"\A(?:\[(?<client>\d+)\] )?(?<step>.*)\z", RegexOptions.Singleline)]
    private static partial Regex Client();

    [GeneratedRegex(@"\A(?:->|<-) (?<length>[0-9,]+) bytes? (?<words>"".*""…?)\z", RegexOptions.Singleline)]
    private static partial Regex Moved();

    [GeneratedRegex(@"\\x..|\\.|[^\\]")]
    private static partial Regex Letter();

    // The longer the name, the less of what follows it is shown: only as much as follows the longest.
    [GeneratedRegex("""
        "(?:(?<pid>[0-9]+)|(?<name>[^":<>]*Thread[^":]*)): (?<start>(?:\\x..|\\.|[^"\\]){0,8})(?:\\.|[^"\\])*"…?
        """)]
    private static partial Regex Named();

    [GeneratedRegex("[0-9,]+ bytes? \"<")]
    private static partial Regex CountOfNamed();

    [GeneratedRegex(@"(?:127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:127\.\d+\.\d+\.\d+\]|0\.0\.0\.0|\[::\]):\d+")]
    private static partial Regex Address();

    [GeneratedRegex(@"/[^\s""]*\.sock")]
    private static partial Regex UnixPath();

    [GeneratedRegex(@"\A… [0-9,]+ more events …\z")]
    private static partial Regex Missing();

    [GeneratedRegex("[0-9,]+ bytes? not taken")]
    private static partial Regex NotTaken();

    [GeneratedRegex("limited to [0-9]+ descriptors")]
    private static partial Regex Descriptors();

    [GeneratedRegex(@"\b[0-9][0-9,.]* m?s\b")]
    private static partial Regex Duration();
}
