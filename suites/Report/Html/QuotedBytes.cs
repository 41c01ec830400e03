using System.Globalization;
using System.Text.RegularExpressions;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>Bytes as the words of a result have them, <c>12 bytes "Hello, world"</c>, read back.</summary>
internal static partial class QuotedBytes
{
    /// <summary>The first bytes that are quoted in a text; null when there are none.</summary>
    public static Preview? FirstIn(string text)
    {
        var found = Quoted().Match(text);
        return found.Success && long.TryParse(found.Groups["count"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture,
            out var count) ? new Preview(Read(found.Groups["bytes"].Value), count) : null;
    }

    /// <summary>The reverse of <see cref="Show.Quote"/>, without its quotes.</summary>
    public static byte[] Read(string quoted)
    {
        var bytes = new List<byte>(quoted.Length);
        for (var at = 0; at < quoted.Length; at++)
        {
            if (quoted[at] != '\\' || at + 1 == quoted.Length)
            {
                bytes.Add((byte)quoted[at]);
                continue;
            }

            bytes.Add(quoted[++at] switch
            {
                'n' => (byte)'\n',
                'r' => (byte)'\r',
                't' => (byte)'\t',
                'x' when at + 2 < quoted.Length && byte.TryParse(
                    quoted.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet) => Hex(octet),
                var literal => (byte)literal,
            });

            byte Hex(byte octet)
            {
                at += 2;
                return octet;
            }
        }

        return [.. bytes];
    }

    [GeneratedRegex("""(?<count>[0-9][0-9,]{0,24}) bytes? "(?<bytes>(?:[^"\\]|\\.)*)"…?""", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();
}
