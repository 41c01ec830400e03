using NUnit.Framework;
using Shouldly;
using SocketConformance.Cases;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

/// <summary>The mistake behind the failures, told from the broken servers that break the same rules.</summary>
[Fast]
public sealed class Diagnoses
{
    private static readonly KnownFaults Few = KnownFaults.Parse(
        ["# a comment", "waits for a line end", "  answer at once", "  - waits waits-too", "crashes of a reset", "  handle it",
            "  - crashes", "leaks", "  close", "  - leaks"],
        ["asked echo/tcp4", "  echo/a echo/b echo/c echo/d reset/a reset/b", "waits echo/tcp4", "  breaks echo/a echo/b echo/c",
            "waits-too echo/tcp4", "  breaks echo/a echo/c", "  unclear echo/b", "crashes echo/tcp4", "  breaks reset/a reset/b",
            "leaks echo/tcp4", "  breaks echo/d"]);

    [Test]
    public void The_kind_is_named_that_breaks_the_same_rules()
    {
        var diagnosis = Of("echo/a", "echo/b", "echo/c").ShouldHaveSingleItem();

        diagnosis.Words.ShouldBe(
            "All 3 broken rules are those of a server that waits for a line end; nothing that passed here fails there.");
        diagnosis.Advice.ShouldBe("Answer at once. See echo/b first.", "two break echo/a, one echo/b");
    }

    [Test]
    public void What_such_a_server_breaks_and_this_one_keeps_is_said() =>
        Of("reset/a").ShouldHaveSingleItem().Words
            .ShouldBe("The broken rule is that of a server that crashes of a reset; there reset/b fails as well.");

    [Test]
    public void Two_mistakes_are_two_diagnoses() =>
        Of("echo/a", "echo/b", "echo/c", "reset/a", "reset/b").Select(diagnosis => diagnosis.Kind.Words)
            .ShouldBe(["waits for a line end", "crashes of a reset"]);

    [Test]
    public void What_no_known_server_breaks_has_none() => Of("echo/unheard-of").ShouldBeEmpty();

    [Test]
    public void What_is_known_is_not_diagnosed() =>
        Diagnosis.Of(Sample.Run(Sample.Result(Verdict.KnownFailure, "echo/d"), Sample.Result(Verdict.Pass, "echo/a")), Few).ShouldBeEmpty();

    [Test]
    public void A_mistake_that_shows_in_two_contracts_is_one()
    {
        var report = Sample.Run(
            Sample.Result(Verdict.Fail, "echo/d"), Sample.Result(Verdict.Fail, "echo/d", contract: "threaded"));

        Diagnosis.Of(report, Few).ShouldHaveSingleItem().Contracts.ShouldBe(["echo", "threaded"]);
    }

    [Test]
    public void The_shipped_dictionary_knows_every_rule()
    {
        var known = KnownFaults.Shipped.Faults.SelectMany(fault => fault.Breaks.Concat(fault.Keeps)).ToHashSet();

        Catalogue.Cases.Select(rule => rule.Id).Except(known).ShouldBeEmpty("./run-conformance.sh --self-test matrix " +
            "--report faults=suites/Report/Diagnosis/faults.txt asks every broken server by every rule");
    }

    /// <summary>Each broken server is diagnosed by all others.</summary>
    [Test]
    public void Left_out_of_the_dictionary_four_of_five_broken_servers_are_told_by_the_rest()
    {
        var all = KnownFaults.Shipped.Faults;
        List<KnownFault> asked = [.. all.Where(fault => all.Count(other => other.Kind == fault.Kind) > 1)];

        var told = asked.Where(fault => FirstOf(fault, all) == fault.Kind).ToList();

        told.Count.ShouldBeGreaterThanOrEqualTo(asked.Count * 4 / 5,
            string.Join('\n', asked.Except(told).Select(fault => $"{fault.Name} ({fault.Kind.Words}): {FirstOf(fault, all)?.Words}")));
    }

    private static FaultKind? FirstOf(KnownFault fault, IReadOnlyList<KnownFault> all) =>
        new Diagnostician(new KnownFaults([.. all.Where(other => other != fault)]))
            .Explain(new Symptoms([.. fault.Breaks], fault.Keeps)).FirstOrDefault()?.Kind;

    /// <summary>Of a server that breaks these rules and keeps all others.</summary>
    private static List<Diagnosis> Of(params string[] broken) => Diagnosis.Of(
        Sample.Run([
            .. broken.Select(id => Sample.Result(Verdict.Fail, id)),
            .. ((string[])["echo/a", "echo/b", "echo/c", "echo/d", "reset/a", "reset/b"]).Except(broken)
                .Select(id => Sample.Result(Verdict.Pass, id)),
        ]),
        Few);
}
