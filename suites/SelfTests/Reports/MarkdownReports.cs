using System.Text;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

[Fast]
public sealed class MarkdownReports
{
    [Test]
    public void A_mixed_run_reads_as_it_always_did() => MarkdownReport.Render(Sample.Mixed).ShouldBeGolden("mixed.md");

    [Test]
    public void Every_verdict_appears()
    {
        var text = MarkdownReport.Render(Sample.EveryVerdict);

        foreach (var verdict in Enum.GetValues<Verdict>())
            text.ShouldContain($"| MUST | echo/ends-{verdict.Word()} | {Escaping.Markdown(verdict.Sign())} |\n");
    }

    [Test]
    public void It_stays_below_what_a_step_summary_may_hold()
    {
        var wire = Enumerable.Range(0, 200).Select(at => Sample.Told(at, $"-> {new string('A', 70)} {at}")).ToList();
        var results = Enumerable.Range(0, 1000).Select(at => Sample.Result(Verdict.Fail, $"echo/case-{at}") with { Wire = wire });

        var text = MarkdownReport.Render(Sample.Run([.. results]));

        Encoding.UTF8.GetByteCount(text).ShouldBeInRange(900 * 1024, 1024 * 1024);
        text.ShouldMatch("\n… and [1-9][0-9]+ more, for which there is no room here: the JSON report holds all.\n$");
    }

    [Test]
    public void One_page_that_is_too_long_leaves_room_for_the_others()
    {
        var text = MarkdownReport.Render(Sample.Run(
            Sample.Result(Verdict.Fail, "echo/long") with { Expected = "x", Observed = new string('é', 600_000) },
            Sample.Result(Verdict.Fail, "echo/short") with { Expected = "x", Observed = "y" }));

        Encoding.UTF8.GetByteCount(text).ShouldBeLessThan(1024 * 1024);
        text.ShouldContain("<b>echo/short</b>");
        text.ShouldContain("… and 1 more, for which there is no room here");
    }
}
