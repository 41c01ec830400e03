using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>A comparison for a browser: one file, no script, both servers' observations beside each other in every case.</summary>
public static class ParityHtml
{
    public static string Render(ParityReport report)
    {
        var frame = new HtmlPage(ParityHeadline.Word(report), report.Equal, "parity");
        var page = frame.Begin().Put($"<main>\n<header>\n");
        frame.PutVerdict(page, report.DurationMs);
        page.Put($"</header>\n<p>{ParityHeadline.Counts(report)}</p>\n");
        HtmlPage.PutObstacles(page, ParityNote.Obstacles(report));
        foreach (var difference in report.Fuzz?.Differences ?? []) PutDifference(page, difference);
        foreach (var pair in report.Cases) PutPair(page, pair);
        PutConversations(page, report.Fuzz);
        PutNotes(page, report);
        HtmlPage.PutFooter(page, $"{report.Version}, specification revision {report.Revision}");
        page.Put($"</main>\n");
        return frame.End(page);
    }

    private static void PutDifference(Markup page, ParityDifference difference)
    {
        page.Put($"<section>\n<h2><span class=\"fail\">≠</span> {difference.Contract} over {difference.Transport.Word()}</h2>\n");
        page.Put($"<p class=\"faint\">{difference.Origin}</p>\n");
        ParitySides.Put(page, "the client", difference.First, difference.Second, difference.Rows);
        page.Put($"<details><summary>in Python</summary><pre tabindex=\"0\">").PutLines(string.Join('\n', difference.Script));
        page.Put($"</pre></details>\n");
        if (difference.File is not null) page.Put($"<p class=\"faint\">kept in <code>{difference.File}</code></p>\n");
        page.Put($"<div class=\"again\"><code>{difference.Again}</code></div>\n</section>\n");
    }

    /// <summary>Differences first, and open; what was seen alike over several transports once.</summary>
    private static void PutPair(Markup page, CaseParityReport pair)
    {
        page.Put($"<section>\n<h2>{pair.First} and {pair.Second}, case by case</h2>\n");
        foreach (var alike in pair.Rows.OrderBy(row => row.Kind != CaseParityKind.Different)
            .GroupBy(row => (row.Case, row.Kind, row.First, row.Second, row.Reason))) PutRows(page, pair, [.. alike]);
        page.Put($"</section>\n");
    }

    private static void PutRows(Markup page, CaseParityReport pair, List<CaseParityRow> alike)
    {
        var row = alike[0];
        page.Put($"<details class=\"pair\"{(row.Kind == CaseParityKind.Different ? " open" : "")}>\n<summary>");
        page.Put($"<code class=\"{Class(row.Kind)}\">{JsonWord.Of(row.Kind)}</code> <code>{row.Case}</code> ");
        page.Put($"<span class=\"faint\">{ParityNote.Places(alike)}</span></summary>\n");
        if (row.Reason is not null) page.Put($"<p>").PutLines(row.Reason).Put($"</p>\n");
        if (row.First == row.Second)
            page.Put($"<p class=\"faint\">both</p><pre tabindex=\"0\">").PutLines(string.Join('\n', row.First.Lines())).Put($"</pre>\n");
        else
            ParitySides.Put(page, pair, row);
        page.Put($"</details>\n");
    }

    private static void PutConversations(Markup page, FuzzReport? fuzz)
    {
        if (fuzz is null) return;
        page.Put($"<section>\n<h2>Random conversations, seed {fuzz.Seed}</h2>\n<ul>\n");
        foreach (var tally in fuzz.Tallies) page.Put($"<li>{ParityHeadline.Line(tally)}</li>\n");
        page.Put($"</ul>\n</section>\n");
    }

    private static void PutNotes(Markup page, ParityReport report)
    {
        if (!ParityNote.Of(report).Any()) return;
        page.Put($"<section>\n<h2>No differences to fail for</h2>\n<ul>\n");
        foreach (var note in ParityNote.Of(report)) page.Put($"<li><b>{note.Kind}</b> {note.About}: {note.Why}</li>\n");
        page.Put($"</ul>\n</section>\n");
    }

    private static string Class(CaseParityKind kind) => kind switch
    {
        CaseParityKind.Equal => "pass",
        CaseParityKind.Different => "fail",
        CaseParityKind.Declared => "known-failure",
        _ => "skip",
    };
}
