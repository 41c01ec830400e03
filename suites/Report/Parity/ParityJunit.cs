using System.Globalization;
using System.Xml;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>
/// A comparison for CI servers: a test suite a pair of servers, a test case a case, or a contract's conversations over one
/// transport. It is red exactly when the run is.
/// </summary>
public static class ParityJunit
{
    public static string Render(ParityReport report) => JunitXml.Document(report.DurationMs, xml =>
    {
        foreach (var pair in report.Cases) WritePair(xml, pair);
        if (report.Fuzz is { } fuzz)
            foreach (var pair in fuzz.Tallies.GroupBy(tally => (tally.First, tally.Second))) WriteConversations(xml, fuzz, [.. pair]);
        JunitXml.WriteObstacles(xml, [.. ParityNote.Obstacles(report)]);
    });

    private static void WritePair(XmlWriter xml, CaseParityReport pair)
    {
        JunitXml.StartSuite(
            xml, $"{pair.First} and {pair.Second}", pair.Rows.Count,
            failures: pair.Count(CaseParityKind.Different), errors: 0,
            skipped: pair.Count(CaseParityKind.Declared) + pair.Count(CaseParityKind.Unstable), durationMs: 0);
        foreach (var row in pair.Rows)
        {
            JunitXml.StartCase(xml, $"{pair.First}-{pair.Second}.{row.Contract}.{row.Transport.Word()}", row.Case, durationMs: 0);
            if (row.Kind == CaseParityKind.Different)
                JunitXml.WriteProblem(xml, "failure", "different",
                    $"{pair.First} and {pair.Second} differ, and no target file says why", ParityPage.Of([row], pair).Text);
            else if (row.Kind != CaseParityKind.Equal)
                JunitXml.WriteSkipped(
                    xml, row.Kind == CaseParityKind.Declared ? $"declared different: {row.Reason}" : "differs from run to run");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteConversations(XmlWriter xml, FuzzReport fuzz, IReadOnlyList<FuzzTally> tallies)
    {
        var found = tallies.Select(tally => fuzz.Differences.FirstOrDefault(tally.Shows)).ToList();
        JunitXml.StartSuite(
            xml, $"{tallies[0].First} and {tallies[0].Second}, random conversations", tallies.Count,
            failures: found.Count(difference => difference is not null), errors: 0, skipped: 0, tallies.Sum(tally => tally.DurationMs));
        foreach (var (tally, difference) in tallies.Zip(found))
        {
            JunitXml.StartCase(
                xml, $"{tally.First}-{tally.Second}.{tally.Contract}.{tally.Transport.Word()}",
                string.Create(CultureInfo.InvariantCulture, $"{tally.Conversations:N0} random conversations, seed {fuzz.Seed}"),
                tally.DurationMs);
            if (difference is not null)
                JunitXml.WriteProblem(xml, "failure", "different",
                    $"{tally.First} and {tally.Second} differ: {difference.Origin}", ParityPage.Of(difference).Text);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }
}
