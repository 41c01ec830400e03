using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>Each target with its totals, and behind a fold what it declares.</summary>
internal static class HtmlTargets
{
    public static void Put(Markup page, RunReport report, Matrix matrix)
    {
        if (matrix.Targets.Count == 0) return;
        List<Verdict> verdicts = [.. Tally.WorstFirst.Where(verdict => matrix.Totals.Exists(total => total[verdict] > 0))];
        page.Put($"<div class=\"totals\" role=\"region\" aria-label=\"Totals\" tabindex=\"0\"><table>\n<thead><tr><th>target</th>");
        foreach (var verdict in verdicts) page.Put($"<th class=\"number\">{verdict.Word()}</th>");
        page.Put($"</tr></thead>\n<tbody>\n");
        for (var at = 0; at < matrix.Targets.Count; at++)
        {
            page.Put($"<tr><th scope=\"row\">{matrix.Targets[at]}</th>");
            foreach (var verdict in verdicts) PutCount(page, matrix.Totals[at][verdict], verdict);
            page.Put($"</tr>\n");
        }

        page.Put($"</tbody>\n</table></div>\n<details class=\"targets\"><summary>how started, what declared</summary>\n");
        foreach (var target in report.Targets) PutDeclared(page, target);
        page.Put($"</details>\n");
    }

    private static void PutCount(Markup page, int count, Verdict verdict) =>
        page.Put($"<td class=\"number {(count == 0 ? "faint" : verdict.Word())}\">{count:N0}</td>");

    private static void PutDeclared(Markup page, TargetSummary target)
    {
        page.Put($"<section><h2>{target.Name}</h2><code>{target.How}</code><ul>\n");
        foreach (var line in target.Declared) page.Put($"<li>{line}</li>\n");
        if (MatrixText.Undeclared(target) is { Length: > 0 } undeclared)
            page.Put($"<li class=\"faint\">not declared: {undeclared}</li>\n");
        page.Put($"</ul></section>\n");
    }
}
