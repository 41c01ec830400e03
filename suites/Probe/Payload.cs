using System.Text;

namespace SocketConformance.Probe;

/// <summary>Bytes to send.</summary>
public static class Payload
{
    /// <summary>The text's ASCII or, above that, Latin-1 bytes: one byte a character.</summary>
    public static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>The bytes as text, one character a byte.</summary>
    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>All 256 byte values, in order.</summary>
    public static byte[] EveryByteValue { get; } = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    /// <summary>
    /// Letters and digits in which every 8-byte group is its own number, so that a byte lost, doubled or moved anywhere
    /// shows. A constant filling could not show reordering.
    /// </summary>
    /// <param name="length">Up to 16 MiB.</param>
    public static byte[] Numbered(int length) => length <= 64 * 1024 ? Number(length) : Long.Value[..length];

    /// <summary>Made once: cases share it.</summary>
    private static Lazy<byte[]> Long { get; } = new(() => Number(16 * 1024 * 1024));

    private static byte[] Number(int length)
    {
        var bytes = new byte[length + 8];
        for (var at = 0; at < length; at += 8)
        {
            var number = at / 8;
            for (var digit = 6; digit >= 0; digit--, number >>= 4) bytes[at + digit] = "0123456789abcdef"u8[number & 0xF];
            bytes[at + 7] = (byte)'.';
        }

        return bytes[..length];
    }

    /// <summary>Pseudo-random bytes, the same for the same seed.</summary>
    public static byte[] Random(int length, int seed)
    {
        var bytes = new byte[length];
        var state = (ulong)seed * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03;
        for (var at = 0; at < length; at++)
        {
            // xorshift64*, so that a seed means the same bytes on every .NET.
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            bytes[at] = (byte)((state * 0x2545F4914F6CDD1D) >> 56);
        }

        return bytes;
    }
}
