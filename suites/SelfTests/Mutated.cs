using System.Globalization;
using System.Text;
using Shouldly;
using SocketConformance.Probe;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests;

/// <summary>Files with a few mistakes drawn from a seed.</summary>
internal static class Mutated
{
    /// <summary>What a failure shows of it.</summary>
    public static string Shown(int seed, string text) => string.Create(CultureInfo.InvariantCulture, $"seed {seed}:\n{text}");

    /// <summary>A refusal names the file, and is a message that a terminal can be shown.</summary>
    /// <param name="longest">How many characters it may have.</param>
    public static void ShouldBeRefused(TargetException mistake, string path, int longest, string shown)
    {
        mistake.Message.ShouldStartWith(path, customMessage: shown);
        mistake.Message.ShouldNotContain(letter => char.IsControl(letter) || letter == '\u202e', shown);
        mistake.Message.Length.ShouldBeInRange(path.Length + 10, longest, shown);
    }

    /// <summary>One of the originals, with up to three places changed.</summary>
    /// <param name="pieces">What may be written into it.</param>
    public static string Of(int seed, IReadOnlyList<string> originals, IReadOnlyList<string> pieces)
    {
        var draws = Payload.Random(64, seed);
        var at = 0;
        var text = originals[Draw(originals.Count)];
        for (var count = 1 + Draw(3); count > 0; count--)
        {
            var place = Draw(text.Length + 1);
            var length = Math.Min(text.Length - place, 1 + Draw(12));
            text = Draw(4) switch
            {
                0 => text.Remove(place, length),
                1 => text.Insert(place, pieces[Draw(pieces.Count)]),
                2 => text.Remove(place, length).Insert(place, pieces[Draw(pieces.Count)]),
                _ => text.Insert(Draw(text.Length + 1), text.Substring(place, length)),
            };
        }

        // Half an emoji has no bytes.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

        int Draw(int below) => (draws[at++] << 16 | draws[at++] << 8 | draws[at++]) % below;
    }
}
