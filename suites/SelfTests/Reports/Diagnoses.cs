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
        ["asked echo/tcp4", "  echo/a echo/b echo/c echo/d reset/a reset/b reset/c reset/d reset/e",
            "waits echo/tcp4", "  breaks echo/a echo/b echo/c",
            "waits-too echo/tcp4", "  breaks echo/a echo/c", "  unclear echo/b", "crashes echo/tcp4",
            "  breaks reset/a reset/b reset/c reset/d reset/e", "leaks echo/tcp4", "  breaks echo/d"]);

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
        Of("reset/a", "reset/b", "reset/c", "reset/d").ShouldHaveSingleItem().Words
            .ShouldBe("All 4 broken rules are those of a server that crashes of a reset; there reset/e fails as well.");

    [Test]
    public void Two_mistakes_are_two_diagnoses() =>
        Of("echo/a", "echo/b", "echo/c", "reset/a", "reset/b", "reset/c", "reset/d", "reset/e").Select(diagnosis => diagnosis.Kind.Words)
            .ShouldBe(["waits for a line end", "crashes of a reset"], ignoreOrder: true);

    [Test]
    public void What_no_known_server_breaks_has_none() => Of("echo/unheard-of", "reset/unheard-of").ShouldBeEmpty();

    [Test]
    public void One_broken_rule_has_its_page() => Of("echo/d").ShouldBeEmpty();

    [Test]
    public void What_is_known_is_not_diagnosed() =>
        Diagnosis.Of(Sample.Run(Sample.Result(Verdict.KnownFailure, "echo/d"), Sample.Result(Verdict.Pass, "echo/a")), Few).ShouldBeEmpty();

    [Test]
    public void A_mistake_that_shows_in_two_contracts_is_one()
    {
        var report = Sample.Run(
            Sample.Result(Verdict.Fail, "echo/a"), Sample.Result(Verdict.Fail, "echo/c"),
            Sample.Result(Verdict.Fail, "echo/a", contract: "threaded"), Sample.Result(Verdict.Fail, "echo/c", contract: "threaded"));

        Diagnosis.Of(report, Few).ShouldHaveSingleItem().Contracts.ShouldBe(["echo", "threaded"]);
    }

    [Test]
    public void The_shipped_dictionary_knows_every_rule()
    {
        var known = KnownFaults.Shipped.Faults.SelectMany(fault => fault.Breaks.Concat(fault.Keeps)).ToHashSet();

        Catalogue.Cases.Select(rule => rule.Id).Except(known).ShouldBeEmpty("./run-conformance.sh --self-test matrix " +
            "--report faults=suites/Report/Diagnosis/faults.txt asks every broken server by every rule");
    }

    [Test]
    public void Every_broken_server_is_told_as_its_own_kind_or_nothing_is_said()
    {
        var doctor = new Diagnostician(KnownFaults.Shipped);

        KnownFaults.Shipped.Faults.Where(fault => FirstOf(fault, doctor) is { } said && said.Kind != fault.Kind && said.Or != fault.Kind)
            .Select(fault => $"{fault.Name} ({fault.Kind.Words}): {FirstOf(fault, doctor)!.Kind.Words}")
            .ShouldBeEmpty();
    }

    /// <summary>Each broken server is diagnosed by all others. What none of them does is not told, and the rest is right.</summary>
    [Test]
    public void Left_out_of_the_dictionary_a_quarter_is_told_by_the_rest_and_seven_of_ten_rightly()
    {
        var all = KnownFaults.Shipped.Faults;
        List<KnownFault> asked = [.. all.Where(fault => fault.Breaks.Count > 1)];
        var told = asked
            .Select(fault => (Fault: fault, Said: FirstOf(fault, new(new KnownFaults([.. all.Where(other => other != fault)])))))
            .Where(pair => pair.Said is { Or: null }).ToList();
        var right = told.Where(pair => pair.Said!.Kind == pair.Fault.Kind).ToList();

        told.Count.ShouldBeGreaterThanOrEqualTo(asked.Count / 4);
        right.Count.ShouldBeGreaterThanOrEqualTo(told.Count * 7 / 10, string.Join('\n', told.Except(right)
            .Select(pair => $"{pair.Fault.Name} ({pair.Fault.Kind.Words}): {pair.Said!.Kind.Words}")));
    }

    private static Explanation? FirstOf(KnownFault fault, Diagnostician doctor) =>
        doctor.Explain(new Symptoms([.. fault.Breaks], fault.Keeps)) is [var first, ..] ? first : null;

    /// <summary>Of a server that breaks these rules and keeps all others.</summary>
    private static List<Diagnosis> Of(params string[] broken) => Diagnosis.Of(
        Sample.Run([
            .. broken.Select(id => Sample.Result(Verdict.Fail, id)),
            .. ((string[])["echo/a", "echo/b", "echo/c", "echo/d", "reset/a", "reset/b", "reset/c", "reset/d", "reset/e"])
                .Except(broken)
                .Select(id => Sample.Result(Verdict.Pass, id)),
        ]),
        Few);
}
