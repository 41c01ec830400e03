using System.Text.RegularExpressions;
using SocketConformance.Specification;

namespace SocketConformance.Parity;

/// <summary>
/// What was seen instead of what a rule asks for: sentences of the judge, which quote what a server sent or printed. Unlike the
/// wire they are words from the start, so that what is chance in them can be told by its form alone.
/// </summary>
internal static partial class JudgedWords
{
    public static string WithoutChance(string words, Handler handler)
    {
        words = Chance().Replace(words, found =>
            found.Groups["address"].Success ? "<address>" : found.Groups["path"].Success ? "<path>" : "<time>");
        return Reply().Match(words) is { Success: true } reply && Names.Stand(reply.Groups["name"].Value, handler) is { } stand
            ? $"\"{Probe.Payload.Text(stand)}{reply.Groups["start"].Value}\"{reply.Groups["rest"].Value}" : words;
    }

    [GeneratedRegex("""
        (?<address>(?:127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:127\.\d+\.\d+\.\d+\]|0\.0\.0\.0|\[::\]):\d+)
        |(?<path>/[^\s"]*\.sock)
        |\b[0-9][0-9,.]*[ ]m?s\b
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Chance();

    [GeneratedRegex("""
        \A[0-9,]+ bytes? "(?<name>[^":]+): (?<start>(?:\\x..|\\.|[^"\\]){0,8})(?:\\.|[^"\\])*"…?(?<rest>.*)\z
        """, RegexOptions.Singleline)]
    private static partial Regex Reply();
}
