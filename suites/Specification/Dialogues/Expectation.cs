using System.Globalization;

namespace SocketConformance.Specification;

/// <summary>What a reply has to be.</summary>
public abstract record Expectation
{
    /// <summary>Where the reply ends; null for what the protocol says, or for the length of the exact bytes.</summary>
    public Frame? Frame { get; init; }

    /// <summary>Whether it holds the token of its request, so that it is seen to be the reply to that one.</summary>
    public abstract bool HasToken { get; }

    /// <summary>Whether no reply is right, too.</summary>
    public virtual bool AllowsSilence => false;

    /// <summary>Whether a whole reply is as expected.</summary>
    public abstract bool IsMet(ReadOnlySpan<byte> reply, Token token);

    /// <summary>What is expected, for the reader.</summary>
    public abstract string Words(Token token);

    /// <summary>Exactly these bytes.</summary>
    public sealed record Exactly(Message Message) : Expectation
    {
        public override bool HasToken => Message.HasToken;

        public override bool IsMet(ReadOnlySpan<byte> reply, Token token) => reply.SequenceEqual(Message.Bytes(token));

        public override string Words(Token token) => Show.Bytes(Message.Bytes(token));
    }

    /// <summary>All of it matches a pattern, of which each character is a byte; the engine does not backtrack, and so takes no longer
    /// than the reply is long.</summary>
    public sealed record Matching(Pattern Pattern) : Expectation
    {
        public override bool HasToken => Pattern.HasToken;

        public override bool IsMet(ReadOnlySpan<byte> reply, Token token) => Pattern.MatchesAll(reply, token);

        public override string Words(Token token) => $"what matches {Pattern.Source(token)} from its first byte to its last";
    }

    /// <summary>Bytes of which some hexadecimal digits, or all that follow, are free.</summary>
    public sealed record Digits(IReadOnlyList<HexPart> Parts, bool IsOpen) : Expectation
    {
        public override bool HasToken => Parts.Any(part => part is HexPart.Token);

        public override bool IsMet(ReadOnlySpan<byte> reply, Token token)
        {
            var at = 0;
            foreach (var part in Parts)
            {
                if (!part.Begins(reply[at..], token)) return false;
                at += part.Count;
            }

            return IsOpen || at == reply.Length;
        }

        public override string Words(Token token) => $"{string.Join(' ', Parts.Select(part => part.Words(token)))}{(IsOpen ? " *" : "")}";
    }

    /// <summary>One of several.</summary>
    public sealed record OneOf(IReadOnlyList<Expectation> Several) : Expectation
    {
        public override bool AllowsSilence => Several.Any(one => one.AllowsSilence);

        public override bool HasToken => Several.All(one => one.HasToken);

        public override bool IsMet(ReadOnlySpan<byte> reply, Token token)
        {
            foreach (var one in Several)
                if (one.IsMet(reply, token)) return true;
            return false;
        }

        public override string Words(Token token) => string.Join(", or ", Several.Select(one => one.Words(token)));
    }

    /// <summary>No reply.</summary>
    public sealed record Silence : Expectation
    {
        public override bool AllowsSilence => true;

        public override bool HasToken => false;

        public override bool IsMet(ReadOnlySpan<byte> reply, Token token) => reply.IsEmpty;

        public override string Words(Token token) => "no reply";
    }

    /// <summary>Whatever comes.</summary>
    public sealed record Anything : Expectation
    {
        public override bool HasToken => false;

        public override bool IsMet(ReadOnlySpan<byte> reply, Token token) => true;

        public override string Words(Token token) => "a reply";
    }
}

/// <summary>A byte, or the token's, of an expectation in hexadecimal digits.</summary>
public abstract record HexPart
{
    /// <summary>How many bytes it is about.</summary>
    public abstract int Count { get; }

    public abstract bool Begins(ReadOnlySpan<byte> bytes, Specification.Token token);

    public abstract string Words(Specification.Token token);

    /// <summary>A byte, of which only the bits of the mask count.</summary>
    public sealed record Octet(byte Value, byte Mask) : HexPart
    {
        public override int Count => 1;

        public override bool Begins(ReadOnlySpan<byte> bytes, Specification.Token token) => bytes.Length > 0 && (bytes[0] & Mask) == Value;

        public override string Words(Specification.Token token)
        {
            var digits = Value.ToString("x2", CultureInfo.InvariantCulture);
            return $"{((Mask & 0xf0) == 0 ? '?' : digits[0])}{((Mask & 0x0f) == 0 ? '?' : digits[1])}";
        }
    }

    public sealed record Token(Piece Piece) : HexPart
    {
        public override int Count => Piece.Length;

        public override bool Begins(ReadOnlySpan<byte> bytes, Specification.Token token) => bytes.StartsWith(Piece.Bytes(token));

        public override string Words(Specification.Token token) =>
            string.Join(' ', Piece.Bytes(token).Select(one => one.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
