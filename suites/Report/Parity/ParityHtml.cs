using System.Globalization;
using System.Text;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>A comparison for a browser: one file, no script, both servers' observations in every case.</summary>
public static class ParityHtml
{
    public static string Render(ParityReport report)
    {
        var html = new StringBuilder(256 * 1024);
        html.Append(HtmlReport.Head(ParityHeadline.Word(report), targets: 1, good: report.Equal, ParityHeadline.Counts(report), report.DurationMs));
        HtmlReport.AppendObstacles(html, ParityNote.Obstacles(report));
        html.Append("<main>\n");
        AppendDifferences(html, report);
        foreach (var pair in report.Cases) AppendPair(html, pair);
        AppendConversations(html, report.Fuzz);
        AppendNotes(html, report);
        html.Append(CultureInfo.InvariantCulture, $"</main>\n<footer>SocketConformance {Escaping.Html($"{report.Version}, specification revision {report.Revision}")}</footer>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void AppendDifferences(StringBuilder html, ParityReport report)
    {
        foreach (var page in ParityPage.Of(report))
            html.Append(CultureInfo.InvariantCulture, $"<details class=\"case\" open><summary class=\"row\"><span class=\"fail\">≠</span><span>{Escaping.Html(page.About)}</span></summary>\n<p class=\"faint\">{Escaping.Html(page.Where)}</p>\n<pre>{Lines(page.Text)}</pre>\n</details>\n");
    }

    private static void AppendPair(StringBuilder html, CaseParityReport pair)
    {
        html.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{Escaping.Html($"{pair.First} and {pair.Second}, case by case")}</h2>\n");
        foreach (var row in pair.Rows) AppendRow(html, pair, row);
        html.Append("</section>\n");
    }

    private static void AppendRow(StringBuilder html, CaseParityReport pair, CaseParityRow row)
    {
        html.Append(CultureInfo.InvariantCulture, $"<details class=\"case\"><summary class=\"row\"><span class=\"{Class(row.Kind)}\">{JsonWord.Of(row.Kind)}</span><span>{Escaping.Html($"{row.Case} ({row.Contract}, {row.Transport.Word()})")}</span></summary>\n<dl>\n");
        if (row.Reason is not null) html.Append(CultureInfo.InvariantCulture, $"<dt>reason</dt><dd>{Escaping.Html(row.Reason)}</dd>\n");
        if (row.First == row.Second)
        {
            html.Append(CultureInfo.InvariantCulture, $"<dt>both</dt><dd>{Lines(row.First)}</dd>\n");
        }
        else
        {
            html.Append(CultureInfo.InvariantCulture, $"<dt>{Escaping.Html(pair.First)}</dt><dd>{Lines(row.First)}</dd>\n");
            html.Append(CultureInfo.InvariantCulture, $"<dt>{Escaping.Html(pair.Second)}</dt><dd>{Lines(row.Second)}</dd>\n");
        }

        html.Append("</dl></details>\n");
    }

    private static void AppendConversations(StringBuilder html, FuzzReport? fuzz)
    {
        if (fuzz is null) return;
        html.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>Random conversations, seed {fuzz.Seed}</h2>\n<ul>\n");
        foreach (var tally in fuzz.Tallies)
            html.Append(CultureInfo.InvariantCulture, $"<li>{Escaping.Html(ParityHeadline.Line(tally))}</li>\n");
        html.Append("</ul>\n</section>\n");
    }

    private static void AppendNotes(StringBuilder html, ParityReport report)
    {
        if (!ParityNote.Of(report).Any()) return;
        html.Append("<section>\n<h2>No differences to fail for</h2>\n<ul>\n");
        foreach (var note in ParityNote.Of(report))
            html.Append(CultureInfo.InvariantCulture, $"<li><b>{note.Kind}</b> {Escaping.Html(note.About)}: {Escaping.Html(note.Why)}</li>\n");
        html.Append("</ul>\n</section>\n");
    }

    private static string Lines(string text) => string.Join('\n', text.Split('\n').Select(Escaping.Html));

    private static string Class(CaseParityKind kind) => kind switch
    {
        CaseParityKind.Equal => "pass",
        CaseParityKind.Different => "fail",
        CaseParityKind.Declared => "known-failure",
        _ => "skip",
    };
}
