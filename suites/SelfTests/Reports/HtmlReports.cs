using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

[Fast]
public sealed class HtmlReports
{
    [Test]
    public void Every_verdict_appears_in_words_and_as_a_sign()
    {
        var html = HtmlReport.Render(Sample.EveryVerdict);

        foreach (var verdict in Enum.GetValues<Verdict>())
        {
            html.ShouldContain($"<span class=\"{verdict.Word()}\">{verdict.Sign()}</span>");
            html.ShouldContain($"<b class=\"{verdict.Word()}\">{verdict.Sign()} {verdict.Word()}</b>");
        }
    }

    [Test]
    public void What_passed_is_a_line_without_its_wire_and_the_page_says_where_that_is()
    {
        var html = HtmlReport.Render(Sample.Run(
            Sample.Result(Verdict.Pass) with { Wire = [Sample.Told(1, "<- event")] },
            Sample.Result(Verdict.Pass, transport: Transport.Unix)));

        html.ShouldContain("csharp: echo tcp4 unix");
        html.ShouldNotContain("&#60;- event");
        html.ShouldContain("--report json=report.json");
    }

    [Test]
    public void A_failure_has_its_wire_as_a_diagram_and_in_words_and_of_a_long_one_both_ends()
    {
        var html = HtmlReport.Render(Sample.Run(Sample.Result(Verdict.Fail) with
        {
            Wire = [.. Enumerable.Range(0, 200).Select(at => Sample.Told(at, $"<- event {at}"))],
        }));

        html.ShouldContain("<svg class=\"sequence\"");
        foreach (var kept in (int[])[0, 39, 160, 199]) html.ShouldContain($"<li><span>{kept}.0 ms</span>&#60;- event {kept}</li>");
        html.ShouldNotContain("event 40<");
        html.ShouldContain("… 120 more …");
        html.ShouldContain("… 172 more …", customMessage: "in the diagram");
    }

    [Test]
    public void Results_that_differ_in_nothing_but_the_wire_are_one_and_each_has_its_anchor()
    {
        var html = HtmlReport.Render(Sample.Mixed);

        Count(html, "<b class=\"fail\">✘ fail</b>").ShouldBe(1);
        html.ShouldContain("id=\"half-close/drain-before-fin@echo@tcp4@my-rust-server\"");
        html.ShouldContain("id=\"half-close/drain-before-fin@echo@tcp6@my-rust-server\"");
    }

    [Test]
    public void With_one_target_an_anchor_leaves_it_out() =>
        HtmlReport.Render(Sample.Run(Sample.Result(Verdict.Fail))).ShouldContain("id=\"echo/returns-every-byte@echo@tcp4\"");

    [Test]
    public void No_two_anchors_are_the_same()
    {
        var anchors = Regex.Matches(HtmlReport.Render(Sample.Mixed), " id=\"([^\"]*)\"").Select(match => match.Groups[1].Value).ToList();

        anchors.Count.ShouldBeGreaterThan(10);
        anchors.ShouldBeUnique();
    }

    [TestCase("a b", "a~20~b")]
    [TestCase("a~20~b", "a~7e~20~7e~b")]
    public void An_anchor_is_another_for_another_text(string text, string anchor) => Anchor.Of(text).ShouldBe(anchor);

    [TestCase(Verdict.Fail, true)]
    [TestCase(Verdict.Error, true)]
    [TestCase(Verdict.Pass, false)]
    [TestCase(Verdict.Skip, false)]
    public void A_section_with_a_finding_is_unfolded(Verdict verdict, bool open) =>
        HtmlReport.Render(Sample.Run(Sample.Result(verdict))).Contains("data-section=\"echo\" open>", StringComparison.Ordinal)
            .ShouldBe(open);

    [Test]
    public void It_is_one_file()
    {
        var html = HtmlReport.Render(Sample.Mixed);

        foreach (var link in (string[])["src=", "href=\"h", "href='", "url(", "@import", "<link", "http://", "https://", "fetch("])
            html.ShouldNotContain(link, Case.Insensitive);
    }

    [Test]
    public void Its_policy_admits_its_own_style_and_script_by_their_hashes_and_nothing_else()
    {
        var html = HtmlReport.Render(Sample.Mixed);

        var policy = WebUtility.HtmlDecode(Regex.Match(html, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value);
        var styles = Regex.Matches(html, "<style>(.*?)</style>", RegexOptions.Singleline).Select(Hash);
        var scripts = Regex.Matches(html, "<script>(.*?)</script>", RegexOptions.Singleline).Select(Hash);
        policy.ShouldBe(
            $"default-src 'none'; style-src {string.Join(' ', styles.Reverse())}; script-src {scripts.Single()}; " +
                "base-uri 'none'; form-action 'none'");

        static string Hash(Match match) =>
            $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(match.Groups[1].Value)))}'";
    }

    [Test]
    public void A_passing_result_costs_little_and_so_does_a_target_more()
    {
        int Size(int targets) => HtmlReport.Render(Sample.Run(
        [
            .. from rule in Enumerable.Range(0, 300)
               from target in Enumerable.Range(0, targets)
               select Sample.Result(Verdict.Pass, $"section-{rule / 20}/rule-{rule}", $"target-{target}") with
               {
                   Wire = [.. Enumerable.Range(0, 60).Select(at => Sample.Told(at, $"<- event {at}"))],
               },
        ])).Length;

        Size(1).ShouldBeLessThan(250_000);
        Size(20).ShouldBeLessThan(4 * Size(1));
    }

    [Test]
    public void Every_element_that_is_opened_is_closed()
    {
        var html = HtmlReport.Render(Sample.Mixed);

        string[] elements =
        [
            "html", "head", "body", "style", "script", "header", "main", "aside", "section", "article", "details", "summary", "dl", "dt",
            "dd", "ol", "ul", "li", "span", "p", "b", "code", "label", "footer", "h1", "h2", "h3", "div", "table", "thead", "tbody", "tr",
            "th", "td", "caption", "mark", "form", "fieldset", "legend", "select", "option", "output", "button", "svg", "g", "text",
            "tspan",
        ];
        foreach (var element in elements)
            Count(html, $"</{element}>").ShouldBe(Count(html, $"<{element}>") + Count(html, $"<{element} "), element);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
