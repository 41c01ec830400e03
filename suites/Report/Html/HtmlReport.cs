using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>
/// The report for a browser: one file. On the left the verdict, its causes and the matrix, on the right the rule that a link names. All of
/// it is there without the script, which adds filters and keys.
/// </summary>
public static class HtmlReport
{
    /// <summary>With more targets than these, columns are as narrow as a sign.</summary>
    internal const int MostWideColumns = 4;

    /// <summary>So many wires are drawn, the rest told in words: a drawing takes some 5 kB.</summary>
    private const int MostDrawings = 200;

    public static string Render(RunReport report)
    {
        var matrix = new Matrix(report);
        var anchor = new Anchor(report);
        var causes = Cause.Of(report);
        var frame = new HtmlPage(Headline.Word(report), report.Conformant, Kind(report, matrix))
        {
            Targets = Math.Max(1, matrix.Targets.Count),
            Scripted = matrix.Sections.Count > 0,
        };
        var page = frame.Begin();
        page.Put($"<main tabindex=\"0\" aria-label=\"Verdict and matrix\">\n<header>\n");
        frame.PutVerdict(page, report.DurationMs);
        page.Put($"</header>\n");
        HtmlPage.PutObstacles(page, Obstacles.Of(report));
        HtmlDiagnoses.Put(page, report);
        HtmlCauses.Put(page, causes);
        HtmlTargets.Put(page, report, matrix);
        if (matrix.Sections.Count > 0)
        {
            HtmlFilters.Put(page, matrix);
            HtmlMatrix.Put(page, matrix, anchor, report.Strict);
        }

        var madeBy = new[] { report.Version, Headline.Measure(report) }.Where(words => words.Length > 0);
        HtmlPage.PutFooter(page, string.Join(", ", madeBy));
        page.Put($"</main>\n");
        if (matrix.Sections.Count > 0) PutRules(page, matrix, anchor, causes);
        return frame.End(page);
    }

    /// <summary>Those that explain the causes first: where nothing is chosen, the first of them is shown.</summary>
    private static void PutRules(Markup page, Matrix matrix, Anchor anchor, List<Cause> causes)
    {
        page.Put($"<aside id=\"rules\" tabindex=\"0\" aria-label=\"The chosen rule\">\n");
        page.Put($"<a class=\"close\" href=\"#matrix\">back to the matrix</a>\n");
        var rule = new HtmlRule(anchor, MostDrawings);
        var place = causes.Select(cause => cause.Rules[0]).Distinct().Select((id, at) => (id, at)).ToDictionary();
        foreach (var row in matrix.Sections.SelectMany(section => section.Rows)
            .OrderBy(row => place.GetValueOrDefault(row.Case, IsFinding(row) ? place.Count : int.MaxValue))) rule.Put(page, row);
        page.Put($"<p class=\"faint\">Wires of what passed are not in this file: ");
        page.Put($"<code>--report json=report.json</code> has them all.</p>\n</aside>\n");
    }

    private static bool IsFinding(Matrix.Row row) => row.Results.Exists(result => Finding.IsOne(result.Verdict));

    private static string Kind(RunReport report, Matrix matrix) =>
        $"report{(report.Results.Any(result => Finding.IsOne(result.Verdict)) ? " findings" : "")}" +
            $"{(matrix.Targets.Count > MostWideColumns ? " many" : "")}";
}
