using System.Text;

namespace SocketConformance.Specification;

/// <summary>The bytes of a request or a reply, some of which may be the exchange's token. Nothing is ever added to them.</summary>
public sealed record Message(IReadOnlyList<Piece> Pieces)
{
    public static Message Of(byte[] bytes) => new([new Piece.Fixed(bytes)]);

    public bool HasToken => Pieces.Any(piece => piece.HasToken);

    /// <summary>How many bytes it has, whatever the token.</summary>
    public int Length => Pieces.Sum(piece => piece.Length);

    /// <summary>What goes over the wire.</summary>
    public byte[] Bytes(Token token) => [.. Pieces.SelectMany(piece => piece.Bytes(token))];
}

/// <summary>A part of a message.</summary>
public abstract record Piece
{
    public virtual bool HasToken => true;

    /// <summary>How many bytes it has, whatever the token.</summary>
    public virtual int Length => Bytes(Token.Any).Length;

    public abstract byte[] Bytes(Token token);

    /// <summary>The same in every exchange.</summary>
    public sealed record Fixed(byte[] Content) : Piece
    {
        public override bool HasToken => false;

        public override int Length => Content.Length;

        public override byte[] Bytes(Token token) => Content;
    }

    /// <summary>The token, as letters.</summary>
    public sealed record Letters : Piece
    {
        public override byte[] Bytes(Token token) => Encoding.ASCII.GetBytes(token.Letters);
    }

    /// <summary>The token, as decimal digits.</summary>
    public sealed record Digits : Piece
    {
        public override byte[] Bytes(Token token) => Encoding.ASCII.GetBytes(token.Digits);
    }

    /// <summary>The token, as that many bytes.</summary>
    public sealed record Octets(int Count) : Piece
    {
        public override byte[] Bytes(Token token) => token.Octets(Count);
    }

    /// <summary>A message several times over.</summary>
    public sealed record Repeated(Message Message, int Times) : Piece
    {
        public override bool HasToken => Message.HasToken;

        public override int Length => Message.Length * Times;

        public override byte[] Bytes(Token token)
        {
            var once = Message.Bytes(token);
            var all = new byte[once.Length * Times];
            for (var at = 0; at < all.Length; at += once.Length) once.CopyTo(all, at);
            return all;
        }
    }
}
