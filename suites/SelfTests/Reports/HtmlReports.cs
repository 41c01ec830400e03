using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

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
    public void A_passing_case_has_its_wire_too_whole_and_closed()
    {
        var html = HtmlReport.Render(Sample.Run(Sample.Result(Verdict.Pass) with
        {
            Wire = [.. Enumerable.Range(0, 60).Select(at => new WireEvent(at, $"<- event {at}"))],
        }));

        for (var at = 0; at < 60; at++) html.ShouldContain($"<li><span>{at}.0 ms</span>&#60;- event {at}</li>");
        html.ShouldContain("<details class=\"result\"><summary>");
        html.ShouldContain("<details class=\"case passed\"");
    }

    [TestCase(Verdict.Fail, true)]
    [TestCase(Verdict.Error, true)]
    [TestCase(Verdict.Pass, false)]
    [TestCase(Verdict.Skip, false)]
    public void Findings_are_open_once_their_case_is(Verdict verdict, bool open) =>
        HtmlReport.Render(Sample.Run(Sample.Result(verdict))).Contains("<details class=\"result\" open>", StringComparison.Ordinal).ShouldBe(open);

    [Test]
    public void What_is_not_a_pass_is_never_hidden_by_the_filter() =>
        HtmlReport.Render(Sample.Run(Sample.Result(Verdict.Pass), Sample.Result(Verdict.Skip, transport: Transport.Unix))).ShouldContain("<details class=\"case\" ");

    [Test]
    public void It_is_one_file()
    {
        var html = HtmlReport.Render(Sample.Mixed);

        foreach (var link in (string[])["src=", "href=", "url(", "@import", "<script", "http://", "https://"])
            html.ShouldNotContain(link, Case.Insensitive);
    }

    [Test]
    public void Every_element_that_is_opened_is_closed()
    {
        var html = HtmlReport.Render(Sample.Mixed);

        foreach (var element in (string[])["html", "head", "body", "style", "header", "main", "section", "article", "details", "summary", "dl", "dt", "dd", "ol", "ul", "li", "span", "p", "b", "code", "label", "footer", "h1", "h2", "div"])
            Count(html, $"</{element}>").ShouldBe(Count(html, $"<{element}>") + Count(html, $"<{element} "), element);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
