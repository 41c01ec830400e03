using System.Xml;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.SelfTests.Reports;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Gate;

/// <summary>
/// JUnit reports hold what CI servers read. No standard says what that is; these are the constraints that the schemas in
/// use share: which elements and attributes there are, which must be there, and in which order.
/// </summary>
[Fast]
public sealed class JunitSchema
{
    private const string Definition = """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
          <xs:simpleType name="seconds">
            <xs:restriction base="xs:string"><xs:pattern value="[0-9]+\.[0-9]{3}"/></xs:restriction>
          </xs:simpleType>
          <xs:simpleType name="name">
            <xs:restriction base="xs:token"><xs:minLength value="1"/></xs:restriction>
          </xs:simpleType>
          <xs:complexType name="problem">
            <xs:simpleContent>
              <xs:extension base="xs:string">
                <xs:attribute name="message" type="xs:string"/>
                <xs:attribute name="type" type="name" use="required"/>
              </xs:extension>
            </xs:simpleContent>
          </xs:complexType>
          <xs:element name="skipped">
            <xs:complexType>
              <xs:simpleContent>
                <xs:extension base="xs:string"><xs:attribute name="message" type="xs:string"/></xs:extension>
              </xs:simpleContent>
            </xs:complexType>
          </xs:element>
          <xs:element name="testcase">
            <xs:complexType>
              <xs:sequence>
                <xs:choice minOccurs="0">
                  <xs:element ref="skipped"/>
                  <xs:element name="error" type="problem"/>
                  <xs:element name="failure" type="problem"/>
                </xs:choice>
                <xs:element name="system-out" type="xs:string" minOccurs="0"/>
                <xs:element name="system-err" type="xs:string" minOccurs="0"/>
              </xs:sequence>
              <xs:attribute name="name" type="name" use="required"/>
              <xs:attribute name="classname" type="name" use="required"/>
              <xs:attribute name="time" type="seconds" use="required"/>
            </xs:complexType>
          </xs:element>
          <xs:element name="testsuite">
            <xs:complexType>
              <xs:sequence>
                <xs:element ref="testcase" minOccurs="0" maxOccurs="unbounded"/>
              </xs:sequence>
              <xs:attribute name="name" type="name" use="required"/>
              <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
              <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
              <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/>
              <xs:attribute name="skipped" type="xs:nonNegativeInteger"/>
              <xs:attribute name="time" type="seconds" use="required"/>
            </xs:complexType>
            <xs:unique name="one-result-a-test">
              <xs:selector xpath="testcase"/><xs:field xpath="@classname"/><xs:field xpath="@name"/>
            </xs:unique>
          </xs:element>
          <xs:element name="testsuites">
            <xs:complexType>
              <xs:sequence>
                <xs:element ref="testsuite" minOccurs="0" maxOccurs="unbounded"/>
              </xs:sequence>
              <xs:attribute name="name" type="name"/>
              <xs:attribute name="time" type="seconds"/>
            </xs:complexType>
            <xs:unique name="one-suite-a-target"><xs:selector xpath="testsuite"/><xs:field xpath="@name"/></xs:unique>
          </xs:element>
        </xs:schema>
        """;

    private static IEnumerable<TestCaseData> Reports()
    {
        yield return new TestCaseData(Sample.Mixed).SetArgDisplayNames("mixed");
        yield return new TestCaseData(Sample.Mixed with { Strict = true }).SetArgDisplayNames("strict");
        yield return new TestCaseData(Sample.EveryVerdict).SetArgDisplayNames("every verdict");
        yield return new TestCaseData(Sample.Run()).SetArgDisplayNames("nothing judged");
        yield return new TestCaseData(Sample.Run(Sample.Result(Verdict.Pass)) with { Interrupted = true })
            .SetArgDisplayNames("interrupted");
        var hostile = Sample.Result(Verdict.Fail) with { Expected = "\u0001\ud800<&>", Observed = "]]>", Reason = "\uffff" };
        yield return new TestCaseData(Sample.Run(hostile)).SetArgDisplayNames("hostile");
        yield return new TestCaseData(Sample.Run(Sample.Result(Verdict.Pass, target: "<&\"'>\u0000"))).SetArgDisplayNames("hostile name");
    }

    [TestCaseSource(nameof(Reports))]
    public void Every_report_holds_what_CI_servers_read(RunReport report) => Mistakes(JunitReport.Render(report)).ShouldBeEmpty();

    [Test]
    public void So_does_every_comparison()
    {
        var hostile = ParitySample.CasesWith("\u0001<&>", "]]>", "\uffff");
        foreach (var report in (ParityReport[])[ParitySample.Cases, ParitySample.Conversations, ParitySample.Equal, hostile])
            Mistakes(ParityJunit.Render(report)).ShouldBeEmpty();
    }

    [TestCase(" tests=\"1\"", "")]
    [TestCase(" classname=\"csharp.echo.tcp4\"", "")]
    [TestCase(" time=\"0.000\"", " time=\"0,000\"")]
    [TestCase("<testcase", "<case/><testcase")]
    public void The_schema_refuses_what_is_wrong(string right, string wrong)
    {
        var report = JunitReport.Render(Sample.Run(Sample.Result(Verdict.Pass)));
        report.ShouldContain(right);

        Mistakes(report.Replace(right, wrong, StringComparison.Ordinal)).ShouldNotBeEmpty();
    }

    private static List<string> Mistakes(string report)
    {
        List<string> mistakes = [];
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema };
        using var definition = XmlReader.Create(new StringReader(Definition));
        settings.Schemas.Add(null, definition);
        settings.ValidationEventHandler += (_, mistake) => mistakes.Add(mistake.Message);
        using var reader = XmlReader.Create(new StringReader(report), settings);
        while (reader.Read())
        {
            // Validation is what reading does.
        }

        return mistakes;
    }
}
