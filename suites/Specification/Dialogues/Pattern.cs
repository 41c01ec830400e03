using System.Text;
using System.Text.RegularExpressions;

namespace SocketConformance.Specification;

/// <summary>A regular expression over bytes, each of them a character of Latin-1; a dot matches all. It may hold the token.</summary>
public sealed class Pattern
{
    /// <summary>No backtracking: no reply, however long, makes it explode. What that engine can't do (backreferences, lookarounds,
    /// atomic groups) is refused where the pattern is read.</summary>
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant;

    /// <summary>For one reply: a pattern that takes longer is no use as a description.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<string> texts;
    private readonly IReadOnlyList<Piece> tokens;
    private readonly Regex within, whole;

    /// <param name="texts">What stands before, between and behind the tokens.</param>
    /// <param name="tokens">One fewer.</param>
    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    /// <exception cref="NotSupportedException">It needs backtracking.</exception>
    public Pattern(IReadOnlyList<string> texts, IReadOnlyList<Piece> tokens)
    {
        (this.texts, this.tokens) = (texts, tokens);
        var source = Source(Token.Any);
        (within, whole) = (new Regex(source, Options, Longest), new Regex($@"\A(?:{source})\z", Options, Longest));
    }

    public bool HasToken => tokens.Count > 0;

    /// <summary>As it is written, with the token in its place.</summary>
    public string Source(Token token) => Source(piece => Regex.Escape(Encoding.Latin1.GetString(piece.Bytes(token))));

    /// <summary>As it is written, with something else where the token stands.</summary>
    public string Source(Func<Piece, string> instead)
    {
        var source = new StringBuilder(texts[0]);
        for (var at = 0; at < tokens.Count; at++) source.Append(instead(tokens[at])).Append(texts[at + 1]);
        return source.ToString();
    }

    /// <exception cref="RegexMatchTimeoutException">It takes too long.</exception>
    public bool MatchesAll(ReadOnlySpan<byte> bytes, Token token) => whole.IsMatch(Text(bytes, token));

    /// <summary>The first place where it matches.</summary>
    /// <exception cref="RegexMatchTimeoutException">It takes too long.</exception>
    public Match Find(ReadOnlySpan<byte> bytes, Token token) => within.Match(Text(bytes, token));

    public override string ToString() => Source(Token.Any);

    /// <summary>Bytes as the pattern was compiled for: with the token of no exchange in place of this one's, which is as long.</summary>
    private string Text(ReadOnlySpan<byte> bytes, Token token)
    {
        var text = Encoding.Latin1.GetString(bytes);
        foreach (var piece in tokens.Distinct())
        {
            var (own, any) = (Encoding.Latin1.GetString(piece.Bytes(token)), Encoding.Latin1.GetString(piece.Bytes(Token.Any)));
            if (own == any) continue;
            text = text.Replace(any, new string('\0', any.Length), StringComparison.Ordinal).Replace(own, any, StringComparison.Ordinal);
        }

        return text;
    }
}
