using System.Globalization;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What random conversations have shown, as text.</summary>
public static class FuzzText
{
    private const int WidestCell = 60;

    public static void Write(FuzzReport report, TextWriter output)
    {
        foreach (var difference in report.Differences) Write(difference, output);
        foreach (var tally in report.Tallies) output.WriteLine(Words(tally));
        foreach (var left in report.Tallies.SelectMany(tally => tally.Left.Select(what => $"{tally.Contract}: {what}")).Distinct())
            output.WriteLine($"left out  {left}");
        foreach (var problem in report.Problems) output.WriteLine(problem);
        var conversations = report.Tallies.Sum(tally => tally.Conversations);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{(report.Differences.Count == 0 ? report.ExitCode == ExitCode.Conformant ? "NO DIFFERENCE" : "NOT COMPARED" : "DIFFERENT")}  {report.Differences.Count} differences in {conversations:N0} conversations, seed {report.Seed}"));
    }

    private static void Write(ParityDifference difference, TextWriter output)
    {
        output.WriteLine($"DIFFERENT  {difference.Contract} over {difference.Transport.Word()}: {difference.First} and {difference.Second}  ({difference.Origin})");
        List<ParityRow> rows = [new("the client", difference.First, difference.Second, false), .. difference.Rows];
        int step = Width(rows, row => row.Step), first = Width(rows, row => row.First);
        foreach (var row in rows)
            output.WriteLine($"  {(row.Differs ? '≠' : ' ')} {row.Step.PadRight(step)}  {row.First.PadRight(first)}  {row.Second}");
        output.WriteLine("\n  in Python");
        foreach (var line in difference.Script) output.WriteLine($"    {Cut(line)}");
        output.WriteLine();
        if (difference.File is not null) output.WriteLine($"  kept in   {difference.File}");
        output.WriteLine($"  again     {difference.Again}\n");
    }

    private static string Cut(string line) => line.Length <= 400 ? line : $"{line[..400]}… # the whole is in the file";

    private static int Width(List<ParityRow> rows, Func<ParityRow, string> cell) => rows.Max(row => Math.Min(WidestCell, cell(row).Length));

    private static string Words(FuzzTally tally) => string.Create(CultureInfo.InvariantCulture,
        $"{tally.Contract,-13} {tally.Transport.Word(),-4}  {tally.First} and {tally.Second}: {tally.Conversations:N0} conversations, {tally.Conversations / Math.Max(0.001, tally.DurationMs / 1000):N0} a second{(tally.Unstable == 0 ? "" : $"; unstable: {tally.Unstable:N0} conversations")}");
}
