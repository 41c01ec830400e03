using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>One character a verdict, for matrices and live lines.</summary>
internal static class Signs
{
    /// <summary>The cell of a case that asks nothing of a target.</summary>
    public const string None = "·";

    public static string Sign(this Verdict verdict) => verdict switch
    {
        Verdict.Pass => "✔",
        Verdict.Fail => "✘",
        Verdict.Deviation => "~",
        Verdict.Skip => "-",
        Verdict.Inconclusive => "?",
        Verdict.Error => "!",
        Verdict.KnownFailure => "k",
        Verdict.UnexpectedPass => "K",
        Verdict.Flaky => "≈",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "a verdict without a sign"),
    };
}
