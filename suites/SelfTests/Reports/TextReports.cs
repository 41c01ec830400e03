using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

[Fast]
public sealed class TextReports
{
    [Test]
    public void A_mixed_run_reads_as_it_always_did() => TextReport.Render(Sample.Mixed).ShouldBeGolden("mixed.txt");

    [Test]
    public void An_output_without_Unicode_gets_ASCII_only()
    {
        var console = new TestConsole(unicode: false);

        TextReport.Write(Sample.Mixed, console.Console);

        console.Printed.ShouldBeGolden("mixed.ascii.txt");
        console.Printed.ShouldEach(character => character < 0x7f);
    }

    [Test]
    public void The_verdict_stands_first_and_last()
    {
        var lines = Lines(Sample.Run(Sample.Result(Verdict.Pass), Sample.Result(Verdict.Skip, target: "python")));

        lines[0].ShouldBe("CONFORMANT  csharp: 1 pass; python: 1 skip");
        lines[^1].ShouldBe("CONFORMANT  csharp: 1 pass; python: 1 skip  in 1.2 s");
    }

    [TestCase(Verdict.Fail, "NOT CONFORMANT  csharp: 1 fail")]
    [TestCase(Verdict.Error, "COULD NOT JUDGE  csharp: 1 error")]
    [TestCase(Verdict.Deviation, "CONFORMANT  csharp: 1 deviation")]
    public void The_first_words_are_the_exit_code(Verdict verdict, string first) =>
        Lines(Sample.Run(Sample.Result(verdict)))[0].ShouldBe(first);

    [Test]
    public void An_interrupted_run_says_so()
    {
        var lines = Lines(Sample.Run(Sample.Result(Verdict.Pass)) with { Interrupted = true });

        lines[0].ShouldBe("INTERRUPTED  csharp: 1 pass");
        lines.ShouldContain("  ! Interrupted before every case was judged.");
    }

    [Test]
    public void A_run_without_results_says_why_it_is_red()
    {
        var lines = Lines(Sample.Run());

        lines[0].ShouldBe("COULD NOT JUDGE");
        lines.ShouldContain("  ! No case ran: nothing was judged.");
    }

    [Test]
    public void A_run_of_skips_says_why_it_is_red() =>
        Lines(Sample.Run(Sample.Result(Verdict.Skip))).ShouldContain("  ! Every case was skipped or inconclusive: nothing was judged.");

    [Test]
    public void A_terminal_gets_no_line_wider_than_itself_but_commands_stay_whole()
    {
        var console = new TestConsole(terminalWidth: 80);
        var command = $"./run-conformance.sh --target {new string('x', 100)}";
        var statement = string.Join(' ', Enumerable.Repeat("word", 60));

        TextReport.Write(Sample.Run(Sample.Result(Verdict.Fail) with { Statement = statement, Again = command }), console.Console);

        var wide = Visible(console.Printed).Split('\n').Where(line => line.Length > 80).ToList();
        wide.ShouldHaveSingleItem().ShouldBe($"  again     {command}");
    }

    [Test]
    public void Without_a_terminal_nothing_is_wrapped()
    {
        var console = new TestConsole();
        var statement = string.Join(' ', Enumerable.Repeat("word", 60));

        TextReport.Write(Sample.Run(Sample.Result(Verdict.Fail) with { Statement = statement }), console.Console);

        console.Printed.ShouldContain($"  MUST      {statement}\n");
    }

    [Test]
    public void Names_too_wide_for_the_terminal_become_letters_with_a_key()
    {
        var console = new TestConsole(terminalWidth: 80);
        var (one, two) = (new string('a', 40), new string('b', 40));

        TextReport.Write(Sample.Run(Sample.Result(Verdict.Pass, target: one), Sample.Result(Verdict.Pass, target: two)), console.Console);

        var lines = Visible(console.Printed).Split('\n');
        lines.ShouldContain($"A   {one}  ./{one}");
        lines.ShouldContain($"B   {two}  ./{two}");
        lines.ShouldContain("                                 A  B");
        lines.ShouldContain("MUST    echo/returns-every-byte  ✔  ✔");
    }

    [Test]
    public void Colours_are_for_terminals_that_want_them()
    {
        var (colour, plain) = (new TestConsole(terminalWidth: 100, colour: true), new TestConsole());

        TextReport.Write(Sample.Mixed, colour.Console);
        TextReport.Write(Sample.Mixed, plain.Console);

        colour.Printed.ShouldContain("\e[1;31mNOT CONFORMANT\e[0m".Replace("NOT CONFORMANT", "COULD NOT JUDGE", StringComparison.Ordinal));
        colour.Printed.ShouldContain("\e[32m✔ 3\e[0m");
        plain.Printed.ShouldNotContain('\e');
    }

    [Test]
    public void Every_verdict_has_its_sign_in_the_matrix_and_in_the_legend()
    {
        var text = TextReport.Render(Sample.EveryVerdict);

        foreach (var verdict in Enum.GetValues<Verdict>())
        {
            text.ShouldContain($"echo/ends-{verdict.Word()} ");
            text.ShouldContain($"{verdict.Sign()} {verdict.Word()}");
        }

        Enum.GetValues<Verdict>().Select(verdict => verdict.Sign()).ShouldBeUnique();
    }

    [Test]
    public void The_legend_names_only_what_occurs() =>
        TextReport.Render(Sample.Run(Sample.Result(Verdict.Pass))).ShouldContain("\n✔ pass\n");

    [Test]
    public void Strict_says_that_a_deviation_counts() =>
        TextReport.Render(Sample.Run(Sample.Result(Verdict.Deviation)) with { Strict = true })
            .ShouldContain("~ deviation (--strict: a failure)");

    private static string[] Lines(RunReport report) => TextReport.Render(report).TrimEnd('\n').Split('\n');

    private static string Visible(string printed) =>
        System.Text.RegularExpressions.Regex.Replace(printed, "\e\\[[0-9;]*m", "");
}
