using NUnit.Framework;
using Shouldly;
using SocketConformance.Specification;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.TargetFiles;

/// <summary>Which cases are asked for, and which are allowed to fail.</summary>
[Fast]
public sealed class Selections
{
    private static readonly string[] Ids = ["echo/returns-one-byte", "echo/returns-every-byte", "backlog/holds-5", "udp/one-reply"];

    [TestCase("", "echo/returns-one-byte echo/returns-every-byte backlog/holds-5 udp/one-reply")]
    [TestCase("echo/*", "echo/returns-one-byte echo/returns-every-byte")]
    [TestCase("echo/* udp/*", "echo/returns-one-byte echo/returns-every-byte udp/one-reply")]
    [TestCase("!udp/*", "echo/returns-one-byte echo/returns-every-byte backlog/holds-5")]
    [TestCase("!udp/* !echo/*", "backlog/holds-5")]
    [TestCase("echo/* !*one*", "echo/returns-every-byte")]
    [TestCase("!*one* echo/*", "echo/returns-every-byte")]
    [TestCase("backlog/holds-?", "backlog/holds-5")]
    [TestCase("echo/returns-one-byte", "echo/returns-one-byte")]
    [TestCase("*", "echo/returns-one-byte echo/returns-every-byte backlog/holds-5 udp/one-reply")]
    [TestCase("echo/* !echo/*", "")]
    public void Globs_select(string globs, string selected)
    {
        var filter = CaseFilter.Parse(globs.Split(' ', StringSplitOptions.RemoveEmptyEntries), Ids);

        string.Join(' ', Ids.Where(filter.Selects)).ShouldBe(selected);
    }

    [TestCase("nonsense", "No case is called 'nonsense'. All cases: ./run-conformance.sh --list")]
    [TestCase("", "No case is called ''. All cases:")]
    [TestCase("!", "No case is called ''. All cases:")]
    [TestCase("echo/return-one-byte", "No case is called 'echo/return-one-byte'; did you mean 'echo/returns-one-byte'? All cases:")]
    [TestCase("!ecko/*", "No case is called 'ecko/*'; did you mean 'echo/*'?")]
    [TestCase("udp", "No case is called 'udp'; did you mean 'udp/*'?")]
    [TestCase("ECHO/*", "No case is called 'ECHO/*'; did you mean 'echo/*'?")]
    [TestCase("holds-[5]", "No case is called 'holds-[5]'")]
    [TestCase("\u001b[2J", "No case is called '\\u{1b}[2J'.")]
    public void A_glob_that_matches_nothing_is_named(string glob, string message) =>
        Should.Throw<TargetException>(() => CaseFilter.Parse(["echo/*", glob], Ids)).Message.ShouldStartWith(message);

    /// <summary>With backtracking, the end of it would not be lived to see.</summary>
    [Test]
    public void A_glob_of_many_stars_comes_to_an_end() =>
        Should.Throw<TargetException>(() => CaseFilter.Parse([string.Concat(Enumerable.Repeat("*a", 2000)) + "!"], [new string('a', 100)]))
            .Message.ShouldStartWith("No case is called ");

    [Test]
    public void A_targets_own_list_excuses_that_target_alone()
    {
        var known = KnownFailures.Of([Target("one", Entry("echo/*")), Target("two")]);

        known.ReasonFor(Result("echo/returns-one-byte", "one")).ShouldBe("because");
        known.ReasonFor(Result("udp/one-reply", "one")).ShouldBeNull();
        known.ReasonFor(Result("echo/returns-one-byte", "two")).ShouldBeNull();
    }

    [Test]
    public void A_contract_and_a_transport_narrow_an_entry()
    {
        var known = KnownFailures.Of([Target("one", Entry("echo/*") with { Contract = "echo", Transport = Transport.Tcp6 })]);

        known.ReasonFor(Result("echo/returns-one-byte", "one")).ShouldBeNull();
        known.ReasonFor(Result("echo/returns-one-byte", "one") with { Transport = Transport.Tcp6 }).ShouldBe("because");
        known.ReasonFor(Result("echo/returns-one-byte", "one") with { Transport = Transport.Tcp6, Contract = "threaded" }).ShouldBeNull();
    }

    [Test]
    public void A_file_excuses_every_target_unless_an_entry_names_one()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("known.yaml", "- case: udp/*\n  reason: all\n- {case: echo/*, target: two, reason: just two}\n");

        var known = KnownFailures.Of([Target("one"), Target("two")], file);

        known.ReasonFor(Result("udp/one-reply", "one")).ShouldBe("all");
        known.ReasonFor(Result("udp/one-reply", "two")).ShouldBe("all");
        known.ReasonFor(Result("echo/returns-one-byte", "one")).ShouldBeNull();
        known.ReasonFor(Result("echo/returns-one-byte", "two")).ShouldBe("just two");
    }

    [TestCase("")]
    [TestCase("# none\n")]
    [TestCase("[]\n")]
    public void An_empty_file_excuses_nothing(string text)
    {
        using var folder = new TemporaryFolder();

        var known = KnownFailures.Of([Target("one")], folder.Write("known.yaml", text));

        known.ReasonFor(Result("udp/one-reply", "one")).ShouldBeNull();
        known.Problems(Ids).ShouldBeEmpty();
    }

    [TestCase("known-failures: []\n", ":1:1: a file of known failures is a list, not a map.")]
    [TestCase("- case: a/b\n", ":1:3: 'reason' is missing: why the case may fail, for the reader of the matrix.")]
    [TestCase("- case: a/b\n  reason: x\n  contract: ehco\n",
        ":3:13: 'contract' takes echo, echo-once, uppercase, uppercase-once, threaded, forking, udp-uppercase, " +
        "udp-echo or client, not 'ehco'; did you mean 'echo'?")]
    public void A_wrong_file_is_explained(string text, string message)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("known.yaml", text);

        Should.Throw<TargetException>(() => KnownFailures.Of([], file)).Message.ShouldBe($"{file}{message}");
    }

    [Test]
    public void A_missing_file_is_named() =>
        Should.Throw<TargetException>(() => KnownFailures.Of([], "no-such-file.yaml")).Message
            .ShouldBe("no-such-file.yaml: there is no such file.");

    [Test]
    public void An_entry_that_names_no_case_is_a_problem_with_its_place()
    {
        var known = KnownFailures.Of([Target("one", Entry("echo/return-one-byte"), Entry("echo/*"), Entry("nonsense"))]);

        known.Problems(Ids).ShouldBe(
        [
            new Problem(
                ProblemKind.CouldNotJudge,
                "my.yaml:4:7: the known failure 'echo/return-one-byte' names no case; did you mean 'echo/returns-one-byte'?"),
            new Problem(ProblemKind.CouldNotJudge, "my.yaml:4:7: the known failure 'nonsense' names no case."),
        ]);
    }

    [Test]
    public void Nothing_is_excused_by_none()
    {
        KnownFailures.None.ReasonFor(Result("udp/one-reply", "one")).ShouldBeNull();
        KnownFailures.None.Problems([]).ShouldBeEmpty();
    }

    private static KnownFailure Entry(string rule) => new(rule, null, null, "because") { Place = "my.yaml:4:7" };

    private static Target Target(string name, params KnownFailure[] known) => new(name, name, [], known);

    private static CaseResult Result(string rule, string target) => new()
    {
        Case = rule, Contract = "echo", Transport = Transport.Tcp4, Target = target, Level = Level.Must,
        Verdict = Verdict.Fail, Statement = "", Source = "", Again = "",
    };
}
