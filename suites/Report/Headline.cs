using System.Globalization;
using System.Text;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>The run in one line.</summary>
internal static class Headline
{
    /// <summary>Such as <c>CONFORMANT</c>, or <c>NOT CONFORMANT (shard 2/3)</c>.</summary>
    public static string Word(RunReport report) =>
        report.Shard is { } shard ? $"{Word(report.ExitCode)} (shard {shard})" : Word(report.ExitCode);

    private static string Word(ExitCode exit) => exit switch
    {
        ExitCode.Conformant => "CONFORMANT",
        ExitCode.NotConformant => "NOT CONFORMANT",
        ExitCode.CouldNotJudge => "COULD NOT JUDGE",
        _ => "INTERRUPTED",
    };

    /// <summary>Such as <c>csharp: 96 pass, 3 skip; python: 2 fail, 94 pass</c>.</summary>
    public static string Counts(Matrix matrix)
    {
        var words = new StringBuilder();
        for (var column = 0; column < matrix.Targets.Count; column++)
        {
            if (column > 0) words.Append("; ");
            words.Append(matrix.Targets[column]).Append(": ").Append(matrix.Totals[column].Words);
        }

        return words.ToString();
    }

    /// <summary>What the run judged by, such as <c>specification revision 1, deadlines up to × 1.5, 20 rounds</c>.</summary>
    public static string Measure(RunReport report)
    {
        var words = new List<string>();
        if (report.Revision is { } revision) words.Add(string.Create(CultureInfo.InvariantCulture, $"specification revision {revision}"));
        if (report.DeadlineScale is < 0.95 or > 1.05)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"deadlines up to × {report.DeadlineScale:0.##}"));
        if (report.Rounds > 1) words.Add(string.Create(CultureInfo.InvariantCulture, $"{report.Rounds} rounds"));
        return string.Join(", ", words);
    }

    /// <summary>The head of a page about one result.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "CONFORMANT",
        Verdict.Fail => "NOT CONFORMANT",
        Verdict.Error => "COULD NOT JUDGE",
        Verdict.KnownFailure => "KNOWN FAILURE",
        Verdict.UnexpectedPass => "UNEXPECTED PASS",
        _ => verdict.Word().ToUpperInvariant(),
    };
}
