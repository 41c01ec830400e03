using NUnit.Framework;
using Shouldly;
using SocketConformance.Cases;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Frozen;

/// <summary><c>suites/SPEC.md</c> is what people read; the cases are what is judged. They are the same.</summary>
[Fast]
public sealed class SpecificationPage
{
    private static string Page => File.ReadAllText(Path.Combine(Suite.Root, "suites", "SPEC.md"));

    [Test]
    public void The_page_is_what_the_cases_say()
    {
        var (page, cases) = (Page.Split('\n'), SpecificationText.Whole().Split('\n'));
        var first = page.Zip(cases).TakeWhile(pair => pair.First == pair.Second).Count();

        (first == page.Length && first == cases.Length).ShouldBeTrue($"""
            suites/SPEC.md differs from the cases at line {first + 1}:
              the page:  {page.ElementAtOrDefault(first)}
              the cases: {cases.ElementAtOrDefault(first)}
            Write it anew: {SpecificationText.Command}
            """);
    }

    [TestCaseSource(typeof(Catalogue), nameof(Catalogue.Cases))]
    public void Every_case_stands_in_it_whole(ConformanceAttribute rule)
    {
        var text = SpecificationText.Of(rule);

        string[] parts = [rule.Id, rule.Statement, rule.Source, rule.How, rule.Catches, rule.Level.ToString().ToUpperInvariant()];
        foreach (var part in parts) text.ShouldContain(part);
        Page.ShouldContain(text);
    }

    [Test]
    public void Every_server_has_a_case_that_asks_whether_it_answers()
    {
        foreach (var protocol in Protocols.All)
            (Prerequisites.CaseOf(protocol) is not null).ShouldBe(!protocol.IsClient, protocol.Name);
    }

    [Test]
    public void Every_exception_has_a_reason_and_every_reason_an_exception()
    {
        (Capability NotOf, string? Because)[] exceptions =
        [
            .. Catalogue.Cases.Select(rule => (rule.NotOf, rule.Because)),
            .. typeof(Catalogue).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes(false).OfType<AsksAttribute>())
                .Select(asks => (asks.NotOf, asks.Because)),
        ];

        exceptions.ShouldEach(one => one.NotOf == Capability.None == (one.Because == null));
        exceptions.Select(one => one.Because).OfType<string>().Distinct()
            .ShouldBe(typeof(Reasons).GetFields().Select(reason => (string)reason.GetRawConstantValue()!), ignoreOrder: true);
    }
}
