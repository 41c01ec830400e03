using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>Rules down, targets across, a section at a time: one that has nothing but passes is folded.</summary>
internal static class HtmlMatrix
{
    public static void Put(Markup page, Matrix matrix, Anchor anchor, bool strict)
    {
        page.Put($"<section class=\"matrix\" id=\"matrix\" aria-label=\"Matrix\">\n");
        PutHeads(page, matrix);
        foreach (var section in matrix.Sections) PutSection(page, section, matrix, anchor);
        page.Put($"<p class=\"legend\">");
        foreach (var (sign, words, verdict) in Legend.Of(matrix, strict))
            page.Put($"<span><b class=\"{verdict?.Word()}\">{sign}</b> {words}</span> ");
        page.Put($"</p>\n</section>\n");
    }

    private static void PutHeads(Markup page, Matrix matrix)
    {
        if (matrix.Targets.Count < 2) return;
        page.Put($"<div class=\"columns heads\" aria-hidden=\"true\"><span></span>");
        foreach (var target in matrix.Targets) page.Put($"<span title=\"{target}\">{target}</span>");
        page.Put($"</div>\n");
    }

    private static void PutSection(Markup page, Matrix.Section section, Matrix matrix, Anchor anchor)
    {
        var totals = matrix.Targets.Select(_ => new Tally()).ToList();
        foreach (var row in section.Rows)
            for (var column = 0; column < totals.Count; column++) totals[column].Add(row.Cells[column]);
        var needsAttention = section.Rows.Exists(row => row.Results.Exists(result => Finding.IsOne(result.Verdict)));

        page.Put($"<details class=\"section\" data-section=\"{section.Name}\"{(needsAttention ? " open" : "")}>\n");
        page.Put($"<summary class=\"columns\"><span><b>{section.Name}</b> <span class=\"faint\">");
        page.Put($"{section.Rows.Count} {(section.Rows.Count == 1 ? "rule" : "rules")}");
        page.Put($"</span></span>");
        foreach (var total in totals) page.Put($"<span>").PutCell(total, matrix).Put($"</span>");
        page.Put($"</summary>\n<table>\n<colgroup><col class=\"level\"><col>");
        page.Put($"<col class=\"cell\" span=\"{totals.Count}\"></colgroup>\n<thead><tr><th>level</th><th>rule</th>");
        foreach (var target in matrix.Targets) page.Put($"<th>{target}</th>");
        page.Put($"</tr></thead>\n<tbody>\n");
        foreach (var row in section.Rows) PutRow(page, row, matrix, anchor);
        page.Put($"</tbody>\n</table>\n</details>\n");
    }

    private static void PutRow(Markup page, Matrix.Row row, Matrix matrix, Anchor anchor)
    {
        var verdicts = string.Join(' ', row.Results.Select(result => result.Verdict.Word()).Distinct());
        page.Put($"<tr data-verdicts=\"{verdicts}\"><td>{row.Level.Word()}</td>");
        page.Put($"<th scope=\"row\"><a href=\"#{Anchor.Of(row.Case)}\">{row.Case}</a></th>");
        for (var column = 0; column < row.Cells.Length; column++)
        {
            var target = matrix.Targets[column];
            var worst = row.Cells[column].Worst;
            page.Put($"<td>");
            if (worst is { } verdict && Finding.IsOne(verdict))
                page.Put($"<a href=\"#{anchor.Of(row.Results.First(result => result.Target == target && result.Verdict == verdict))}\">")
                    .PutCell(row.Cells[column], matrix).Put($"</a>");
            else
                page.PutCell(row.Cells[column], matrix);
            page.Put($"</td>");
        }

        page.Put($"</tr>\n");
    }

    /// <summary>Where there are many columns, the sign alone; what it stands for is told to who cannot see it.</summary>
    private static Markup PutCell(this Markup page, Tally cell, Matrix matrix)
    {
        var word = cell.Worst?.Word();
        var narrow = matrix.Targets.Count > HtmlReport.MostWideColumns;
        page.Put($"<span class=\"{word ?? "faint"}\"");
        if (narrow && cell.Total > 1) page.Put($" title=\"{cell.Words}\"");
        page.Put($">{(narrow ? cell.Worst?.Sign() ?? Signs.None : cell.Cell)}</span>");
        return word is null or "pass" ? page : page.Put($"<span class=\"unseen\"> {word}</span>");
    }
}
