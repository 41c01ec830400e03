using NUnit.Framework;
using Shouldly;
using SocketConformance.Cases;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Frozen;

/// <summary><c>suites/SPEC.md</c> is what people read; the cases are what is judged. They are the same.</summary>
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

        foreach (var part in new[] { rule.Id, rule.Statement, rule.Source, rule.How, rule.Catches, rule.Level.ToString().ToUpperInvariant() }) text.ShouldContain(part);
        Page.ShouldContain(text);
    }

    [Test]
    public async Task Explain_prints_the_same_text()
    {
        var run = await Suite.RunAsync("--explain", "half-close/*");

        run.StandardOutput.ShouldBe(string.Join('\n', Catalogue.Cases.Where(rule => rule.Clause.Section == "half-close").Select(SpecificationText.Of)));
    }

    [Test]
    public async Task The_command_prints_the_page()
    {
        var run = await Suite.RunAsync("--spec");

        run.ExitCode.ShouldBe(0);
        run.StandardOutput.ShouldBe(SpecificationText.Whole());
    }

    [Test]
    public void Every_contract_has_a_text_and_a_prerequisite_that_is_about_it()
    {
        foreach (var contract in Contracts.All) ContractTexts.Of(contract).ShouldNotBeEmpty();
        foreach (var (contract, id) in Prerequisites.CaseOf)
            Catalogue.ContractsOf(Catalogue.Cases.Single(rule => rule.Id == id)).ShouldContain(contract, id);
    }
}
