using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

/// <summary>A target that tries to leave its place in a report: every text of a run carries the same attack.</summary>
[Fast]
public sealed class HostileBytes
{
    private static readonly string Attack =
        "\e[2J\e]0;x\a ]]> <script>x</script> </details> | ``` ```` [red]r[/] " +
        $"\u202e\u2066 \0 \ufffe {(char)0xd800}x{(char)0xdc00} \u0085 \u009b \r \" ' & *b*";

    private static readonly RunReport Report = Hostile();

    private static IEnumerable<TestCaseData> Formats()
    {
        yield return Format("text", report => TextReport.Render(report));
        yield return Format("terminal", Terminal);
        yield return Format("json", JsonReport.Render);
        yield return Format("junit", JunitReport.Render);
        yield return Format("markdown", report => MarkdownReport.Render(report));
        yield return Format("html", HtmlReport.Render);
    }

    private static TestCaseData Format(string name, Func<RunReport, string> render) => new TestCaseData(render).SetArgDisplayNames(name);

    [TestCaseSource(nameof(Formats))]
    public void No_format_lets_a_character_through_that_acts(Func<RunReport, string> render)
    {
        var acting = render(Report).EnumerateRunes()
            .Where(rune => rune.Value != '\n' && Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            .Concat(render(Report).Contains('\ufffe') ? [new Rune('\ufffe')] : [])
            .Select(rune => $"U+{rune.Value:X4}").Distinct();

        acting.ShouldBeEmpty();
    }

    [TestCaseSource(nameof(Formats))]
    public void Every_format_still_shows_what_was_sent(Func<RunReport, string> render) =>
        render(Report).ShouldMatch(@"(\\x1b|\\u001b|\\u001B)(\[|&#91;)2J");

    [TestCaseSource(nameof(Formats))]
    public void Every_format_is_valid_UTF8(Func<RunReport, string> render) =>
        Should.NotThrow(() => new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(render(Report)));

    [Test]
    public void Text_is_never_at_the_start_of_a_line_it_does_not_own()
    {
        var report = Sample.Run(Sample.Result(Verdict.Error) with { Reason = "x\nCONFORMANT  csharp: 1 pass" });

        var lines = TextReport.Render(report).Split('\n');
        lines.ShouldContain(line => line.EndsWith(" CONFORMANT  csharp: 1 pass", StringComparison.Ordinal));
        lines.ShouldNotContain(line => line.StartsWith("CONFORMANT", StringComparison.Ordinal));
    }

    [Test]
    public void JSON_holds_the_very_text()
    {
        using var document = JsonDocument.Parse(JsonReport.Render(Report));

        // A half of a surrogate pair has no UTF-8; all else is as it was.
        var lossless = Attack.Replace((char)0xd800, '\ufffd').Replace((char)0xdc00, '\ufffd');
        var result = document.RootElement.GetProperty("results")[0];
        result.GetProperty("observed").GetString().ShouldBe(lossless);
        result.GetProperty("wire")[0].GetProperty("what").GetString().ShouldBe(lossless);
    }

    [Test]
    public void JUnit_is_XML_with_the_elements_it_always_has()
    {
        var names = XDocument.Parse(JunitReport.Render(Report)).Descendants().Select(element => element.Name.LocalName).Distinct();

        names.ShouldBe(["testsuites", "testsuite", "testcase", "failure", "error"], ignoreOrder: true);
    }

    [Test]
    public void HTML_has_no_element_and_no_attribute_of_the_target()
    {
        var html = HtmlReport.Render(Report);

        Count(html, "<script").ShouldBe(1, "our own");
        html.ShouldContain("&#60;script&#62;");
        Count(html, "<details").ShouldBe(Count(html, "</details>"));
        Count(html, "\"").ShouldBe(Count(HtmlReport.Render(Harmless()), "\""));
    }

    [Test]
    public void Markdown_keeps_its_tables_and_its_blocks()
    {
        var lines = MarkdownReport.Render(Report).Split('\n');

        lines.Where(line => line.StartsWith('|')).ShouldEach(row => row.Split('|', StringSplitOptions.None).Length == 5);
        var fences = lines.Where(line => line.StartsWith("```", StringComparison.Ordinal)).ToList();
        fences.ShouldBe(["`````text", "`````"]);
        OutsideBlocks(lines).ShouldNotContain(line => line.Contains("<script"));
        OutsideBlocks(lines).ShouldNotContain(line => line.Contains("*b*"));
        OutsideBlocks(lines).Count(line => line == "</details>").ShouldBe(1);
    }

    private static IEnumerable<string> OutsideBlocks(string[] lines)
    {
        var inside = false;
        foreach (var line in lines)
        {
            if (line.StartsWith("`````", StringComparison.Ordinal)) inside = !inside;
            else if (!inside) yield return line;
        }
    }

    private static string Terminal(RunReport report)
    {
        var console = new TestConsole(terminalWidth: 120, colour: true);
        TextReport.Write(report, console.Console);
        return System.Text.RegularExpressions.Regex.Replace(console.Printed, "\e\\[[0-9;]*m", "");
    }

    private static RunReport Hostile() => Every(Attack);

    private static RunReport Harmless() => Every("harmless");

    private static RunReport Every(string text) => new(
        text,
        [new TargetSummary(text, text, [text])],
        [
            new CaseResult
            {
                Case = $"echo/{text}",
                Contract = text,
                Transport = Transport.Tcp4,
                Target = text,
                Level = Level.Must,
                Verdict = Verdict.Fail,
                Statement = text,
                Source = text,
                Expected = text,
                Observed = text,
                Reason = text,
                Hint = text,
                Server = text,
                Wire = [Sample.Told(0, text)],
                Again = text,
            },
        ],
        DurationMs: 1, Strict: false, Interrupted: false, [new Problem(ProblemKind.CouldNotJudge, text)]);

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
