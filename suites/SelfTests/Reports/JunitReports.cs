using System.Globalization;
using System.Xml.Linq;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

[Fast]
public sealed class JunitReports
{
    [TestCase(Verdict.Pass, null)]
    [TestCase(Verdict.Fail, "failure")]
    [TestCase(Verdict.UnexpectedPass, "failure")]
    [TestCase(Verdict.Flaky, "failure")]
    [TestCase(Verdict.Error, "error")]
    [TestCase(Verdict.Skip, "skipped")]
    [TestCase(Verdict.Inconclusive, "skipped")]
    [TestCase(Verdict.KnownFailure, "skipped")]
    [TestCase(Verdict.Deviation, null)]
    public void A_verdict_becomes_what_a_CI_server_knows(Verdict verdict, string? element) =>
        Outcome(Case(Sample.Run(Sample.Result(verdict)))).ShouldBe(element);

    [Test]
    public void Strict_turns_a_deviation_into_a_failure() =>
        Outcome(Case(Sample.Run(Sample.Result(Verdict.Deviation)) with { Strict = true })).ShouldBe("failure");

    [Test]
    public void A_deviation_and_a_known_failure_keep_their_page()
    {
        Case(Sample.Run(Sample.Result(Verdict.Deviation))).Element("system-out")!.Value.ShouldContain("DEVIATION  echo/");
        Case(Sample.Run(Sample.Result(Verdict.KnownFailure))).Element("system-out")!.Value.ShouldContain("KNOWN FAILURE  echo/");
    }

    [Test]
    public void The_counts_agree_with_the_elements([Values] bool strict)
    {
        var suites = ((RunReport[])[Sample.Mixed, Sample.EveryVerdict])
            .SelectMany(report => Document(report with { Strict = strict }).Root!.Elements("testsuite")).ToList();

        suites.Count.ShouldBe(4);
        foreach (var suite in suites)
        {
            Count(suite, "tests").ShouldBe(suite.Elements("testcase").Count());
            Count(suite, "failures").ShouldBe(suite.Descendants("failure").Count());
            Count(suite, "errors").ShouldBe(suite.Descendants("error").Count());
            Count(suite, "skipped").ShouldBe(suite.Descendants("skipped").Count());
        }
    }

    [Test]
    public void A_test_case_is_named_for_the_case_and_its_class_for_the_subject()
    {
        var result = Sample.Result(Verdict.Fail, transport: Transport.Unix);

        var one = Case(Sample.Run(result with { DurationMs = 1250, Observed = "RST", Expected = "FIN" }));

        one.Attribute("classname")!.Value.ShouldBe("csharp.echo.unix");
        one.Attribute("name")!.Value.ShouldBe("echo/returns-every-byte");
        one.Attribute("time")!.Value.ShouldBe("1.250");
        one.Element("failure")!.Attribute("message")!.Value.ShouldBe("expected FIN; observed RST");
        one.Element("failure")!.Attribute("type")!.Value.ShouldBe("fail");
        one.Element("failure")!.Value.ShouldContain(
            "NOT CONFORMANT  echo/returns-every-byte  (csharp, echo, unix)\n  MUST      Every byte comes back.\n");
    }

    [Test]
    public void A_skip_tells_its_reason() =>
        Case(Sample.Run(Sample.Result(Verdict.KnownFailure) with { Reason = "issue 12" }))
            .Element("skipped")!.Attribute("message")!.Value.ShouldBe("known-failure: issue 12");

    [Test]
    public void A_target_is_a_suite() =>
        Document(Sample.Mixed).Root!.Elements("testsuite").Select(suite => suite.Attribute("name")!.Value)
            .ShouldBe(["csharp", "my-rust-server", "SocketConformance"]);

    private static IEnumerable<TestCaseData> Runs()
    {
        var pass = Sample.Run(Sample.Result(Verdict.Pass));
        yield return new TestCaseData(pass).SetArgDisplayNames("pass");
        yield return new TestCaseData(Sample.Run()).SetArgDisplayNames("nothing");
        yield return new TestCaseData(pass with { Interrupted = true }).SetArgDisplayNames("interrupted");
        yield return new TestCaseData(pass with { Problems = [new Problem(ProblemKind.NotConformant, "x")] }).SetArgDisplayNames("problem");
        foreach (var verdict in Enum.GetValues<Verdict>())
        {
            yield return new TestCaseData(Sample.Run(Sample.Result(verdict))).SetArgDisplayNames(verdict.Word());
            yield return new TestCaseData(Sample.Run(Sample.Result(verdict)) with { Strict = true })
                .SetArgDisplayNames(verdict.Word(), "strict");
        }
    }

    [TestCaseSource(nameof(Runs))]
    public void It_is_red_exactly_when_the_run_is(RunReport report)
    {
        var document = Document(report);

        (document.Descendants("failure").Any() || document.Descendants("error").Any()).ShouldBe(!report.Conformant);
    }

    private static XDocument Document(RunReport report) => XDocument.Parse(JunitReport.Render(report));

    private static XElement Case(RunReport report) => Document(report).Root!.Elements("testsuite").First().Elements("testcase").Single();

    private static string? Outcome(XElement one) =>
        one.Elements().Select(element => element.Name.LocalName).SingleOrDefault(name => name != "system-out");

    private static int Count(XElement suite, string attribute) =>
        int.Parse(suite.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
