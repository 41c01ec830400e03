using System.Text.RegularExpressions;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

/// <summary>Results that share what is wrong share a page, and a line at the head of the report.</summary>
[Fast]
public sealed class CausePages
{
    private static readonly RunReport Report = Sample.Run(
        Fails("echo/a", "adds \"\\n\"", new string('x', 400)), Fails("echo/b", "adds \"\\n\"", "short"),
        Fails("echo/c", "gives no reply"), Fails("echo/d", null), Fails("udp/a", "adds \"\\n\"") with { Verdict = Verdict.Deviation },
        Fails("echo/a", "adds \"\\n\"") with { Target = "another" });

    [Test]
    public void One_page_for_each_cause_of_each_target_the_largest_first()
    {
        var findings = Finding.Of(Report);

        findings.Select(finding => finding.Rules).ShouldBe([["echo/b", "echo/a", "udp/a"], ["echo/c"], ["echo/d"], ["echo/a"]]);
        findings[^1].Result.Target.ShouldBe("another");
    }

    [Test]
    public void All_pages_are_there_for_the_asking()
    {
        Finding.Of(Report, eachRule: true).Count.ShouldBe(6);
        TextReport.Render(Report, allPages: true).ShouldContain("  echo/a  (", Case.Sensitive);
        TextReport.Render(Report).ShouldNotContain("NOT CONFORMANT  echo/a  (mine");
    }

    [Test]
    public void The_page_says_the_cause_and_names_every_rule()
    {
        var text = TextReport.Render(Report);

        text.ShouldContain("  cause     the server adds \"\\n\"\n");
        text.ShouldContain("  also      echo/a, udp/a\n");
    }

    [Test]
    public void The_causes_come_before_the_matrix()
    {
        var text = TextReport.Render(Report);

        text.IndexOf("3 rules", StringComparison.Ordinal).ShouldBeInRange(0, text.IndexOf("MUST    echo/a", StringComparison.Ordinal));
        TextReport.Render(Sample.Run(Fails("echo/a", "gives no reply"))).ShouldNotContain("1 rule", Case.Sensitive, "its page says it all");
    }

    [Test]
    public void A_report_that_is_read_back_has_the_same_causes()
    {
        var read = JsonReport.Parse(System.Text.Encoding.UTF8.GetBytes(JsonReport.Render(Report)), "report.json");

        TextReport.Render(read).ShouldBe(TextReport.Render(Report));
    }

    [Test]
    public void In_HTML_a_cause_is_there_once_for_all_targets_and_leads_to_its_rules()
    {
        var html = HtmlReport.Render(Report);

        Regex.Matches(html, "<b>(the server [^<]*|expected [^<]*)</b></p>").Select(match => match.Groups[1].Value)
            .ShouldBe(["the server adds &#34;\\n&#34;", "the server gives no reply", "expected so; observed otherwise"]);
        html.ShouldContain("<p class=\"faint\">mine, another</p>\n<p class=\"rules\"><span class=\"faint\">3 rules</span>\n" +
            "<a href=\"#echo/b\">echo/b</a>\n<a href=\"#echo/a\">echo/a</a>\n<a href=\"#udp/a\">udp/a</a></p>");
        html.ShouldContain("id=\"echo/b\"");
        HtmlReport.Render(Sample.Run(Fails("echo/a", "gives no reply"))).ShouldNotContain("aria-label=\"Causes\"", Case.Sensitive);
    }

    [Test]
    public void In_HTML_the_rule_that_explains_the_first_cause_comes_first() =>
        Regex.Match(HtmlReport.Render(Report), "<article class=\"rule finding\" id=\"([^\"]*)\"").Groups[1].Value.ShouldBe("echo/b");

    [Test]
    public void In_HTML_more_causes_than_a_screen_holds_are_folded_and_so_are_more_rules()
    {
        var html = HtmlReport.Render(Sample.Run(
        [
            .. Enumerable.Range(0, 10).Select(at => Fails($"echo/{at}", "adds \"\\n\"")),
            .. Enumerable.Range(0, 10).Select(at => Fails($"udp/{at}", $"does {at}")),
        ]));

        html.ShouldContain("<details class=\"rules\"><summary>and 4 more</summary>");
        html.ShouldContain("<details><summary>3 more</summary>");
    }

    private static CaseResult Fails(string rule, string? difference, string observed = "otherwise") =>
        Sample.Result(Verdict.Fail, rule, target: "mine") with
        {
            Difference = difference is null ? null : new Difference(difference, "write the bytes"), Expected = "so", Observed = observed,
        };
}
