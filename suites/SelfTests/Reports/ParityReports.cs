using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NJsonSchema;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

/// <summary>A comparison in every format of a report.</summary>
[Fast]
public sealed class ParityReports
{
    private static readonly string Attack =
        $"\e[2J ]]> <script>x</script> </details> | ``` ```` \u202e \0 \ufffe {(char)0xd800}x \u009b \" ' & *b*";

    private static IEnumerable<TestCaseData> Reports()
    {
        yield return new TestCaseData(ParitySample.Cases).SetArgDisplayNames("cases");
        yield return new TestCaseData(ParitySample.Conversations).SetArgDisplayNames("conversations");
        yield return new TestCaseData(ParitySample.Equal).SetArgDisplayNames("equal");
        yield return new TestCaseData(ParitySample.Of()).SetArgDisplayNames("nothing compared");
        yield return new TestCaseData(ParitySample.Equal with { Interrupted = true }).SetArgDisplayNames("interrupted");
        yield return new TestCaseData(ParitySample.CasesWith(Attack, $"{Attack}2", Attack)).SetArgDisplayNames("hostile cases");
        yield return new TestCaseData(ParitySample.ConversationsWith(Attack, $"{Attack}2", Attack))
            .SetArgDisplayNames("hostile conversations");
    }

    [TestCaseSource(nameof(Reports))]
    public async Task JSON_validates_against_its_schema(ParityReport report)
    {
        using var text = new StreamReader(typeof(ParityJson).Assembly.GetManifestResourceStream("parity.schema.json")!);
        var schema = await JsonSchema.FromJsonAsync(await text.ReadToEndAsync());

        schema.Validate(ParityJson.Render(report)).ShouldBeEmpty();
    }

    [Test]
    public void JSON_holds_both_observations_and_every_count()
    {
        var report = JsonNode.Parse(ParityJson.Render(ParitySample.Cases))!;

        ((bool)report["equal"]!).ShouldBeFalse();
        var pair = report["pairs"]![0]!;
        pair["summary"]!.AsObject().Select(count => $"{count.Key} {count.Value}")
            .ShouldBe(["equal 1", "different 2", "declared 1", "unstable 1", "notCompared 3"]);
        var row = pair["cases"]![1]!;
        ((string)row["parity"]!).ShouldBe("different");
        row["first"]!.AsArray().Select(line => (string)line!).ShouldBe(["keeps the rule", "signal SIGTERM", "status 143"]);
        row["second"]!.AsArray().Select(line => (string)line!).ShouldBe(["keeps the rule", "signal SIGTERM", "exits 0: \"the reference\""]);
        ((string)report["problems"]![0]!["message"]!).ShouldContain("my.yaml, line 3");
    }

    [Test]
    public void JSON_holds_the_conversation_the_script_and_the_way_back()
    {
        var played = JsonNode.Parse(ParityJson.Render(ParitySample.Conversations))!["conversations"]!;

        ((int)played["seed"]!).ShouldBe(7);
        played["played"]!.AsArray().Sum(tally => (int)tally!["conversations"]!).ShouldBe(1177);
        var difference = played["differences"].ShouldBeOfType<JsonArray>().ShouldHaveSingleItem()!;
        difference["steps"]!.AsArray().Select(step => (bool)step!["differs"]!).ShouldBe([false, true]);
        difference["python"]!.AsArray().Count.ShouldBe(2);
        ((string)difference["again"]!).ShouldStartWith("./run-conformance.sh --replay");
    }

    [Test]
    public void A_long_observation_is_bounded_and_says_so()
    {
        var observation = ParitySample.Keeps([.. Enumerable.Range(1, 999).Select(line => $"line {line}")]);
        var row = new CaseParityRow("echo/x", "echo", Transport.Tcp4, CaseParityKind.Equal, observation, observation, null);
        var report = ParitySample.Of() with
        {
            Cases = [new CaseParityReport("a", "b", [row], 0, [])],
        };

        var lines = JsonNode.Parse(ParityJson.Render(report))!["pairs"]![0]!["cases"]![0]!["first"]!.AsArray();

        (lines.Count, (string)lines[^1]!).ShouldBe((256, "… 745 more …"));
    }

    [TestCaseSource(nameof(Reports))]
    public void JUnit_is_red_exactly_when_the_run_is(ParityReport report)
    {
        var suites = XDocument.Parse(ParityJunit.Render(report)).Descendants("testsuite").ToList();

        suites.Any(suite => (int)suite.Attribute("failures")! + (int)suite.Attribute("errors")! > 0)
            .ShouldBe(report.ExitCode != ExitCode.Conformant);
        foreach (var suite in suites)
        {
            ((int)suite.Attribute("tests")!).ShouldBe(suite.Elements("testcase").Count());
            foreach (var element in (string[])["failure", "error", "skipped"])
                ((int)suite.Attribute(element == "skipped" ? element : $"{element}s")!)
                    .ShouldBe(suite.Descendants(element).Count(), element);
        }
    }

    [Test]
    public void JUnit_shows_what_both_did()
    {
        ParityJunit.Render(ParitySample.Cases).ShouldContain("≠ status 143");
        ParityJunit.Render(ParitySample.Conversations).ShouldContain("peer = connect()");
    }

    [Test]
    public void HTML_has_every_case_with_both_observations_or_with_the_one()
    {
        var html = ParityHtml.Render(ParitySample.Cases);

        Count(html, "<th scope=\"col\">original</th><th scope=\"col\">port</th>")
            .ShouldBe(3, "shutdown/idle-ends is the same over both transports");
        Count(html, "<p class=\"faint\">both</p>").ShouldBe(1);
        html.ShouldContain(
            "<tr class=differs><td class=\"sign\">≠</td><td>status 143</td><td>exits 0: &#34;the reference&#34;</td></tr>");
        html.ShouldContain("<h1 class=\"fail\">DIFFERENT</h1>");
        ParityHtml.Render(ParitySample.Equal).ShouldContain("<h1 class=\"pass\">EQUAL</h1>");
    }

    [TestCase("a b c", "a x b c", "a|a  ≠|x  b|b  c|c", TestName = "one has a step more")]
    [TestCase("a b c", "a x c", "a|a  ≠b|x  c|c", TestName = "one step is another")]
    [TestCase("a b", "b a", "≠a|  b|b  ≠|a", TestName = "two steps in another order")]
    [TestCase("a", "", "≠a|", TestName = "one has nothing")]
    public void HTML_puts_equal_steps_beside_each_other(string first, string second, string rows)
    {
        var row = new CaseParityRow(
            "echo/x", "echo", Transport.Tcp4, CaseParityKind.Different, Kept(first), Kept(second), null);
        var html = ParityHtml.Render(ParitySample.Of() with { Cases = [new CaseParityReport("one", "other", [row], 0, [])] });

        string.Join("  ", Regex.Matches(html, "<td class=\"sign\">(.?)</td><td>([^<]*)</td><td>([^<]*)</td>").Skip(1)
            .Select(match => $"{match.Groups[1]}{match.Groups[2]}|{match.Groups[3]}")).ShouldBe(rows);

        static CaseSeen Kept(string steps) => ParitySample.Keeps(steps.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [TestCaseSource(nameof(Reports))]
    public void HTML_closes_what_it_opens_and_holds_nothing_of_the_servers(ParityReport report)
    {
        var html = ParityHtml.Render(report);

        string[] elements =
        [
            "html", "head", "body", "style", "header", "main", "section", "details", "summary", "table", "thead", "tbody", "tr", "th", "td",
            "pre", "ul", "li", "span", "p", "b", "code", "div", "footer", "h1", "h2",
        ];
        foreach (var element in elements)
            Count(html, $"</{element}>").ShouldBe(Count(html, $"<{element}>") + Count(html, $"<{element} "), element);
        html.ShouldNotContain("<script", Case.Insensitive);
    }

    [Test]
    public void Markdown_folds_each_difference_once_and_lists_what_is_none()
    {
        var lines = ParityMarkdown.Render(ParitySample.Cases).Split('\n');

        lines[0].ShouldBe("## DIFFERENT");
        lines.Count(line => line.StartsWith("<details>", StringComparison.Ordinal)).ShouldBe(1, "it is the same over both transports");
        lines.ShouldContain(line => line.StartsWith("- **problem:** my.yaml", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("- **declared** reset/survives-reset-idle", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("- **unstable** backlog/recovers", StringComparison.Ordinal));
        ParityMarkdown.Render(ParitySample.Conversations).ShouldContain("1,177 conversations, seed 7");
    }

    [Test]
    public void Markdown_keeps_its_blocks()
    {
        var lines = ParityMarkdown.Render(ParitySample.CasesWith(Attack, $"{Attack}2", Attack)).Split('\n');

        lines.Where(line => line.StartsWith("```", StringComparison.Ordinal)).ShouldBe(["`````text", "`````"]);
        lines.Count(line => line == "</details>").ShouldBe(1);
    }

    [TestCaseSource(nameof(Reports))]
    public void No_format_lets_a_character_through_that_acts(ParityReport report)
    {
        Func<ParityReport, string>[] formats =
            [ParityText.Render, ParityJson.Render, ParityJunit.Render, ParityMarkdown.Render, ParityHtml.Render];
        foreach (var render in formats)
            render(report).EnumerateRunes()
                .Where(rune => rune.Value is not '\n' and not 0xfffd && Rune.GetUnicodeCategory(rune)
                    is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned)
                .Select(rune => $"U+{rune.Value:X4}").Distinct().ShouldBeEmpty(render.Method.DeclaringType!.Name);
    }

    [Test]
    public void Nothing_compared_says_so_in_text()
    {
        var nothing = ParitySample.Of() with { Cases = [new CaseParityReport("original", "port", [], 9, [])] };

        ParityText.Render(nothing).ShouldContain("No case was judged on both original and port");
        ParityText.Render(nothing).ShouldContain("NOT COMPARED");
    }

    [Test]
    public void What_ended_early_is_not_called_equal() =>
        ParityText.Render(ParitySample.Equal with { Interrupted = true }).ShouldContain("INTERRUPTED  original and port: 1 equal");

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
