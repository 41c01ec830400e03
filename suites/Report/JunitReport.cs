using System.Globalization;
using System.Text;
using System.Xml;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>
/// The report for CI servers: a test suite a target, a test case a result. It is red exactly when the run is: what makes
/// the run as a whole unfit is a test case too.
/// </summary>
public static class JunitReport
{
    private const string Suite = "SocketConformance";

    public static string Render(RunReport report)
    {
        var matrix = new Matrix(report);
        var obstacles = Obstacles.Of(report);
        var document = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        using (var xml = XmlWriter.Create(document, new XmlWriterSettings
               {
                   Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true,
               }))
        {
            xml.WriteStartElement("testsuites");
            Attribute(xml, "name", Suite);
            Attribute(xml, "time", Seconds(report.DurationMs));
            for (var column = 0; column < matrix.Targets.Count; column++)
                WriteTarget(xml, report, matrix.Targets[column], matrix.Totals[column]);
            if (obstacles.Count > 0) WriteObstacles(xml, obstacles);
            xml.WriteEndElement();
        }

        return document.Append('\n').ToString();
    }

    private static void WriteTarget(XmlWriter xml, RunReport report, string target, Tally total)
    {
        var seconds = 0.0;
        foreach (var result in report.Results)
            if (result.Target == target) seconds += result.DurationMs;

        StartSuite(
            xml, target, total.Total,
            failures: total[Verdict.Fail] + total[Verdict.UnexpectedPass] + total[Verdict.Flaky]
                + (report.Strict ? total[Verdict.Deviation] : 0),
            errors: total[Verdict.Error],
            skipped: total[Verdict.Skip] + total[Verdict.Inconclusive] + total[Verdict.KnownFailure]);
        Attribute(xml, "time", Seconds(seconds));
        foreach (var result in report.Results)
            if (result.Target == target) WriteResult(xml, report, result);
        xml.WriteEndElement();
    }

    private static void WriteResult(XmlWriter xml, RunReport report, CaseResult result)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "classname", $"{result.Target}.{result.Contract}.{result.Transport.Word()}");
        Attribute(xml, "name", result.Case);
        Attribute(xml, "time", Seconds(result.DurationMs));
        switch (result.Verdict)
        {
            case Verdict.Pass:
                break;
            case Verdict.Skip or Verdict.Inconclusive or Verdict.KnownFailure:
                xml.WriteStartElement("skipped");
                Attribute(xml, "message", $"{result.Verdict.Word()}: {result.Reason}");
                xml.WriteEndElement();
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

    private static void WritePage(XmlWriter xml, string element, CaseResult result)
    {
        xml.WriteStartElement(element);
        if (element != "system-out")
        {
            Attribute(xml, "type", result.Verdict.Word());
            Attribute(xml, "message", result.Reason ?? $"expected {result.Expected}; observed {result.Observed}");
        }

        // A page is escaped as it is written.
        xml.WriteString($"\n{FailureText.Plain(result)}");
        xml.WriteEndElement();
    }

    private static void WriteObstacles(XmlWriter xml, List<Problem> obstacles)
    {
        var failures = 0;
        foreach (var obstacle in obstacles)
            if (obstacle.Kind == ProblemKind.NotConformant) failures++;

        StartSuite(xml, Suite, obstacles.Count, failures, errors: obstacles.Count - failures, skipped: 0);
        Attribute(xml, "time", Seconds(0));
        for (var at = 0; at < obstacles.Count; at++)
        {
            var element = obstacles[at].Kind == ProblemKind.NotConformant ? "failure" : "error";
            xml.WriteStartElement("testcase");
            Attribute(xml, "classname", Suite);
            Attribute(xml, "name", string.Create(CultureInfo.InvariantCulture, $"the run as a whole, problem {at + 1}"));
            Attribute(xml, "time", Seconds(0));
            xml.WriteStartElement(element);
            Attribute(xml, "type", JsonWord.Of(obstacles[at].Kind));
            Attribute(xml, "message", obstacles[at].Message);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void StartSuite(XmlWriter xml, string name, int tests, int failures, int errors, int skipped)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", name);
        Attribute(xml, "tests", Number(tests));
        Attribute(xml, "failures", Number(failures));
        Attribute(xml, "errors", Number(errors));
        Attribute(xml, "skipped", Number(skipped));
    }

    private static void Attribute(XmlWriter xml, string name, string value) =>
        xml.WriteAttributeString(name, Escaping.Printable(value));

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(double milliseconds) =>
        (milliseconds / 1000).ToString("0.000", CultureInfo.InvariantCulture);
}
