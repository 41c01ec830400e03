using System.Buffers;
using System.Globalization;
using System.Text;

namespace SocketConformance.Report;

/// <summary>
/// What a target sends or prints is hostile. Every format passes every text through here, so that no terminal, browser,
/// parser or reader is fooled. Escapes that a text holds already are left as they are.
/// </summary>
public static class Escaping
{
    /// <summary>
    /// Letters, digits, punctuation, symbols and the plain space stay. What acts rather than shows becomes visible:
    /// control characters as <c>\n</c> or <c>\x1b</c>; combining marks, format characters (bidi, zero width), odd spaces,
    /// lone surrogates and unassigned code points as <c>\u{202e}</c>. The result holds no character that XML forbids.
    /// </summary>
    public static string Printable(string text)
    {
        if (IsPlain(text)) return text;
        var safe = new StringBuilder(text.Length + 16);
        for (int at = 0, length; at < text.Length; at += length)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out length) != OperationStatus.Done)
                AppendEscape(safe, text[at]);
            else if (Shows(rune))
                safe.Append(text, at, length);
            else
                AppendEscape(safe, rune.Value);
        }

        return safe.ToString();
    }

    /// <summary>As <see cref="Printable"/>, for an output that can only carry ASCII: our own signs get a stand-in each.</summary>
    public static string Ascii(string text)
    {
        if (IsPlain(text)) return text;
        var safe = new StringBuilder(text.Length + 16);
        foreach (var rune in Printable(text).EnumerateRunes())
            if (StandIn(rune.Value) is { } standIn)
                safe.Append(standIn);
            else
                AppendEscape(safe, rune.Value);
        return safe.ToString();
    }

    /// <summary>For HTML text and double-quoted attributes.</summary>
    public static string Html(string text) => Replace(Printable(text), HtmlSpecial);

    /// <summary>
    /// For inline Markdown, table cells and HTML in it too: nothing is taken for markup, a link, a mention or an emoji.
    /// </summary>
    public static string Markdown(string text) => Replace(Printable(text), MarkdownSpecial);

    /// <summary>
    /// For a finished JSON document: what <see cref="Printable"/> would escape becomes <c>\u202e</c>, so that the
    /// document can be shown and still holds the same values. Outside its strings, JSON is ASCII.
    /// </summary>
    public static string Json(string document)
    {
        var safe = new StringBuilder(document.Length + 16);
        var rest = document.AsSpan();
        while (rest.IndexOfAnyExcept(JsonPlain) is var plain and >= 0)
        {
            safe.Append(rest[..plain]);
            _ = Rune.DecodeFromUtf16(rest[plain..], out var rune, out var length);
            if (Shows(rune))
                safe.Append(rest.Slice(plain, length));
            else
                foreach (var unit in rest.Slice(plain, length))
                    safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            rest = rest[(plain + length)..];
        }

        return safe.Append(rest).ToString();
    }

    private static readonly SearchValues<char> JsonPlain =
        SearchValues.Create("\n !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");
    private static readonly SearchValues<char> HtmlSpecial = SearchValues.Create("&<>\"'");
    private static readonly SearchValues<char> MarkdownSpecial = SearchValues.Create("&<>\\`*_{}[]()#+!|~@$:");

    private static bool IsPlain(string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;

    private static bool Shows(Rune rune) => rune.IsAscii
        ? rune.Value is >= ' ' and <= '~'
        : Rune.GetUnicodeCategory(rune)
            is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);

    private static string? StandIn(int character) => character switch
    {
        <= '~' => ((char)character).ToString(),
        '✔' => "+",
        '✘' => "x",
        '≈' => "%",
        '·' => ".",
        '…' => "...",
        '§' => "section ",
        '–' or '—' => "-",
        '‘' or '’' => "'",
        '“' or '”' => "\"",
        '×' => "x",
        '→' => "->",
        '≤' => "<=",
        '≥' => ">=",
        _ => null,
    };

    private static string Replace(string text, SearchValues<char> special)
    {
        if (text.AsSpan().IndexOfAny(special) < 0) return text;
        var safe = new StringBuilder(text.Length + 16);
        foreach (var character in text)
            if (special.Contains(character))
                safe.Append(CultureInfo.InvariantCulture, $"&#{(int)character};");
            else
                safe.Append(character);
        return safe.ToString();
    }

    private static void AppendEscape(StringBuilder safe, int character) => _ = character switch
    {
        '\n' => safe.Append("\\n"),
        '\r' => safe.Append("\\r"),
        '\t' => safe.Append("\\t"),
        < 0x80 => safe.Append(CultureInfo.InvariantCulture, $"\\x{character:x2}"),
        _ => safe.Append(CultureInfo.InvariantCulture, $"\\u{{{character:x}}}"),
    };
}
