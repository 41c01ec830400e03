using System.Globalization;
using System.Text.RegularExpressions;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What was expected and what came, around the first byte in which they differ.</summary>
/// <param name="At">The first difference, counted from 0.</param>
/// <param name="From">The first byte shown of both.</param>
/// <param name="Expected">From there on; empty where it had ended.</param>
/// <param name="Observed"><inheritdoc cref="Expected"/></param>
internal sealed partial record ByteDifference(long At, long From, byte[] Expected, byte[] Observed)
{
    private const int Before = 8, Shown = 24;

    /// <summary>Null unless the result says at which byte they differ, and quotes them: what its words do not hold stays open.</summary>
    public static ByteDifference? Of(CaseResult result)
    {
        if (result is not { Expected: { } expects, Observed: { } sees } || Stated().Match(sees) is not { Success: true } stated)
            return null;
        if (!long.TryParse(stated.Groups["at"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var at)) return null;
        if (stated.Groups["was"] is { Success: true, Value: var was } && Single(was) is { } one
            && Single(stated.Groups["became"].Value) is { } other && at >= Preview.Most)
            return new ByteDifference(at, at, [one], [other]);
        return QuotedBytes.FirstIn(expects) is { } expected && QuotedBytes.FirstIn(sees) is { } observed
            ? Of(expected, observed, at)
            : null;
    }

    private static ByteDifference? Of(Preview expected, Preview observed, long at)
    {
        var common = expected.Start.CommonPrefixLength(observed.Start);
        if (common != at || (common == expected.Start.Length && common == observed.Start.Length)) return null;
        var from = Math.Max(0, common - Before);
        return new ByteDifference(at, from, Part(expected), Part(observed));

        byte[] Part(Preview bytes) => bytes.Start[Math.Min(from, bytes.Start.Length)..Math.Min(from + Shown, bytes.Start.Length)].ToArray();
    }

    private static byte? Single(string quoted) => QuotedBytes.Read(quoted) is [var octet] ? octet : null;

    [GeneratedRegex("""; first difference at byte (?<at>[0-9][0-9,]{0,24})(?:: "(?<was>[^"]+|\\")" became "(?<became>[^"]+|\\")")?$""")]
    private static partial Regex Stated();

    public void Put(Markup page)
    {
        page.Put($"<table class=\"bytes\"><caption>the first difference is at byte {At:N0}</caption>\n");
        PutLine(page, "expected", Expected);
        PutLine(page, "observed", Observed);
        page.Put($"</table>\n");
    }

    private void PutLine(Markup page, string side, byte[] bytes)
    {
        var marked = (int)(At - From);
        page.Put($"<tr><th scope=\"row\">{side}</th><td>{(From > 0 ? "… " : "")}{Hex(bytes, 0, marked)}{(marked > 0 ? " " : "")}");
        page.Put($"<mark>{(marked < bytes.Length ? Hex(bytes, marked, marked + 1) : "end")}</mark> {Hex(bytes, marked + 1, bytes.Length)}");
        page.Put($"</td><td>{Text(bytes, 0, marked)}<mark>{Text(bytes, marked, marked + 1)}</mark>{Text(bytes, marked + 1, bytes.Length)}");
        page.Put($"</td></tr>\n");
    }

    private static string Hex(byte[] bytes, int from, int to) =>
        string.Join(' ', Part(bytes, from, to).Select(octet => $"{octet:x2}"));

    /// <summary>A character a byte: a dot for what has none.</summary>
    private static string Text(byte[] bytes, int from, int to) =>
        string.Concat(Part(bytes, from, to).Select(octet => octet is > 0x20 and < 0x7f ? (char)octet : octet == ' ' ? '␣' : '·'));

    private static byte[] Part(byte[] bytes, int from, int to) => bytes[Math.Min(from, bytes.Length)..Math.Min(to, bytes.Length)];
}
