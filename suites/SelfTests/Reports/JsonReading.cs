using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

/// <summary>A report that cannot be read says which file, which line, and what was expected there.</summary>
[Fast]
public sealed class JsonReading
{
    private static readonly string Report = JsonReport.Render(Sample.Run(
        Sample.Result(Verdict.Pass) with { Wire = [Sample.Told(0.5, "-> FIN")] }) with
    {
        Problems = [new Problem(ProblemKind.CouldNotJudge, "x")],
    });

    [TestCase("\"verdict\": \"pass\"", "\"verdict\": \"passed\"",
        "$.results[0].verdict: expected one of pass, fail, deviation, skip, inconclusive, error, known-failure, unexpected-pass, flaky, " +
        "not \"passed\"")]
    [TestCase("\"level\": \"must\"", "\"level\": 1", "$.results[0].level: expected one of must, should, may")]
    [TestCase("\"transport\": \"tcp4\"", "\"transport\": \"tcp\"",
        "$.results[0].transport: expected one of tcp4, tcp6, unix, udp4, udp6, not \"tcp\"")]
    [TestCase("\"case\": \"echo/returns-every-byte\"", "\"case\": \"echo\"",
        "$.results[0].case: expected a case id, section/slug, not \"echo\"")]
    [TestCase("\"kind\": \"could-not-judge\"", "\"kind\": \"odd\"",
        "$.problems[0].kind: expected one of could-not-judge, not-conformant, not \"odd\"")]
    [TestCase("\"source\": \"contract\"", "\"source\": null", "$.results[0].source: expected a value, not null")]
    [TestCase("\"strict\": false", "\"strict\": \"no\"", "$.strict: expected a value of another kind")]
    [TestCase("\"ms\": 0.5", "\"ms\": \"0.5\"", "$.results[0].wire[0]: expected a number \"ms\"")]
    [TestCase("\"what\": \"-> FIN\"", "\"what\": 1", "$.results[0].wire[0]: expected a text \"what\"")]
    [TestCase("{ \"ms\": 0.5, \"what\": \"-> FIN\" }", "1", "$.results[0].wire[0]: expected an event { \"ms\": …, \"what\": … }")]
    public void A_wrong_value_is_found_at_its_line(string right, string wrong, string message)
    {
        Report.ShouldContain(right);
        var line = Report[..Report.IndexOf(right, StringComparison.Ordinal)].Count(character => character == '\n') + 1;

        Refusal(Report.Replace(right, wrong, StringComparison.Ordinal)).ShouldBe($"old.json, line {line}, {message}");
    }

    [TestCase("      \"again\": ", "again", "$.results[0]")]
    [TestCase("      \"verdict\": ", "verdict", "$.results[0]")]
    [TestCase("  \"interrupted\": ", "interrupted", null)]
    public void A_missing_field_is_named(string start, string field, string? place)
    {
        var without = string.Join('\n', Report.Split('\n').Where(line => !line.StartsWith(start, StringComparison.Ordinal)))
            .Replace("22.4,\n    }", "22.4\n    }", StringComparison.Ordinal)
            .Replace("\"durationMs\": 0,\n    }", "\"durationMs\": 0\n    }", StringComparison.Ordinal);
        var there = place is null ? "" : $", {Regex.Escape(place)}";

        Refusal(without).ShouldMatch($"^old.json, line [0-9]+{there}: expected \"{field}\"$");
    }

    [Test]
    public void A_later_schema_is_refused() =>
        Refusal(Report.Replace("\"schema\": 1", "\"schema\": 2", StringComparison.Ordinal))
            .ShouldBe("old.json: expected \"schema\": 1, not 2; read it with the version of the suite that wrote it");

    [Test]
    public void A_field_of_a_later_version_is_no_trouble()
    {
        var later = Report.Replace("\"strict\"", "\"later\": [1], \"strict\"", StringComparison.Ordinal);

        later.ShouldNotBe(Report);
        JsonReport.Render(Parse(later)).ShouldBe(Report);
    }

    [Test]
    public void Null_is_no_report() => Refusal("null").ShouldBe("old.json: expected a report, not null");

    [TestCase("")]
    [TestCase("PASS")]
    [TestCase("[]")]
    [TestCase("{ \"schema\": 1, ")]
    public void What_is_not_a_report_is_refused_without_a_word_of_ours(string document)
    {
        var message = Refusal(document);

        message.ShouldStartWith("old.json, line 1");
        message.ShouldNotContain("SocketConformance");
        message.ShouldNotContain("LineNumber");
    }

    [Test]
    public void A_file_that_is_not_there_is_named() =>
        Should.Throw<ReportException>(() => JsonReport.Read("/nowhere.json")).Message
            .ShouldBe("cannot read the report /nowhere.json: no such file");

    [Test]
    public void A_folder_is_no_report() =>
        Should.Throw<ReportException>(() => JsonReport.Read("/tmp")).Message.ShouldBe("cannot read the report /tmp: it is a folder");

    [Test]
    public void A_report_is_read_from_its_file()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Report);

            JsonReport.Render(JsonReport.Read(path)).ShouldBe(Report);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Refusal(string document) => Should.Throw<ReportException>(() => Parse(document)).Message;

    private static RunReport Parse(string document) => JsonReport.Parse(Encoding.UTF8.GetBytes(document), "old.json");
}
