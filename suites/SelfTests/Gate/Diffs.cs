using NJsonSchema;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.SelfTests.Reports;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Gate;

/// <summary>What became of each verdict, and which changes close the gate.</summary>
[Fast]
public sealed class Diffs
{
    private static readonly Verdict[] Kept = [Verdict.Pass, Verdict.UnexpectedPass];
    private static readonly Verdict[] Bad = [Verdict.Fail, Verdict.Flaky, Verdict.Error];

    [Test, Combinatorial]
    public void Every_pair_of_verdicts_has_its_kind([Values] Verdict old, [Values] Verdict now)
    {
        var diff = Diff(Sample.Run(Sample.Result(old)), Sample.Run(Sample.Result(now)));

        if (old == now)
        {
            (diff.Changes.Count, diff.Unchanged, diff.ExitCode).ShouldBe((0, 1, ExitCode.Conformant));
            return;
        }

        var kind = diff.Changes.ShouldHaveSingleItem().Kind;
        kind.ShouldBe((old, now) switch
        {
            _ when Bad.Contains(now) && !Bad.Contains(old) => ChangeKind.Regression,
            (Verdict.Pass or Verdict.UnexpectedPass, Verdict.Deviation or Verdict.Skip or Verdict.Inconclusive) => ChangeKind.Regression,
            _ when Kept.Contains(now) && !Kept.Contains(old) => ChangeKind.Improvement,
            _ => ChangeKind.Other,
        });
        diff.ExitCode.ShouldBe(kind == ChangeKind.Regression ? ExitCode.NotConformant : ExitCode.Conformant);
    }

    [TestCase(Verdict.Pass, Verdict.KnownFailure, ChangeKind.Other, TestName = "A pass that became a known failure has a reason")]
    [TestCase(Verdict.KnownFailure, Verdict.Fail, ChangeKind.Regression, TestName = "A failure that is excused no more closes the gate")]
    [TestCase(Verdict.Deviation, Verdict.Fail, ChangeKind.Regression, TestName = "A SHOULD that became a MUST closes the gate")]
    [TestCase(Verdict.Skip, Verdict.Fail, ChangeKind.Regression, TestName = "A promise that is new and broken closes the gate")]
    [TestCase(Verdict.Pass, Verdict.Skip, ChangeKind.Regression, TestName = "A promise that is withdrawn closes the gate")]
    [TestCase(Verdict.Fail, Verdict.KnownFailure, ChangeKind.Other, TestName = "A failure that is excused is no improvement")]
    [TestCase(Verdict.Fail, Verdict.Skip, ChangeKind.Other, TestName = "A failure that is skipped is no improvement")]
    [TestCase(Verdict.Fail, Verdict.Pass, ChangeKind.Improvement, TestName = "A failure that passes is an improvement")]
    public void As_a_person_would_put_it(Verdict old, Verdict now, ChangeKind kind) =>
        Diff(Sample.Run(Sample.Result(old)), Sample.Run(Sample.Result(now))).Changes.ShouldHaveSingleItem().Kind.ShouldBe(kind);

    [Test]
    public void A_case_that_is_new_closes_no_gate_even_when_it_fails()
    {
        var diff = Diff(
            Sample.Run(Sample.Result(Verdict.Pass)), Sample.Run(Sample.Result(Verdict.Pass), Sample.Result(Verdict.Fail, "echo/new")));

        diff.Changes.ShouldHaveSingleItem().Kind.ShouldBe(ChangeKind.New);
        diff.ExitCode.ShouldBe(ExitCode.Conformant);
    }

    [TestCase(Verdict.Pass, ChangeKind.Regression)]
    [TestCase(Verdict.Fail, ChangeKind.Gone)]
    [TestCase(Verdict.Skip, ChangeKind.Gone)]
    public void A_pass_that_vanishes_is_a_regression(Verdict old, ChangeKind kind)
    {
        var diff = Diff(Sample.Run(Sample.Result(Verdict.Pass), Sample.Result(old, "echo/gone")), Sample.Run(Sample.Result(Verdict.Pass)));

        diff.Changes.ShouldHaveSingleItem().Kind.ShouldBe(kind);
        DiffText.Render(diff).ShouldContain($"echo/gone  (csharp: echo tcp4)\n    {old.Word()} → not judged\n");
    }

    [TestCase(1, 2, false, ChangeKind.Gone)]
    [TestCase(1, 2, true, ChangeKind.Regression)]
    [TestCase(2, 2, false, ChangeKind.Regression)]
    [TestCase(null, null, false, ChangeKind.Regression)]
    public void Unless_a_revision_of_the_specification_dropped_its_case(int? old, int? now, bool stillACase, ChangeKind kind)
    {
        var diff = ReportDiff.Of(
            new NamedReport(
                "old.json", Sample.Run(Sample.Result(Verdict.Pass), Sample.Result(Verdict.Pass, "echo/gone")) with { Revision = old }),
            new NamedReport("new.json", Sample.Run(Sample.Result(Verdict.Pass)) with { Revision = now }), _ => stillACase);

        diff.Changes.ShouldHaveSingleItem().Kind.ShouldBe(kind);
        if (kind == ChangeKind.Gone)
            DiffText.Render(diff).ShouldContain("pass → not judged: the specification of the new run has no such case\n");
        if (old != now)
            DiffText.Render(diff).ShouldContain("The old run judged by revision 1 of the specification, the new one by revision 2.\n");
    }

    [Test]
    public void A_transport_is_not_taken_for_another()
    {
        var diff = Diff(
            Sample.Run(Sample.Result(Verdict.Pass), Sample.Result(Verdict.Fail, transport: Transport.Tcp6)),
            Sample.Run(Sample.Result(Verdict.Fail), Sample.Result(Verdict.Pass, transport: Transport.Tcp6)));

        diff.Changes.Select(change => (change.Kind, change.Result.Transport)).ShouldBe(
            [(ChangeKind.Regression, Transport.Tcp4), (ChangeKind.Improvement, Transport.Tcp6)]);
    }

    [Test]
    public void The_text_says_the_worst_first_and_shows_the_page_of_a_regression()
    {
        var fail = Sample.Result(Verdict.Fail) with { Expected = "FIN", Observed = "RST", Wire = [Sample.Told(1, "<- RST")] };
        var text = DiffText.Render(Diff(
            Sample.Run(
                Sample.Result(Verdict.Pass), Sample.Result(Verdict.Pass, transport: Transport.Tcp6),
                Sample.Result(Verdict.Fail, "echo/better")),
            Sample.Run(fail, fail with { Transport = Transport.Tcp6 }, Sample.Result(Verdict.Pass, "echo/better"))));

        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("REGRESSED  old.json → new.json: 2 regressions, 1 improvement, 0 new, 0 gone, 0 other changes; 0 unchanged");
        lines[^1].ShouldBe(lines[0]);
        text.ShouldContain(
            "Regressions\n  ✘ echo/returns-every-byte  (csharp: echo tcp4 tcp6)\n    pass → fail: expected FIN; observed RST\n");
        text.ShouldContain("Improvements\n  ✔ echo/better  (csharp: echo tcp4)\n    fail → pass\n");
        text.ShouldContain("NOT CONFORMANT  echo/returns-every-byte  (csharp, echo, tcp4)\n");
        text.ShouldContain("<-  RST");
    }

    [Test]
    public void A_pass_that_became_a_known_failure_is_shown_with_the_reason_of_the_list() =>
        DiffText.Render(Diff(
                Sample.Run(Sample.Result(Verdict.Pass)),
                Sample.Run(Sample.Result(Verdict.KnownFailure) with { Expected = "FIN", Observed = "RST", Reason = "issue 17" })))
            .ShouldContain("    pass → known-failure: issue 17\n");

    [Test]
    public void A_level_that_changed_is_said()
    {
        var text = DiffText.Render(
            Diff(Sample.Run(Sample.Result(Verdict.Deviation, level: Level.Should)), Sample.Run(Sample.Result(Verdict.Fail))));

        text.ShouldContain("deviation → fail (SHOULD → MUST)");
    }

    [Test]
    public async Task The_JSON_validates_against_its_schema()
    {
        using var text = new StreamReader(typeof(JsonReport).Assembly.GetManifestResourceStream("diff.schema.json")!);
        var schema = await JsonSchema.FromJsonAsync(await text.ReadToEndAsync());

        schema.Validate(DiffJson.Render(Diff(Sample.Mixed, Sample.EveryVerdict))).ShouldBeEmpty();
        schema.Validate(DiffJson.Render(Diff(Sample.EveryVerdict, Sample.EveryVerdict))).ShouldBeEmpty();
    }

    [Test]
    public void Many_changes_fit_a_step_summary_and_a_terminal()
    {
        var before = Enumerable.Range(0, 3000).Select(at => Sample.Result(Verdict.Pass, $"echo/case-{at}")).ToArray();
        var after = before
            .Select(result => result with { Verdict = Verdict.Fail, Expected = "FIN", Observed = new string('é', 500) })
            .ToArray();
        var diff = Diff(Sample.Run(before), Sample.Run(after));

        System.Text.Encoding.UTF8.GetByteCount(DiffMarkdown.Render(diff)).ShouldBeLessThan(1024 * 1024);
        DiffText.Render(diff).ShouldContain("… 2940 more: --report json tells all …");
    }

    [Test]
    public void What_a_report_says_does_not_act_on_a_terminal()
    {
        var text = DiffText.Render(Diff(
            Sample.Run(Sample.Result(Verdict.Pass)),
            Sample.Run(Sample.Result(Verdict.Fail) with { Expected = "x", Observed = "\u001b[2J" })));

        text.ShouldContain("\\x1b[2J");
        text.ShouldNotContain('\u001b');
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        var one = Sample.Run(Sample.Result(Verdict.Pass));
        yield return new TestCaseData(one, Sample.Run(), "new.json holds no result: there is nothing to compare");
        yield return new TestCaseData(Sample.Run(), one, "old.json holds no result: there is nothing to compare");
        yield return new TestCaseData(
            one, one with { Shard = new Shard(1, 3) }, "old.json is a whole run, new.json shard 1/3: merge the shards of a run first");
        yield return new TestCaseData(one, Sample.Run(Sample.Result(Verdict.Pass, target: "python")),
            "old.json judges csharp, new.json python: no target is in both. A target is known by the name in its file");
    }

    [TestCaseSource(nameof(Refused))]
    public void What_cannot_be_compared_is_refused(RunReport old, RunReport now, string message) =>
        Should.Throw<ReportException>(() => Diff(old, now)).Message.ShouldBe(message);

    private static ReportDiff Diff(RunReport old, RunReport now) =>
        ReportDiff.Of(new NamedReport("old.json", old), new NamedReport("new.json", now), _ => true);
}
