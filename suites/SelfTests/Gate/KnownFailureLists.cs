using NUnit.Framework;
using Shouldly;
using SocketConformance.Cases;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.SelfTests.Reports;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.Gate;

/// <summary>Lists of known failures: written, read again, and kept free of what excuses nothing.</summary>
[Fast]
public sealed class KnownFailureLists
{
    private static readonly Judgement[] Possible =
    [
        new("echo/a", "echo", Transport.Tcp4, "csharp"), new("echo/a", "echo", Transport.Tcp6, "csharp"),
        new("echo/b", "echo", Transport.Tcp4, "csharp"), new("udp/c", "udp-echo", Transport.Udp4, "csharp"),
    ];

    /// <summary>What a random run draws its verdicts from: mostly failures.</summary>
    private static readonly Verdict[] Drawn =
        [Verdict.Fail, Verdict.Fail, Verdict.Fail, Verdict.Pass, Verdict.Skip, Verdict.Error, Verdict.Flaky];

    [TestCase("- {case: echo/a, reason: x}\n- {case: echo/a, reason: y}\n",
        ":2:10: the known failure 'echo/a' excuses echo/a (csharp, echo, tcp4), which 'echo/a' at FILE:1:10 does already: " +
        "narrow one of them, or take it off the list.")]
    [TestCase("- {case: echo/*, reason: x}\n- {case: echo/b, transport: tcp4, reason: y}\n",
        ":2:10: the known failure 'echo/b' excuses echo/b (csharp, echo, tcp4), which 'echo/*' at FILE:1:10 does already: " +
        "narrow one of them, or take it off the list.")]
    public void Two_entries_for_one_failure_are_a_problem(string file, string message) =>
        Problems(file, known => known.Overlaps(Possible)).ShouldHaveSingleItem().ShouldBe($"FILE{message}");

    [Test]
    public void Neighbours_do_not_overlap() => Problems(
        """
        - {case: echo/a, transport: tcp4, reason: x}
        - {case: echo/a, transport: tcp6, reason: y}
        - {case: echo/a, target: python, reason: z}
        - {case: udp/c, reason: z}
        """,
        known => known.Overlaps(Possible)).ShouldBeEmpty();

    [TestCase("- {case: echo/b, transport: tcp6, reason: x}\n",
        ":1:10: the known failure 'echo/b' excuses nothing: csharp, tcp6 has no such case. Correct it, or take it off the list.")]
    [TestCase("- {case: udp/c, contract: echo, reason: x}\n",
        ":1:10: the known failure 'udp/c' excuses nothing: csharp, echo has no such case. Correct it, or take it off the list.")]
    public void An_entry_that_can_excuse_nothing_is_a_problem(string file, string message) =>
        Problems(file, known => known.Idle(Possible)).ShouldHaveSingleItem()
            .ShouldBe($"FILE{message}");

    [Test]
    public void An_entry_for_a_target_that_is_not_in_the_run_is_none() =>
        Problems("- {case: echo/a, target: python, contract: udp-echo, reason: x}\n", known => known.Idle(Possible)).ShouldBeEmpty();

    [TestCase("csharp")]
    [TestCase("python")]
    [TestCase("python3")]
    [TestCase("python-local")]
    public void The_lists_of_the_built_in_targets_are_in_order(string name)
    {
        var target = BuiltInTargets.Resolve(name, contract: null);
        var known = KnownFailures.Of([target]);
        Judgement[] possible = [.. Judgements.Of([.. Subject.Of([target])]).Select(one => one.Judgement)];

        known.Problems(Catalogue.Cases.Select(rule => rule.Id)).Concat(known.Overlaps(possible)).Concat(known.Idle(possible))
            .ShouldBeEmpty();
    }

    /// <summary>Sixteen times as many entries cost about sixteen times as much; 256 times if each were compared with each.</summary>
    [Test]
    public void What_a_list_costs_grows_with_its_length()
    {
        Judgement[] possible = [.. Enumerable.Range(0, 2000).Select(at =>
            new Judgement($"echo/a{at % 160}", "echo", Transport.Tcp4, $"t{at}"))];
        CostOf(100); // what is compiled first is no cost of the list
        var (few, many) = (CostOf(250), CostOf(4000));

        (many / few).ShouldBeLessThan(64);

        TimeSpan CostOf(int entries)
        {
            var file = string.Concat(Enumerable.Range(0, entries).Select(at => $"- {{case: 'echo/a*{at}', reason: x}}\n"));
            var (problems, spent) = Cost.Of(() => Problems(file, known => known.Overlaps(possible).Concat(known.Idle(possible))));
            problems.ShouldNotBeEmpty();
            return spent;
        }
    }

    [Test]
    public void A_case_that_fails_everywhere_is_one_entry() =>
        Draft(Fail("echo/a"), Fail("echo/a", Transport.Tcp6), Sample.Result(Verdict.Skip, "echo/a", transport: Transport.Unix))
            .ShouldBe(["{ case: echo/a, reason: \"to explain: expected FIN; observed RST\" }"]);

    [Test]
    public void A_case_that_fails_on_one_contract_names_it() =>
        Draft(Fail("echo/a"), Fail("echo/a", Transport.Tcp6), Sample.Result(Verdict.Pass, "echo/a", contract: "uppercase"))
            .ShouldBe(["{ case: echo/a, contract: echo, reason: \"to explain: expected FIN; observed RST\" }"]);

    [Test]
    public void A_case_that_fails_over_one_transport_names_it() =>
        Draft(Fail("echo/a"), Sample.Result(Verdict.Pass, "echo/a", transport: Transport.Tcp6))
            .ShouldBe(["{ case: echo/a, contract: echo, transport: tcp4, reason: \"to explain: expected FIN; observed RST\" }"]);

    [Test]
    public void Several_targets_are_named() =>
        Draft(Fail("echo/a"), Sample.Result(Verdict.Pass, "echo/a", target: "python"))
            .ShouldBe(["{ case: echo/a, target: csharp, reason: \"to explain: expected FIN; observed RST\" }"]);

    [TestCase(Verdict.Error)]
    [TestCase(Verdict.Flaky)]
    [TestCase(Verdict.Pass)]
    [TestCase(Verdict.Skip)]
    [TestCase(Verdict.Inconclusive)]
    [TestCase(Verdict.Deviation)]
    [TestCase(Verdict.UnexpectedPass)]
    public void What_is_no_failure_is_not_written(Verdict verdict) => Draft(Sample.Result(verdict, "echo/a")).ShouldBeEmpty();

    [Test]
    public void A_deviation_is_written_when_it_fails_the_run() =>
        Entries(Sample.Run(Sample.Result(Verdict.Deviation, "echo/a")) with { Strict = true }, KnownFailures.None).Count.ShouldBe(1);

    [Test]
    public void A_list_is_brought_up_to_date_with_its_reasons()
    {
        const string Old = """
            - {case: echo/kept, reason: issue 1}
            - {case: echo/mended, reason: issue 2}
            - {case: 'echo/half-*', reason: issue 3}
            - {case: echo/other, target: python, reason: issue 4}

            """;
        var run = Sample.Run(
            Sample.Result(Verdict.KnownFailure, "echo/kept") with { Reason = "issue 1" },
            Sample.Result(Verdict.UnexpectedPass, "echo/mended"),
            Sample.Result(Verdict.UnexpectedPass, "echo/half-mended"),
            Sample.Result(Verdict.KnownFailure, "echo/half-broken") with { Reason = "issue 3" },
            Fail("echo/new"));

        WithFile(Old, known => Entries(run, known)).ShouldBe(
        [
            "{ case: echo/kept, reason: \"issue 1\" }",
            "{ case: echo/other, target: python, reason: \"issue 4\" }",
            "{ case: echo/half-broken, reason: \"issue 3\" }",
            "{ case: echo/new, reason: \"to explain: expected FIN; observed RST\" }",
        ]);
    }

    [Test]
    public void What_is_written_excuses_the_run_it_was_written_for()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var report = AnyRun(new Random(seed));
            var text = KnownFailureText.Render(new KnownFailureDraft(report, KnownFailures.None, allContracts: true).Entries, "a test");

            using var folder = new TemporaryFolder();
            var known = KnownFailures.Of([], folder.Write("known.yaml", text));

            known.Overlaps(report.Results.Select(result => result.Judgement)).ShouldBeEmpty($"seed {seed}\n{text}");
            foreach (var result in report.Results)
                if (result.Verdict is Verdict.Fail or Verdict.Pass or Verdict.Flaky)
                    (known.ReasonFor(result) is not null)
                        .ShouldBe(result.Verdict == Verdict.Fail, $"seed {seed}: {result.Judgement}\n{text}");
        }
    }

    [Test]
    public void What_a_server_said_stays_one_line_of_text()
    {
        var hostile = Fail("echo/a") with { Observed = "\"\r\n- {case: '*', reason: x}\n\u001b[2J\\ # é {" + new string('x', 1000) };
        var entries = new KnownFailureDraft(Sample.Run(hostile), KnownFailures.None, allContracts: true).Entries;
        var text = KnownFailureText.Render(entries, "a test\nof two lines");

        using var folder = new TemporaryFolder();
        var known = KnownFailures.Of([], folder.Write("known.yaml", text));

        text.Split('\n').Length.ShouldBe(5);
        known.ReasonFor(hostile).ShouldBe(entries.Single().Reason);
        known.ReasonFor(Fail("echo/b")).ShouldBeNull();
        entries.Single().Reason.Length.ShouldBeLessThan(250);
    }

    private static CaseResult Fail(string id, Transport transport = Transport.Tcp4) =>
        Sample.Result(Verdict.Fail, id, transport: transport) with { Expected = "FIN", Observed = "RST" };

    private static IReadOnlyList<string> Draft(params CaseResult[] results) => Entries(Sample.Run(results), KnownFailures.None);

    private static IReadOnlyList<string> Entries(RunReport report, KnownFailures known) =>
        [.. new KnownFailureDraft(report, known, allContracts: true).Entries.Select(KnownFailureText.Flow)];

    private static IReadOnlyList<string> Problems(string text, Func<KnownFailures, IEnumerable<Problem>> problems)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("known.yaml", text);
        return [.. problems(KnownFailures.Of([], path)).Select(problem => problem.Message.Replace(path, "FILE", StringComparison.Ordinal))];
    }

    private static T WithFile<T>(string text, Func<KnownFailures, T> use)
    {
        using var folder = new TemporaryFolder();
        return use(KnownFailures.Of([], folder.Write("known.yaml", text)));
    }

    private static RunReport AnyRun(Random random) => Sample.Run([..
        from id in (string[])["echo/a", "echo/b"]
        from target in (string[])["csharp", "python"]
        from contract in (string[])["echo", "uppercase"]
        from transport in (Transport[])[Transport.Tcp4, Transport.Tcp6, Transport.Unix]
        let verdict = Drawn[random.Next(Drawn.Length)]
        select Sample.Result(verdict, id, target, transport, contract) with { Expected = "FIN", Observed = "RST" }]);
}
