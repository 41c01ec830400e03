using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What narrows the matrix: by text, level, section and verdict. Without its script a page has none, and shows all.</summary>
internal static class HtmlFilters
{
    public static void Put(Markup page, Matrix matrix)
    {
        page.Put($"<form id=\"filters\" hidden role=\"search\" aria-label=\"Filters\">\n");
        page.Put($"<input type=\"search\" name=\"text\" aria-label=\"Text\" placeholder=\"rule, statement, observed …\">\n");
        PutChoice(page, "level", "every level", Rows(matrix).Select(row => row.Level.Word()).Distinct());
        PutChoice(page, "section", "every section", matrix.Sections.Select(section => section.Name));
        page.Put($"<fieldset><legend class=\"unseen\">Verdicts</legend>");
        foreach (var verdict in Tally.WorstFirst)
        {
            var count = Rows(matrix).Sum(row => row.Results.Count(result => result.Verdict == verdict));
            if (count == 0) continue;
            page.Put($"<label><input type=\"checkbox\" name=\"verdict\" value=\"{verdict.Word()}\" checked> ");
            page.Put($"<span class=\"{verdict.Word()}\">{verdict.Sign()} {verdict.Word()}</span> {count:N0}</label> ");
        }

        page.Put($"</fieldset>\n<p class=\"faint\"><output aria-live=\"polite\"></output> ");
        page.Put($"<span class=\"keys\"><kbd>/</kbd> filter <kbd>j</kbd> <kbd>k</kbd> next, previous <kbd>Esc</kbd> close</span></p>\n");
        page.Put($"</form>\n");
    }

    private static IEnumerable<Matrix.Row> Rows(Matrix matrix) => matrix.Sections.SelectMany(section => section.Rows);

    private static void PutChoice(Markup page, string name, string all, IEnumerable<string> words)
    {
        page.Put($"<select name=\"{name}\" aria-label=\"{name}\"><option value=\"\">{all}</option>");
        foreach (var word in words) page.Put($"<option>{word}</option>");
        page.Put($"</select>\n");
    }
}
