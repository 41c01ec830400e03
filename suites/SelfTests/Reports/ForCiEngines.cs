using System.Text.Json.Nodes;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

/// <summary>What engines read that are not JUnit's: annotations, a badge, three lines in a log.</summary>
[Fast]
public sealed class ForCiEngines
{
    private static readonly RunReport Broken = Sample.Run(
        Fails("echo/a", Verdict.Fail), Fails("echo/b", Verdict.Fail), Fails("udp/a", Verdict.Deviation) with { Difference = null });

    [Test]
    public void Each_cause_is_an_annotation() => Annotations.Render(Broken).Split('\n').ShouldBe([
        "::error title=mine%3A 2 rules%2C see echo/a::adds \"100%25\\n\"%0Aagain",
        "::warning title=mine%3A udp/a::expected so; observed otherwise%0Aagain", "",
    ]);

    [Test]
    public void A_strict_run_has_errors_only() => Annotations.Render(Broken with { Strict = true }).ShouldNotContain("::warning");

    [Test]
    public void Nothing_that_a_target_says_begins_a_command_of_its_own()
    {
        var hostile = Fails("echo/a", Verdict.Fail) with
        {
            Target = "a,b::c\n::error::x", Difference = new Difference("\r\n::set-output name=x::y"),
        };

        var lines = Annotations.Render(Sample.Run(hostile)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines.Length.ShouldBe(1);
        lines[0].ShouldNotContain("\r");
        lines[0][2..].Split("::").Length.ShouldBeGreaterThan(1);
        lines[0].ShouldStartWith("::error title=a%2Cb%3A%3Ac");
    }

    [Test]
    public void A_conformant_run_is_annotated_with_nothing() => Annotations.Render(Sample.Run(Sample.Result(Verdict.Pass))).ShouldBeEmpty();

    [TestCase(Verdict.Pass, "conformant, 1 rule kept", "brightgreen")]
    [TestCase(Verdict.Fail, "1 rule broken", "red")]
    [TestCase(Verdict.Error, "could not judge", "lightgrey")]
    public void A_badge_says_it_in_a_word(Verdict verdict, string message, string color)
    {
        var badge = JsonNode.Parse(Badge.Render(Sample.Run(Sample.Result(verdict))))!;

        badge["schemaVersion"]!.GetValue<int>().ShouldBe(1);
        (badge["message"]!.GetValue<string>(), badge["color"]!.GetValue<string>()).ShouldBe((message, color));
    }

    [Test]
    public void Three_lines_say_what_is_wrong_first()
    {
        var console = new TestConsole();

        BriefText.Write(Broken, console.Console);

        console.Printed.Split('\n').ShouldBe([
            "NOT CONFORMANT  mine: 2 fail, 1 deviation in 1.2 s",
            "✘ mine: adds \"100%\\n\" (2 rules, see echo/a); and 1 more",
            "  again", "",
        ]);
    }

    private static CaseResult Fails(string rule, Verdict verdict) => Sample.Result(verdict, rule, target: "mine") with
    {
        Difference = new Difference("adds \"100%\\n\""), Expected = "so", Observed = "otherwise", Again = "again",
    };
}
