using System.Globalization;
using System.Text;

namespace SocketConformance.Cases;

/// <summary>Bytes as Python 2 writes a <c>str</c>: the original client prints <c>repr(data)</c>.</summary>
public static class Repr
{
    /// <summary>In single quotes, or in double quotes where the bytes hold single ones and no double ones.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var quote = bytes.Contains((byte)'\'') && !bytes.Contains((byte)'"') ? '"' : '\'';
        var text = new StringBuilder().Append(quote);
        foreach (var octet in bytes)
        {
            if (octet == quote || octet == '\\') text.Append('\\').Append((char)octet);
            else if (octet is >= 0x20 and < 0x7f) text.Append((char)octet);
            else text.Append(octet switch
            {
                (byte)'\t' => "\\t",
                (byte)'\n' => "\\n",
                (byte)'\r' => "\\r",
                _ => string.Create(CultureInfo.InvariantCulture, $"\\x{octet:x2}"),
            });
        }

        return text.Append(quote).ToString();
    }
}
