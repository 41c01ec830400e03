using System.Text;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.SelfTests.Reports;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Gate;

/// <summary>A merged report says what the whole run would, and never more.</summary>
[Fast]
public sealed class Merges
{
    private static readonly RunReport Whole = Sample.Mixed with
    {
        Problems = [], Results = [.. Sample.Mixed.Results.Where(result => result.Verdict is not Verdict.Error)],
    };

    [Test]
    public void The_shards_of_a_run_are_the_run([Values(1, 2, 3, 5)] int count)
    {
        var merged = ReportMerge.Of(Shards(count));

        merged.Results.OrderBy(result => Whole.Results.ToList().IndexOf(result)).ShouldBe(Whole.Results);
        merged.Targets.Select(target => target.Name).ShouldBe(Whole.Targets.Select(target => target.Name));
        (merged.ExitCode, merged.Shard, merged.Problems.Count).ShouldBe((Whole.ExitCode, null, 0));
    }

    [Test]
    public void More_shards_than_results_are_the_run_still()
    {
        var one = Sample.Run(Sample.Result(Verdict.Pass));

        ReportMerge.Of(Split(one, 3)).Conformant.ShouldBeTrue();
    }

    [Test]
    public void A_shard_that_is_missing_is_named_and_the_whole_is_not_conformant()
    {
        var pass = Sample.Run([.. Enumerable.Range(0, 9).Select(at => Sample.Result(Verdict.Pass, $"echo/{at}"))]);
        var shards = Split(pass, 3);

        var merged = ReportMerge.Of([shards[0], shards[2]]);

        merged.ExitCode.ShouldBe(ExitCode.CouldNotJudge);
        merged.Problems.ShouldHaveSingleItem().Message.ShouldBe("Of csharp, shard 2/3 is missing: a part of the cases was not judged.");
        ReportMerge.Of(shards).ExitCode.ShouldBe(ExitCode.Conformant);
    }

    [Test]
    public void A_shard_that_was_cut_short_is_seen()
    {
        var shards = Split(Sample.Run([.. Enumerable.Range(0, 9).Select(at => Sample.Result(Verdict.Pass, $"echo/{at}"))]), 3);
        shards[1] = shards[1] with { Report = shards[1].Report with { Results = [.. shards[1].Report.Results.Skip(1)] } };

        var merged = ReportMerge.Of(shards);

        merged.ExitCode.ShouldBe(ExitCode.CouldNotJudge);
        merged.Problems.ShouldHaveSingleItem().Message.ShouldBe("The shards of csharp hold 8 of 9 results: one of them was cut short.");
    }

    [Test]
    public void An_interrupted_part_is_told_and_the_whole_is_not_conformant()
    {
        var merged = ReportMerge.Of([Named("a.json", Sample.Run(Sample.Result(Verdict.Pass)) with { Interrupted = true })]);

        (merged.ExitCode, merged.Problems.Single().Message)
            .ShouldBe((ExitCode.CouldNotJudge, "a.json was interrupted before every case was judged: run it again."));
    }

    [Test]
    public void Targets_stand_side_by_side_in_the_order_of_the_files()
    {
        var merged = ReportMerge.Of(
        [
            Named("b.json", Sample.Run(Sample.Result(Verdict.Pass, target: "b"))),
            Named("a.json", Sample.Run(Sample.Result(Verdict.Fail, target: "a"))),
        ]);

        merged.Targets.Select(target => target.Name).ShouldBe(["b", "a"]);
        merged.ExitCode.ShouldBe(ExitCode.NotConformant);
    }

    [Test]
    public void Contracts_of_one_target_come_together()
    {
        var echo = Sample.Run(Sample.Result(Verdict.Pass));
        var udp = Sample.Run(Sample.Result(Verdict.Pass, "udp/a", contract: "udp-echo", transport: Transport.Udp4)) with
        {
            Targets = [new TargetSummary("csharp", "./csharp", ["udp-echo: one at a time, udp4"])],
        };

        ReportMerge.Of([Named("a.json", echo), Named("b.json", udp)]).Targets.ShouldHaveSingleItem().Declared
            .ShouldBe(["echo: concurrent, tcp4", "udp-echo: one at a time, udp4"]);
    }

    [Test]
    public void The_same_result_twice_is_one()
    {
        var one = Sample.Run(Sample.Result(Verdict.Pass));

        ReportMerge.Of([Named("a.json", one), Named("b.json", one)]).Results.Count.ShouldBe(1);
    }

    [Test]
    public void A_problem_of_every_part_is_told_once()
    {
        var one = Sample.Run(Sample.Result(Verdict.Pass)) with { Problems = [new Problem(ProblemKind.NotConformant, "Wrong.")] };

        ReportMerge.Of([Named("a.json", one), Named("b.json", one)]).Problems.Count.ShouldBe(1);
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        var one = Sample.Run(Sample.Result(Verdict.Pass));
        yield return Case(one, Sample.Run(Sample.Result(Verdict.Fail)),
            "echo/returns-every-byte (csharp, echo, tcp4) is pass (MUST) in a.json, but fail (MUST) in b.json: " +
            "take one of the two, or compare them with diff");
        yield return Case(one, one with { Version = "0.2.0" },
            "a.json was judged by suite 0.1.0, b.json 0.2.0: judge all parts with one suite and the same options");
        yield return Case(one, one with { Revision = 2 },
            "a.json was judged by revision unknown, b.json 2: judge all parts with one suite and the same options");
        yield return Case(one, one with { Strict = true },
            "a.json counts a deviation as no failure, b.json a failure (--strict): judge all parts with one suite and the same options");
        yield return Case(one, one with { Targets = [new TargetSummary("csharp", "./csharp", ["echo: one at a time, tcp4"])] },
            "csharp declares \"echo: concurrent, tcp4\" in a.json, but \"echo: one at a time, tcp4\" in b.json: " +
            "these are two targets, give them two names");
        yield return Case(
            one with { Shard = new Shard(1, 2) { Results = 2 } },
            Sample.Run(Sample.Result(Verdict.Pass, "echo/b")) with { Shard = new Shard(2, 3) { Results = 2 } },
            "a.json is shard 1/2 of 2 results, b.json is shard 2/3 of 2 results: these are parts of different runs");

        static TestCaseData Case(RunReport a, RunReport b, string message) => new TestCaseData(a, b, message).SetArgDisplayNames(message);
    }

    [TestCaseSource(nameof(Refused))]
    public void Parts_that_contradict_each_other_are_refused(RunReport a, RunReport b, string message) =>
        Should.Throw<ReportException>(() => ReportMerge.Of([Named("a.json", a), Named("b.json", b)])).Message.ShouldBe(message);

    private static List<NamedReport> Shards(int count) => Split(Whole, count);

    /// <summary>As a run with <c>--shard</c> would write and read them.</summary>
    private static List<NamedReport> Split(RunReport whole, int count) =>
        [.. Enumerable.Range(1, count).Select(index => Named($"{index}.json", Read(whole, new Shard(index, count))))];

    private static RunReport Read(RunReport whole, Shard shard)
    {
        var written = JsonReport.Render(whole with
        {
            Results = [.. shard.Of(whole.Results)],
            Shard = shard with { Results = whole.Results.Count },
        });
        var read = JsonReport.Parse(Encoding.UTF8.GetBytes(written), "shard");
        return read with { Results = [.. read.Results.Select(one => whole.Results.Single(result => result.Judgement == one.Judgement))] };
    }

    private static NamedReport Named(string name, RunReport report) => new(name, report);
}
