using System.Globalization;
using System.Text;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>The report for a pull request: what GitHub shows as a step's summary.</summary>
public static class MarkdownReport
{
    public static string Render(RunReport report, bool allPages = false)
    {
        var matrix = new Matrix(report);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {Headline.Word(report)}\n\n");
        text.Append(
            CultureInfo.InvariantCulture, $"{Escaping.Markdown(Headline.Counts(matrix))} in {Durations.Words(report.DurationMs)}\n\n");

        AppendObstacles(text, Obstacles.Of(report));
        AppendDiagnoses(text, report);
        AppendCauses(text, report);

        AppendTargets(text, report);
        if (matrix.Sections.Count > 0) AppendMatrix(text, matrix, report.Strict);
        var room = new MarkdownRoom(text);
        AppendFindings(room, report, allPages);
        AppendReasons(room, report);
        room.SayWhatIsLeftOut();
        return text.ToString();
    }

    internal static void AppendObstacles(StringBuilder text, IEnumerable<Problem> obstacles)
    {
        foreach (var obstacle in obstacles)
            text.Append(CultureInfo.InvariantCulture, $"- **problem:** {Escaping.Markdown(obstacle.Message)}\n");
        text.Append('\n');
    }

    private static void AppendDiagnoses(StringBuilder text, RunReport report)
    {
        foreach (var diagnosis in Diagnosis.Of(report))
            text.Append(CultureInfo.InvariantCulture, $"> **{Escaping.Markdown(diagnosis.Target)}**: {Escaping.Markdown(diagnosis.Words)} ")
                .Append(CultureInfo.InvariantCulture, $"{Escaping.Markdown(diagnosis.Advice)}\n\n");
    }

    private static void AppendCauses(StringBuilder text, RunReport report)
    {
        foreach (var cause in Cause.Of(report))
            text.Append(CultureInfo.InvariantCulture, $"- {Escaping.Markdown(cause.Shown.Verdict.Sign())} ")
                .Append(CultureInfo.InvariantCulture, $"**{cause.Rules.Count} {(cause.Rules.Count == 1 ? "rule" : "rules")}** ")
                .Append(CultureInfo.InvariantCulture, $"{Escaping.Markdown(cause.Target)}: {Escaping.Markdown(cause.Line())}")
                .Append(CultureInfo.InvariantCulture, $" — {Escaping.Markdown(cause.Rules[0])}\n");
        text.Append('\n');
    }

    private static void AppendTargets(StringBuilder text, RunReport report)
    {
        foreach (var target in report.Targets)
        {
            text.Append(CultureInfo.InvariantCulture, $"- **{Escaping.Markdown(target.Name)}** {Escaping.Markdown(target.How)}\n");
            foreach (var line in target.Declared)
                text.Append(CultureInfo.InvariantCulture, $"  - {Escaping.Markdown(line)}\n");
            if (MatrixText.Undeclared(target) is { Length: > 0 } undeclared)
                text.Append(CultureInfo.InvariantCulture, $"  - not declared: {undeclared}\n");
        }

        if (Headline.Measure(report) is { Length: > 0 } measure)
            text.Append(CultureInfo.InvariantCulture, $"- judged by {Escaping.Markdown(measure)}\n");
        text.Append('\n');
    }

    private static void AppendMatrix(StringBuilder text, Matrix matrix, bool strict)
    {
        text.Append("| level | case |");
        foreach (var target in matrix.Targets) text.Append(CultureInfo.InvariantCulture, $" {Escaping.Markdown(target)} |");
        text.Append("\n|---|---|");
        foreach (var _ in matrix.Targets) text.Append("---|");
        text.Append('\n');

        foreach (var section in matrix.Sections)
            foreach (var row in section.Rows)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {row.Level.Word()} | {Escaping.Markdown(row.Case)} |");
                foreach (var cell in row.Cells) text.Append(CultureInfo.InvariantCulture, $" {Escaping.Markdown(cell.Cell)} |");
                text.Append('\n');
            }

        text.Append('\n');
        text.AppendJoin(" &nbsp; ", Legend.Of(matrix, strict).Select(legend => $"{Escaping.Markdown(legend.Sign)} {legend.Words}"));
        text.Append("\n\n");
    }

    private static void AppendFindings(MarkdownRoom room, RunReport report, bool allPages)
    {
        foreach (var (result, others) in Finding.Of(report, eachRule: allPages)) room.Add(Page(result, others));
    }

    private static void AppendReasons(MarkdownRoom room, RunReport report)
    {
        foreach (var group in ReasonGroup.Of(report, Verdict.KnownFailure, byCase: true))
            room.Add($"- **known failure** {Escaping.Markdown(group.Case)} " +
                $"({Escaping.Markdown($"{group.Target}: {Subjects.Words(group.Results)}")}): {Escaping.Markdown(group.Reason)}\n");
        foreach (var verdict in (Verdict[])[Verdict.Skip, Verdict.Inconclusive])
            foreach (var group in ReasonGroup.Of(report, verdict))
                room.Add($"- {group.Results.Count} **{verdict.Word()}** ({Escaping.Markdown(group.Target)}): " +
                    $"{Escaping.Markdown(group.Reason)} — {Escaping.Markdown(group.Cases)}\n");
    }

    /// <summary>The page about one result, folded.</summary>
    internal static string Page(CaseResult result, IReadOnlyList<CaseResult> others) =>
        Folded(result.Verdict.Sign(), result.Case, result.Subject(), FailureText.Plain(result, others));

    /// <param name="page">Whole lines, escaped already.</param>
    internal static string Folded(string sign, string about, string where, string page)
    {
        var fence = Fence(page);
        return $"<details><summary>{Escaping.Markdown(sign)} <b>{Escaping.Markdown(about)}</b> ({Escaping.Markdown(where)})</summary>\n\n" +
            $"{fence}text\n{page}{fence}\n\n</details>\n\n";
    }

    /// <summary>Longer than any run of backticks in the page, so that nothing in it can end the block.</summary>
    private static string Fence(string page)
    {
        var (longest, run) = (0, 0);
        foreach (var character in page)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return new string('`', Math.Max(3, longest + 1));
    }
}
