using System.Globalization;
using System.Text;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>A comparison for a pull request: what GitHub shows as a step's summary.</summary>
public static class ParityMarkdown
{
    public static string Render(ParityReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {ParityHeadline.Word(report)}\n\n");
        text.Append(CultureInfo.InvariantCulture,
            $"{Escaping.Markdown(ParityHeadline.Counts(report))} in {Durations.Words(report.DurationMs)}\n\n");
        MarkdownReport.AppendObstacles(text, ParityNote.Obstacles(report));

        var room = new MarkdownRoom(text);
        foreach (var page in ParityPage.Of(report)) room.Add(MarkdownReport.Folded("≠", page.About, page.Where, page.Text));
        foreach (var tally in report.Fuzz?.Tallies ?? [])
            room.Add($"- {Escaping.Markdown(ParityHeadline.Line(tally))}\n");
        foreach (var note in ParityNote.Of(report))
            room.Add($"- **{note.Kind}** {Escaping.Markdown(note.About)}: {Escaping.Markdown(note.Why)}\n");
        room.SayWhatIsLeftOut();
        return text.ToString();
    }
}
