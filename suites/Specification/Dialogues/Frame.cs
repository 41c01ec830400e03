using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace SocketConformance.Specification;

/// <summary>Where a reply ends.</summary>
public abstract record Frame
{
    /// <summary>The longest reply that is waited for.</summary>
    public const int Longest = 64 * 1024 * 1024;

    /// <summary>How long the reply is at the head of what was received; null while it is not whole.</summary>
    /// <exception cref="FrameException">What was received can't be the head of a reply.</exception>
    public abstract int? EndOf(ReadOnlySpan<byte> received, Token token);

    /// <summary>In words, for the reader: <c>a line</c>.</summary>
    public abstract string Words { get; }

    /// <summary>That many bytes.</summary>
    public sealed record Count(int Bytes) : Frame
    {
        public override string Words => Show.Count(Bytes);

        public override int? EndOf(ReadOnlySpan<byte> received, Token token) => received.Length >= Bytes ? Bytes : null;
    }

    /// <summary>As many as one message has.</summary>
    public sealed record SizeOf(Message Message) : Frame
    {
        public override string Words => "as long as the expected bytes";

        public override int? EndOf(ReadOnlySpan<byte> received, Token token) =>
            Message.Length is var length && received.Length >= length ? length : null;
    }

    /// <summary>Up to and including a text, such as a line end.</summary>
    public sealed record Text(byte[] Delimiter) : Frame
    {
        public override string Words => $"up to {Show.Bytes(Delimiter)}";

        public override int? EndOf(ReadOnlySpan<byte> received, Token token) =>
            received.IndexOf(Delimiter) is >= 0 and var at ? at + Delimiter.Length : null;

        public bool Equals(Text? other) => other is not null && Delimiter.AsSpan().SequenceEqual(other.Delimiter);

        public override int GetHashCode() => Delimiter.Length;
    }

    /// <summary>Up to and including what matches.</summary>
    public sealed record Until(Pattern Pattern) : Frame
    {
        public override string Words => $"up to what matches {Pattern}";

        public override int? EndOf(ReadOnlySpan<byte> received, Token token) =>
            Pattern.Find(received, token) is { Success: true, Length: > 0 } match ? match.Index + match.Length : null;
    }

    /// <summary>A length stands in it, as an integer.</summary>
    /// <param name="At">Where.</param>
    /// <param name="Bytes">Of the length itself: 1 to 8.</param>
    /// <param name="IsBigEndian">The first byte is the most significant one.</param>
    /// <param name="Plus">What the whole is longer than what the length says; may be negative.</param>
    public sealed record Length(int At, int Bytes, bool IsBigEndian, int Plus) : Frame
    {
        public override string Words => $"the length in bytes {At} to {At + Bytes - 1}, plus {Plus}";

        public override int? EndOf(ReadOnlySpan<byte> received, Token token)
        {
            if (received.Length < At + Bytes) return null;
            Span<byte> wide = stackalloc byte[sizeof(ulong)];
            wide.Clear();
            var field = received.Slice(At, Bytes);
            field.CopyTo(IsBigEndian ? wide[^Bytes..] : wide);
            var value = IsBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(wide) : BinaryPrimitives.ReadUInt64LittleEndian(wide);
            return Whole(value, Plus, least: At + Bytes, received.Length);
        }
    }

    /// <summary>A length stands in it in groups of seven bits, the least significant first, and counts what follows it (MQTT §1.5.5;
    /// LEB128).</summary>
    /// <param name="At">Where.</param>
    public sealed record Varint(int At) : Frame
    {
        private const int Most = 5;

        public override string Words => $"the length from byte {At} on, in groups of seven bits";

        public override int? EndOf(ReadOnlySpan<byte> received, Token token)
        {
            ulong value = 0;
            for (var at = 0; at < Most; at++)
            {
                if (received.Length <= At + at) return null;
                value |= (ulong)(received[At + at] & 0x7f) << (7 * at);
                if (received[At + at] < 0x80) return Whole(value, At + at + 1, least: At + at + 1, received.Length);
            }

            throw new FrameException($"its length goes on for more than {Most} bytes");
        }
    }

    /// <summary>Its whole length stands at its head, in hexadecimal digits (git: pkt-line). One that is less than the digits
    /// themselves, such as <c>0000</c>, is of these alone.</summary>
    public sealed record HexDigits(int Digits) : Frame
    {
        public override string Words => $"the length in its first {Digits} hexadecimal digits";

        public override int? EndOf(ReadOnlySpan<byte> received, Token token)
        {
            if (received.Length < Digits) return null;
            var digits = Encoding.Latin1.GetString(received[..Digits]);
            return uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length)
                ? Whole(Math.Max(length, (uint)Digits), 0, Digits, received.Length)
                : throw new FrameException($"its length is to be {Digits} hexadecimal digits, not {Show.Quote(received[..Digits])}");
        }
    }

    /// <summary>A head, which may say how much follows it: a group <c>length</c>, in decimal digits.</summary>
    /// <param name="Pattern">What the head is, to its end.</param>
    /// <param name="Plus">What follows the body, such as a line end; only where there is a length.</param>
    public sealed record Head(Pattern Pattern, int Plus) : Frame
    {
        public override string Words => $"a head that matches {Pattern}, and as much as it says";

        public override int? EndOf(ReadOnlySpan<byte> received, Token token)
        {
            if (Pattern.Find(received, token) is not { Success: true } match) return null;
            var head = match.Index + match.Length;
            if (match.Groups["length"] is not { Success: true } group) return head;
            return ulong.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                ? Whole(length, head + Plus, least: head, received.Length)
                : throw new FrameException($"the length in its head is no number: {group.Value}");
        }
    }

    /// <summary>Several, each with a frame of its own, to the one that is as expected.</summary>
    public sealed record Packets(Frame Each, Expectation Last) : Frame
    {
        public override string Words => $"packets ({Each.Words}), to {Last.Words(Token.Any)}";

        public override int? EndOf(ReadOnlySpan<byte> received, Token token)
        {
            var at = 0;
            while (Each.EndOf(received[at..], token) is { } length)
            {
                if (length == 0) throw new FrameException("a packet of it is empty");
                var packet = received.Slice(at, length);
                at += length;
                if (Last.IsMet(packet, token)) return at;
            }

            return null;
        }
    }

    /// <summary>To the server's FIN.</summary>
    public sealed record Fin : Frame
    {
        public override string Words => "to the server's FIN";

        public override int? EndOf(ReadOnlySpan<byte> received, Token token) => null;
    }

    /// <summary>The datagram.</summary>
    public sealed record Datagram : Frame
    {
        public override string Words => "the datagram";

        public override int? EndOf(ReadOnlySpan<byte> received, Token token) => received.Length;
    }

    private static int? Whole(ulong value, int plus, int least, int received)
    {
        if (value > Longest) throw new FrameException($"its length is to be {value:N0} bytes, and {Longest:N0} are the most");
        var whole = (long)value + plus;
        if (whole < least) throw new FrameException($"its length of {value} is less than what it counts");
        return received >= whole ? (int)whole : null;
    }
}

/// <summary>What was received can't be the head of a reply.</summary>
public sealed class FrameException(string message) : Exception(message);
