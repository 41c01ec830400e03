using System.Globalization;
using System.Text;
using System.Xml;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>The elements of a JUnit report, in the order and with the attributes that CI servers ask for.</summary>
internal static class JunitXml
{
    private const string Suite = "SocketConformance";

    /// <param name="suites">Writes the test suites.</param>
    public static string Document(double durationMs, Action<XmlWriter> suites)
    {
        var document = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        using (var xml = XmlWriter.Create(document, new XmlWriterSettings
               {
                   Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true,
               }))
        {
            xml.WriteStartElement("testsuites");
            Attribute(xml, "name", Suite);
            Attribute(xml, "time", Seconds(durationMs));
            suites(xml);
            xml.WriteEndElement();
        }

        return document.Append('\n').ToString();
    }

    public static void StartSuite(XmlWriter xml, string name, int tests, int failures, int errors, int skipped, double durationMs)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", name);
        Attribute(xml, "tests", Number(tests));
        Attribute(xml, "failures", Number(failures));
        Attribute(xml, "errors", Number(errors));
        Attribute(xml, "skipped", Number(skipped));
        Attribute(xml, "time", Seconds(durationMs));
    }

    public static void StartCase(XmlWriter xml, string className, string name, double durationMs)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "classname", className);
        Attribute(xml, "name", name);
        Attribute(xml, "time", Seconds(durationMs));
    }

    public static void WriteSkipped(XmlWriter xml, string message)
    {
        xml.WriteStartElement("skipped");
        Attribute(xml, "message", message);
        xml.WriteEndElement();
    }

    /// <param name="element"><c>failure</c> or <c>error</c>.</param>
    /// <param name="page">Escaped already; empty for none.</param>
    public static void WriteProblem(XmlWriter xml, string element, string type, string message, string page = "")
    {
        xml.WriteStartElement(element);
        Attribute(xml, "type", type);
        Attribute(xml, "message", message);
        if (page.Length > 0) xml.WriteString($"\n{page}");
        xml.WriteEndElement();
    }

    /// <param name="page">Escaped already.</param>
    public static void WriteOutput(XmlWriter xml, string page) => xml.WriteElementString("system-out", $"\n{page}");

    /// <summary>What makes the run as a whole unfit, a test case each; nothing where there is nothing.</summary>
    public static void WriteObstacles(XmlWriter xml, IReadOnlyList<Problem> obstacles)
    {
        if (obstacles.Count == 0) return;
        var failures = obstacles.Count(obstacle => obstacle.Kind == ProblemKind.NotConformant);
        StartSuite(xml, Suite, obstacles.Count, failures, errors: obstacles.Count - failures, skipped: 0, durationMs: 0);
        for (var at = 0; at < obstacles.Count; at++)
        {
            StartCase(xml, Suite, string.Create(CultureInfo.InvariantCulture, $"the run as a whole, problem {at + 1}"), durationMs: 0);
            WriteProblem(xml, obstacles[at].Kind == ProblemKind.NotConformant ? "failure" : "error",
                JsonWord.Of(obstacles[at].Kind), obstacles[at].Message);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Attribute(XmlWriter xml, string name, string value) =>
        xml.WriteAttributeString(name, Escaping.Printable(value));

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(double milliseconds) =>
        (milliseconds / 1000).ToString("0.000", CultureInfo.InvariantCulture);
}
