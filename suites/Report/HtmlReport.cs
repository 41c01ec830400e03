using System.Globalization;
using System.Text;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>The report for a browser: one file, no script, every case with its wire, whether it passed or not.</summary>
public static class HtmlReport
{
    public static string Render(RunReport report)
    {
        var matrix = new Matrix(report);
        var html = new StringBuilder(256 * 1024);
        html.Append(Head(Headline.Word(report), matrix.Targets.Count, report.Conformant, Headline.Counts(matrix), report.DurationMs));
        AppendObstacles(html, Obstacles.Of(report));
        AppendTargets(html, report);
        if (matrix.Sections.Count > 0) AppendMatrix(html, matrix, report);
        html.Append(CultureInfo.InvariantCulture, $"<footer>SocketConformance {Escaping.Html(string.Join(", ", new[] { report.Version, Headline.Measure(report) }.Where(words => words.Length > 0)))}</footer>\n</body>\n</html>\n");
        return html.ToString();
    }

    /// <summary>What every page begins with, up to its first section.</summary>
    /// <param name="word">The verdict; ours, so that nothing in it needs escaping.</param>
    /// <param name="targets">How many columns there are.</param>
    internal static string Head(string word, int targets, bool good, string counts, double durationMs) =>
        // Nothing may be loaded or run: the second line of defence behind the escaping.
        string.Create(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{word}: SocketConformance</title>
            <style>
            {HtmlStyle.Sheet}
            </style>
            </head>
            <body style="--targets:{targets}">
            <header>
            <h1 class="{(good ? "pass" : "fail")}">{word}</h1>
            <p>{Escaping.Html(counts)} in {Durations.Words(durationMs)}</p>
            </header>

            """);

    internal static void AppendObstacles(StringBuilder html, IEnumerable<Problem> obstacles)
    {
        foreach (var obstacle in obstacles)
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"problem\">{Escaping.Html(obstacle.Message)}</p>\n");
    }

    private static void AppendTargets(StringBuilder html, RunReport report)
    {
        html.Append("<section class=\"targets\">\n");
        foreach (var target in report.Targets)
        {
            html.Append(CultureInfo.InvariantCulture, $"<article><h2>{Escaping.Html(target.Name)}</h2><code>{Escaping.Html(target.How)}</code><ul>\n");
            foreach (var line in target.Declared)
                html.Append(CultureInfo.InvariantCulture, $"<li>{Escaping.Html(line)}</li>\n");
            if (MatrixText.Undeclared(target) is { Length: > 0 } undeclared)
                html.Append(CultureInfo.InvariantCulture, $"<li class=\"faint\">not declared: {undeclared}</li>\n");
            html.Append("</ul></article>\n");
        }

        html.Append("</section>\n");
    }

    private static void AppendMatrix(StringBuilder html, Matrix matrix, RunReport report)
    {
        html.Append("<main>\n<label class=\"filter\"><input type=\"checkbox\" id=\"findings\"> only what is not a pass</label>\n");
        html.Append("<div class=\"row head\"><span></span><span></span>");
        foreach (var target in matrix.Targets)
            html.Append(CultureInfo.InvariantCulture, $"<span title=\"{Escaping.Html(target)}\">{Escaping.Html(target)}</span>");
        html.Append("</div>\n");

        foreach (var section in matrix.Sections)
        {
            html.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{Escaping.Html(section.Name)}</h2>\n");
            foreach (var row in section.Rows) AppendRow(html, row);
            html.Append("</section>\n");
        }

        html.Append("<p class=\"legend\">");
        foreach (var (sign, words, verdict) in Legend.Of(matrix, report.Strict))
            html.Append(CultureInfo.InvariantCulture, $"<span><b class=\"{verdict?.Word()}\">{Escaping.Html(sign)}</b> {words}</span> ");
        html.Append("</p>\n</main>\n");
    }

    private static void AppendRow(StringBuilder html, Matrix.Row row)
    {
        var passed = true;
        foreach (var cell in row.Cells) passed &= cell.Total == cell[Verdict.Pass];
        html.Append(CultureInfo.InvariantCulture, $"<details class=\"case{(passed ? " passed" : "")}\" id=\"{Escaping.Html(row.Case)}\"><summary class=\"row\">");
        html.Append(CultureInfo.InvariantCulture, $"<span class=\"faint\">{row.Level.Word()}</span><span>{Escaping.Html(row.Case)}</span>");
        foreach (var cell in row.Cells)
            html.Append(CultureInfo.InvariantCulture, $"<span class=\"{cell.Worst?.Word() ?? "faint"}\">{Escaping.Html(cell.Cell)}</span>");
        html.Append(CultureInfo.InvariantCulture, $"</summary>\n<p>{Escaping.Html(row.Statement)} <span class=\"faint\">{Escaping.Html(row.Source)}</span></p>\n");
        foreach (var result in row.Results) AppendResult(html, result);
        html.Append("</details>\n");
    }

    private static void AppendResult(StringBuilder html, CaseResult result)
    {
        var word = result.Verdict.Word();
        html.Append(CultureInfo.InvariantCulture, $"<details class=\"result\"{(Finding.IsOne(result.Verdict) ? " open" : "")}><summary><b class=\"{word}\">{Escaping.Html(result.Verdict.Sign())} {word}</b> {Escaping.Html(result.Subject())} <span class=\"faint\">{Durations.Words(result.DurationMs)}</span></summary>\n<dl>\n");
        AppendField(html, "level", result.Level.Word());
        AppendField(html, "reason", result.Reason);
        AppendField(html, "expected", result.Expected);
        AppendField(html, "observed", result.Observed);
        AppendWire(html, result.Wire);
        AppendField(html, "server", result.Server);
        AppendField(html, "hint", result.Hint);
        AppendField(html, "again", result.Again);
        html.Append("</dl></details>\n");
    }

    private static void AppendField(StringBuilder html, string label, string? text)
    {
        if (text is null) return;
        html.Append(CultureInfo.InvariantCulture, $"<dt>{label}</dt><dd>");
        html.AppendJoin('\n', text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n').Select(Escaping.Html)).Append("</dd>\n");
    }

    private static void AppendWire(StringBuilder html, IReadOnlyList<WireEvent> wire)
    {
        if (wire.Count == 0) return;
        html.Append("<dt>wire</dt><dd><ol class=\"wire\">\n");
        foreach (var (milliseconds, what) in wire)
            html.Append(CultureInfo.InvariantCulture, $"<li><span>{milliseconds:N1} ms</span>{Escaping.Html(what)}</li>\n");
        html.Append("</ol></dd>\n");
    }
}
