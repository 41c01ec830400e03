using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>All about one rule: what it asks, each result that is not a pass in full, and the others in a line.</summary>
/// <param name="drawings">How many wires may still be drawn: a report of many failures stays small enough to open.</param>
internal sealed class HtmlRule(Anchor anchor, int drawings)
{
    private int drawings = drawings;

    public void Put(Markup page, Matrix.Row row)
    {
        var inFull = row.Results.Where(result => IsInFull(result.Verdict)).ToList();
        var kind = row.Results.Exists(result => Finding.IsOne(result.Verdict)) ? "rule finding" : "rule";
        page.Put($"<article class=\"{kind}\" id=\"{Anchor.Of(row.Case)}\" tabindex=\"-1\">\n<h2>{row.Case}</h2>\n");
        page.Put($"<p class=\"statement\"><b>{row.Level.Word()}</b> {row.Statement} <span class=\"faint\">{row.Source}</span></p>\n");
        foreach (var same in inFull.GroupBy(result =>
            (result.Verdict, result.Level, result.Expected, result.Observed, result.Reason)))
            HtmlFailure.Put(page, same.First(), [.. same.Skip(1)], anchor, drawn: Finding.IsOne(same.Key.Verdict) && drawings-- > 0);
        foreach (var same in row.Results.Except(inFull).GroupBy(result => (result.Verdict, result.Reason)))
            PutLine(page, same.Key.Verdict, same.Key.Reason, [.. same]);
        page.Put($"</article>\n");
    }

    private static bool IsInFull(Verdict verdict) => Finding.IsOne(verdict) || verdict is Verdict.KnownFailure or Verdict.Inconclusive;

    private static void PutLine(Markup page, Verdict verdict, string? reason, List<CaseResult> results)
    {
        page.Put($"<p class=\"line\"><b class=\"{verdict.Word()}\">{verdict.Sign()} {verdict.Word()}</b> ");
        if (reason is not null) page.PutLines(reason).Put($" ");
        var places = results.GroupBy(result => result.Target, (target, its) => (target, Words: Subjects.Words(its)))
            .GroupBy(place => place.Words, place => place.target);
        var words = string.Join("; ", places.Select(place => $"{string.Join(", ", place)}: {place.Key}"));
        page.Put($"<span class=\"faint\">{words}</span></p>\n");
    }
}
