using SocketConformance.Specification;
using Spectre.Console;

namespace SocketConformance.Report;

/// <summary>What a piece of text means to the eye.</summary>
internal enum Ink
{
    Plain,
    Strong,
    Faint,
    Good,
    Bad,
    Doubtful,
    Odd,
    GoodHeadline,
    BadHeadline,
}

internal static class Inks
{
    // The sixteen colours of the terminal's own theme: readable on its background, whichever that is.
    private static readonly Style[] Styles =
    [
        Style.Plain,
        new(decoration: Decoration.Bold),
        new(decoration: Decoration.Dim),
        new(Color.Green),
        new(Color.Maroon),
        new(Color.Olive),
        new(Color.Purple),
        new(Color.Green, decoration: Decoration.Bold),
        new(Color.Maroon, decoration: Decoration.Bold),
    ];

    public static Style InStyle(this Ink ink) => Styles[(int)ink];

    public static Ink Ink(this Verdict verdict) => verdict switch
    {
        Verdict.Pass => Report.Ink.Good,
        Verdict.Fail or Verdict.Error or Verdict.UnexpectedPass or Verdict.Flaky => Report.Ink.Bad,
        Verdict.Deviation => Report.Ink.Doubtful,
        Verdict.KnownFailure => Report.Ink.Odd,
        _ => Report.Ink.Faint,
    };
}
