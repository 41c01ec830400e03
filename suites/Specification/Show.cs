using System.Globalization;
using System.Text;

namespace SocketConformance.Specification;

/// <summary>Bytes as words: printable ASCII only, so that no terminal and no reader is fooled.</summary>
public static class Show
{
    /// <summary>Such as <c>12 bytes "Hello, world"</c> or <c>16,384 bytes "AAAA"…</c>; <c>no bytes</c> for none.</summary>
    /// <param name="bytes">The bytes, or the first of them.</param>
    /// <param name="total">How many there are in all; by default all are given.</param>
    public static string Bytes(ReadOnlySpan<byte> bytes, long? total = null)
    {
        var count = total ?? bytes.Length;
        if (count == 0) return "no bytes";
        var shown = bytes[..Math.Min(bytes.Length, Preview.Most)];
        return $"{Count(count)} {Quote(shown)}{(count > shown.Length ? "…" : "")}";
    }

    /// <summary>Such as <c>1 byte</c> or <c>16,384 bytes</c>.</summary>
    public static string Count(long bytes) =>
        bytes == 1 ? "1 byte" : string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes");

    /// <summary>The bytes in double quotes, with <c>\n</c>, <c>\r</c>, <c>\t</c>, <c>\"</c>, <c>\\</c> and <c>\xNN</c>.</summary>
    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length + 2).Append('"');
        foreach (var octet in bytes)
            _ = octet switch
            {
                (byte)'\n' => text.Append("\\n"),
                (byte)'\r' => text.Append("\\r"),
                (byte)'\t' => text.Append("\\t"),
                (byte)'"' => text.Append("\\\""),
                (byte)'\\' => text.Append("\\\\"),
                >= 0x20 and < 0x7f => text.Append((char)octet),
                _ => text.Append(CultureInfo.InvariantCulture, $"\\x{octet:x2}"),
            };
        return text.Append('"').ToString();
    }
}
