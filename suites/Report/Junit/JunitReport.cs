using System.Xml;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>
/// The report for CI servers: a test suite a target, a test case a result. It is red exactly when the run is: what makes
/// the run as a whole unfit is a test case too.
/// </summary>
public static class JunitReport
{
    public static string Render(RunReport report)
    {
        var matrix = new Matrix(report);
        var obstacles = Obstacles.Of(report);
        return JunitXml.Document(report.DurationMs, xml =>
        {
            for (var column = 0; column < matrix.Targets.Count; column++)
                WriteTarget(xml, report, matrix.Targets[column], matrix.Totals[column]);
            JunitXml.WriteObstacles(xml, obstacles);
        });
    }

    private static void WriteTarget(XmlWriter xml, RunReport report, string target, Tally total)
    {
        var milliseconds = 0.0;
        foreach (var result in report.Results)
            if (result.Target == target) milliseconds += result.DurationMs;

        JunitXml.StartSuite(
            xml, target, total.Total,
            failures: total[Verdict.Fail] + total[Verdict.UnexpectedPass] + total[Verdict.Flaky]
                + (report.Strict ? total[Verdict.Deviation] : 0),
            errors: total[Verdict.Error],
            skipped: total[Verdict.Skip] + total[Verdict.Inconclusive] + total[Verdict.KnownFailure],
            milliseconds);
        foreach (var result in report.Results)
            if (result.Target == target) WriteResult(xml, report, result);
        xml.WriteEndElement();
    }

    private static void WriteResult(XmlWriter xml, RunReport report, CaseResult result)
    {
        JunitXml.StartCase(xml, $"{result.Target}.{result.Contract}.{result.Transport.Word()}", result.Case, result.DurationMs);
        switch (result.Verdict)
        {
            case Verdict.Pass:
                break;
            case Verdict.Skip or Verdict.Inconclusive or Verdict.KnownFailure:
                JunitXml.WriteSkipped(xml, $"{result.Verdict.Word()}: {result.Reason}");
                if (result.Verdict == Verdict.KnownFailure) WritePage(xml, "system-out", result);
                break;
            case Verdict.Deviation when !report.Strict:
                WritePage(xml, "system-out", result);
                break;
            default:
                WritePage(xml, result.Verdict == Verdict.Error ? "error" : "failure", result);
                break;
        }

        xml.WriteEndElement();
    }

    /// <summary>CI servers group by it: what results have in common comes first.</summary>
    private static string Message(CaseResult result) =>
        $"{(result.Difference is { } difference ? $"the {result.Role()} {difference.Words}: " : "")}expected {result.Expected}; observed " +
        $"{result.Observed}";

    private static void WritePage(XmlWriter xml, string element, CaseResult result)
    {
        var page = FailureText.Plain(result);
        if (element == "system-out") JunitXml.WriteOutput(xml, page);
        else JunitXml.WriteProblem(
            xml, element, result.Verdict.Word(), result.Reason ?? Message(result), page);
    }
}
