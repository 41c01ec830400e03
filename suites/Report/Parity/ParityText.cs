using System.Text;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>A comparison for people at a terminal: only what differs, and what was left alone.</summary>
public static class ParityText
{
    /// <summary>How the conversations of one contract over one transport went, for whoever waits for the others.</summary>
    public static string Line(FuzzTally tally) => Escaping.Printable(ParityHeadline.Line(tally));

    public static string Render(ParityReport report)
    {
        var text = new StringBuilder();
        foreach (var page in ParityPage.Of(report))
        {
            Line($"DIFFERENT  {page.About}  ({page.Where})");
            foreach (var line in page.Text.Split('\n')[..^1]) Line(line.Length == 0 ? "" : $"  {line}");
            Line("");
        }

        foreach (var tally in report.Fuzz?.Tallies ?? [])
            Line($"{tally.Contract,-13} {tally.Transport.Word(),-4}  {ParityHeadline.Counts(tally)}");
        foreach (var note in ParityNote.Of(report)) Line($"{note.Kind}  {note.About}: {note.Why}");
        foreach (var obstacle in ParityNote.Obstacles(report)) Line(obstacle.Message);
        Line("");
        if (report.Cases.Count < 2) Line($"{ParityHeadline.Word(report)}  {ParityHeadline.Counts(report)}");
        else
            foreach (var pair in report.Cases)
                Line($"{ParityHeadline.Word(report.Interrupted ? report.ExitCode : pair.ExitCode)}  {ParityHeadline.Counts(pair)}");
        return text.ToString();

        void Line(string line) => text.Append(Escaping.Printable(line)).Append('\n');
    }
}
