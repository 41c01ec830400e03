using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

/// <summary>A cell stands for a case over all contracts and transports of a target.</summary>
[Fast]
public sealed class Aggregation
{
    [TestCase("✔", Verdict.Pass)]
    [TestCase("✔ 3", Verdict.Pass, Verdict.Pass, Verdict.Pass)]
    [TestCase("✘ 2", Verdict.Fail, Verdict.Fail)]
    [TestCase("✘ 1/3", Verdict.Pass, Verdict.Fail, Verdict.Pass)]
    [TestCase("✘ 2/3", Verdict.Fail, Verdict.KnownFailure, Verdict.Fail)]
    [TestCase("! 1/2", Verdict.Fail, Verdict.Error)]
    [TestCase("≈ 1/2", Verdict.UnexpectedPass, Verdict.Flaky)]
    [TestCase("K 1/2", Verdict.Deviation, Verdict.UnexpectedPass)]
    [TestCase("~ 1/2", Verdict.KnownFailure, Verdict.Deviation)]
    [TestCase("k 1/2", Verdict.Inconclusive, Verdict.KnownFailure)]
    [TestCase("? 1/2", Verdict.Pass, Verdict.Inconclusive)]
    [TestCase("✔ 2/3", Verdict.Pass, Verdict.Skip, Verdict.Pass)]
    [TestCase("- 2", Verdict.Skip, Verdict.Skip)]
    [TestCase("·")]
    public void A_cell_shows_the_worst_and_how_many(string cell, params Verdict[] verdicts)
    {
        var tally = new Tally();
        foreach (var verdict in verdicts) tally.Add(verdict);

        tally.Cell.ShouldBe(cell);
    }

    [Test]
    public void Every_verdict_has_a_rank() => Tally.WorstFirst.ShouldBe(Enum.GetValues<Verdict>(), ignoreOrder: true);

    [Test]
    public void Rows_stand_in_the_order_of_the_results_and_sections_together()
    {
        var matrix = new Matrix(Sample.Run(
            Sample.Result(Verdict.Pass, "udp/b"), Sample.Result(Verdict.Pass, "echo/a"), Sample.Result(Verdict.Pass, "udp/a")));

        matrix.Sections.Select(section => section.Name).ShouldBe(["udp", "echo"]);
        matrix.Sections[0].Rows.Select(row => row.Case).ShouldBe(["udp/b", "udp/a"]);
    }

    [Test]
    public void Columns_stand_in_the_order_of_the_command_line_those_without_results_too()
    {
        var report = Sample.Run(Sample.Result(Verdict.Pass, target: "second")) with
        {
            Targets = [new TargetSummary("first", "", []), new TargetSummary("second", "", [])],
        };

        var matrix = new Matrix(report);

        matrix.Targets.ShouldBe(["first", "second"]);
        matrix.Totals.Select(total => total.Words).ShouldBe(["nothing judged", "1 pass"]);
    }

    [Test]
    public void A_row_shows_the_most_binding_level()
    {
        var matrix = new Matrix(Sample.Run(
            Sample.Result(Verdict.Pass, level: Level.May), Sample.Result(Verdict.Pass, target: "graceful"),
            Sample.Result(Verdict.Pass, level: Level.Should)));

        matrix.Sections[0].Rows[0].Level.ShouldBe(Level.Must);
    }
}
