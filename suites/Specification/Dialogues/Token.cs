using System.Globalization;
using System.Text;

namespace SocketConformance.Specification;

/// <summary>
/// A word that no other exchange of the run has: where a reply has to hold the one of its request, it can't be another's, nor an
/// old one. Each of its forms is what any protocol hands on unchanged.
/// </summary>
public sealed class Token
{
    /// <summary>How many letters <see cref="Letters"/> has.</summary>
    public const int Length = 10;

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz";
    private const long First = 1_000_000_019, Step = 104_729; // primes: neighbours differ in most of their letters

    private static long issued;

    private readonly long number;

    private Token(long number) => this.number = number;

    /// <summary>The next one.</summary>
    public static Token Next() => new(Interlocked.Increment(ref issued));

    /// <summary>One of no exchange, for what is the same for all.</summary>
    public static Token Any { get; } = new(0);

    /// <summary>Lower-case letters, as many for each.</summary>
    public string Letters => Spelled(Alphabet, Length);

    /// <summary>A number of nine digits, of which the first is not 0.</summary>
    public string Digits => (100_000_000 + Scrambled % 900_000_000).ToString(CultureInfo.InvariantCulture);

    /// <summary>That many bytes, none of them 0: capital letters, so that no integer of them is negative or may be written shorter.
    /// </summary>
    public byte[] Octets(int count) => Encoding.ASCII.GetBytes(Spelled(Alphabet.ToUpperInvariant(), count));

    private long Scrambled => First + number * Step;

    private string Spelled(string alphabet, int count)
    {
        var rest = count > 3 ? Scrambled : number;
        return string.Create(count, (alphabet, rest), static (letters, spelling) =>
        {
            var (alphabet, rest) = spelling;
            for (var at = letters.Length - 1; at >= 0; at--, rest /= alphabet.Length) letters[at] = alphabet[(int)(rest % alphabet.Length)];
        });
    }
}
