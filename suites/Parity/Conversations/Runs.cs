using System.Globalization;
using SocketConformance.Specification;

namespace SocketConformance.Parity;

/// <summary>Bytes as an expression that people and Python can read: <c>"ab\n" + "a" * 1024</c>.</summary>
internal static class Runs
{
    private const int ShortestRun = 12, LongestBrief = 40;

    /// <summary>For a table's cell: how many bytes, and which, or how they begin.</summary>
    public static string Brief(byte[] bytes) =>
        bytes.Length > 0 && Words(bytes) is { Length: <= LongestBrief } words ? $"{Show.Count(bytes.Length)} {words}" : Show.Bytes(bytes);

    /// <param name="prefix">Before each quote: <c>b</c> for Python.</param>
    public static string Words(ReadOnlySpan<byte> bytes, string prefix = "")
    {
        var terms = new List<string>();
        var plain = 0;
        for (var at = 0; at < bytes.Length;)
        {
            var length = 1;
            while (at + length < bytes.Length && bytes[at + length] == bytes[at]) length++;
            if (length >= ShortestRun)
            {
                if (plain < at) terms.Add(prefix + Show.Quote(bytes[plain..at]));
                terms.Add(string.Create(CultureInfo.InvariantCulture, $"{prefix}{Show.Quote(bytes.Slice(at, 1))} * {length}"));
                plain = at + length;
            }

            at += length;
        }

        if (plain < bytes.Length || terms.Count == 0) terms.Add(prefix + Show.Quote(bytes[plain..]));
        return string.Join(" + ", terms);
    }

    /// <returns>Null when the text is no such expression, or means more bytes than that.</returns>
    public static byte[]? Parse(string text, int most)
    {
        using var bytes = new MemoryStream();
        var at = 0;
        while (true)
        {
            if (Literal(text, ref at) is not { } literal) return null;
            var times = 1;
            if (Skip(text, ref at, " * "))
            {
                var digits = at;
                while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
                if (!int.TryParse(text.AsSpan(digits, at - digits), NumberStyles.None, CultureInfo.InvariantCulture, out times))
                    return null;
            }

            if (bytes.Length + (long)times * literal.Length > most) return null;
            for (var time = 0; time < times; time++) bytes.Write(literal);
            if (at == text.Length) return bytes.ToArray();
            if (!Skip(text, ref at, " + ")) return null;
        }
    }

    private static bool Skip(string text, ref int at, string word)
    {
        if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0) return false;
        at += word.Length;
        return true;
    }

    private static byte[]? Literal(string text, ref int at)
    {
        if (!Skip(text, ref at, "\"")) return null;
        List<byte> bytes = [];
        while (at < text.Length && text[at] != '"')
        {
            var letter = text[at++];
            if (letter != '\\')
            {
                if (letter > 0x7e) return null;
                bytes.Add((byte)letter);
                continue;
            }

            if (at == text.Length) return null;
            switch (text[at++])
            {
                case 'n': bytes.Add((byte)'\n'); break;
                case 'r': bytes.Add((byte)'\r'); break;
                case 't': bytes.Add((byte)'\t'); break;
                case '"': bytes.Add((byte)'"'); break;
                case '\\': bytes.Add((byte)'\\'); break;
                case 'x' when at + 2 <= text.Length
                    && byte.TryParse(text.AsSpan(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet):
                    bytes.Add(octet);
                    at += 2;
                    break;
                default: return null;
            }
        }

        return Skip(text, ref at, "\"") ? [.. bytes] : null;
    }
}
