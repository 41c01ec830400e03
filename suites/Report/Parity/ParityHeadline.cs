using System.Globalization;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>A comparison in one line.</summary>
internal static class ParityHeadline
{
    /// <summary>Such as <c>EQUAL</c>. Conversations show differences; that there are none they can't.</summary>
    public static string Word(ParityReport report) =>
        report.ExitCode == ExitCode.Conformant && report.Fuzz is not null ? "NO DIFFERENCE" : Word(report.ExitCode);

    public static string Word(ExitCode exit) => exit switch
    {
        ExitCode.Conformant => "EQUAL",
        ExitCode.NotConformant => "DIFFERENT",
        ExitCode.CouldNotJudge => "NOT COMPARED",
        _ => "INTERRUPTED",
    };

    /// <summary>Such as <c>python and csharp: 603 equal, 2 different, …</c>, one of them a pair; or <c>0 differences in 2,066
    /// conversations, seed 1</c>.</summary>
    public static string Counts(ParityReport report)
    {
        var counts = report.Cases.Select(Counts);
        if (report.Fuzz is { } fuzz) counts = counts.Append(Counts(fuzz));
        return string.Join("; ", counts);
    }

    public static string Counts(CaseParityReport report) => string.Create(CultureInfo.InvariantCulture,
        $"{report.First} and {report.Second}: {report.Count(CaseParityKind.Equal):N0} equal, {report.Count(CaseParityKind.Different):N0} " +
            $"different, {report.Count(CaseParityKind.Declared):N0} declared different, {report.Count(CaseParityKind.Unstable):N0} " +
            $"differ from run to run, {report.NotCompared:N0} not judged on both");

    /// <summary>Such as <c>uppercase tcp4, python and csharp: 420 conversations, 451 a second</c>.</summary>
    public static string Line(FuzzTally tally) => $"{tally.Contract} {tally.Transport.Word()}, {Counts(tally)}";

    /// <summary>Such as <c>python and csharp: 420 conversations, 451 a second; unstable: 1 conversations</c>.</summary>
    public static string Counts(FuzzTally tally) => string.Create(CultureInfo.InvariantCulture,
        $"{tally.First} and {tally.Second}: {tally.Conversations:N0} conversations, " +
            $"{tally.Conversations / Math.Max(0.001, tally.DurationMs / 1000):N0} a " +
            $"second{(tally.Unstable == 0 ? "" : $"; unstable: {tally.Unstable:N0} conversations")}");

    private static string Counts(FuzzReport fuzz) => string.Create(CultureInfo.InvariantCulture,
        $"{fuzz.Differences.Count} {(fuzz.Differences.Count == 1 ? "difference" : "differences")} in {fuzz.Conversations:N0} " +
            $"conversations, seed {fuzz.Seed}");
}
