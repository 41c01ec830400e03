using SocketConformance.Specification;
using Spectre.Console;

namespace SocketConformance.Report;

/// <summary>The report for people at a terminal: verdict, diagnosis, causes, matrix, and a page for each cause.</summary>
public static class TextReport
{
    /// <param name="allPages">A page for every rule, whatever it shares with others.</param>
    public static void Write(RunReport report, IAnsiConsole console, bool allPages = false)
    {
        var page = Page.For(console);
        Put(page, report, allPages);
        page.Print(console);
    }

    /// <summary>Without colours, without wrapping.</summary>
    public static string Render(RunReport report, bool allPages = false)
    {
        var page = new Page();
        Put(page, report, allPages);
        return page.ToString();
    }

    private static void Put(Page page, RunReport report, bool allPages)
    {
        var matrix = new Matrix(report);
        PutVerdict(page, report, matrix);
        page.End().End();
        DiagnosisText.Put(page, report);
        CausesText.Put(page, report);
        MatrixText.Put(page, report, matrix);
        PutFindings(page, report, allPages);
        ReasonsText.PutKnownFailures(page, report);
        ReasonsText.Put(page, report, Verdict.Skip, "Skipped");
        ReasonsText.Put(page, report, Verdict.Inconclusive, "Inconclusive");
        PutObstacles(page, report);
        PutTotals(page, matrix);
        PutVerdict(page, report, matrix);
        page.Put($"  in {Durations.Words(report.DurationMs)}", Ink.Faint).End();
    }

    private static void PutVerdict(Page page, RunReport report, Matrix matrix)
    {
        page.Put(Headline.Word(report), report.Conformant ? Ink.GoodHeadline : Ink.BadHeadline);
        if (matrix.Targets.Count > 0) page.Put("  ").Put(Headline.Counts(matrix));
    }

    private static void PutFindings(Page page, RunReport report, bool allPages)
    {
        foreach (var (result, others) in Finding.Of(report, eachRule: allPages))
        {
            FailureText.Put(page, result, others);
            page.End();
        }
    }

    private static void PutObstacles(Page page, RunReport report)
    {
        var obstacles = Obstacles.Of(report);
        if (obstacles.Count == 0) return;
        page.Put("Problems", Ink.Strong).End();
        foreach (var obstacle in obstacles)
            page.To(2).Put(Verdict.Error.Sign(), Ink.Bad).To(4).Flow(obstacle.Message);
        page.End();
    }

    private static void PutTotals(Page page, Matrix matrix)
    {
        if (matrix.Targets.Count == 0) return;
        var names = 0;
        foreach (var target in matrix.Targets) names = Math.Max(names, target.Length);

        page.Put("Totals", Ink.Strong).To(2 + names);
        foreach (var verdict in Tally.WorstFirst)
            if (Any(verdict)) page.Put(Column(verdict.Word(), verdict), Ink.Faint);
        page.Put("  judged", Ink.Faint).End();

        for (var at = 0; at < matrix.Targets.Count; at++)
        {
            var total = matrix.Totals[at];
            page.To(2).Put(matrix.Targets[at]).To(2 + names);
            foreach (var verdict in Tally.WorstFirst)
                if (Any(verdict)) page.Put(Column($"{total[verdict]}", verdict), total[verdict] == 0 ? Ink.Faint : verdict.Ink());
            page.Put($"{total.Total,8}").End();
        }

        page.End();

        static string Column(string text, Verdict verdict) => text.PadLeft(verdict.Word().Length + 2);

        bool Any(Verdict verdict)
        {
            foreach (var total in matrix.Totals)
                if (total[verdict] > 0) return true;
            return false;
        }
    }
}
