using NUnit.Framework;
using Shouldly;
using SocketConformance.Cases;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.Gate;

/// <summary>Shards are a partition: nothing is judged twice, nothing is left out.</summary>
[Fast]
public sealed class Shards
{
    private static readonly IReadOnlyList<Subject> Subjects =
        [.. Subject.Of([BuiltInTargets.Resolve("csharp", contract: null), BuiltInTargets.Resolve("python-local", contract: null)])];

    [Test]
    public void The_parts_of_any_whole_are_even_disjoint_and_complete()
    {
        foreach (var size in (int[])[0, 1, 2, 7, 60, 61, 1000])
            for (var count = 1; count <= 70; count++)
            {
                int[] whole = [.. Enumerable.Range(0, size)];
                int[][] parts = [.. Enumerable.Range(1, count).Select(index => new Shard(index, count).Of(whole).ToArray())];

                parts.SelectMany(part => part).Order().ToArray().ShouldBe(whole, $"{size} in {count}");
                (parts.Max(part => part.Length) - parts.Min(part => part.Length)).ShouldBeLessThanOrEqualTo(1, $"{size} in {count}");
            }
    }

    [Test]
    public void The_parts_of_the_catalogue_are_disjoint_and_complete(
        [Values(1, 2, 3, 7, 16)] int count, [Values("*", "echo/*", "backlog/*")] string glob)
    {
        string[] ids = [.. Catalogue.Cases.Select(rule => rule.Id)];
        var filter = CaseFilter.Parse([glob], ids);
        Judgement[] asked =
            [.. Judgements.Of(Subjects).Where(one => IsAsked(one.Judgement, one.Level)).Select(one => one.Judgement)];

        Part[] parts = [.. Enumerable.Range(1, count).Select(index => Part.Of(new Shard(index, count), Subjects, IsAsked))];

        asked.Length.ShouldBeGreaterThan(10);
        foreach (var rule in Catalogue.Cases)
            foreach (var subject in Subjects)
                parts.Count(part => part.Holds(rule.Id, subject))
                    .ShouldBe(asked.Contains(Judgements.About(rule.Id, subject)) ? 1 : 0, $"{rule.Id}, {subject}");
        parts.ShouldEach(part => part.Shard.Results == asked.Length);

        bool IsAsked(Judgement one, Level level) => level <= Level.Should && filter.Selects(one.Case);
    }

    [Test]
    public void What_there_is_to_judge_is_what_NUnit_finds()
    {
        var found = new CaseRun(new Plan { Subjects = Subjects, KnownFailures = KnownFailures.None }).Load(jobs: 1);

        found.Order().ToArray().ShouldBe([.. Judgements.Of(Subjects).Select(one => one.Judgement.Case).Order()]);
    }

    [Test]
    public void Every_shard_gets_its_share_of_every_contract_of_a_slow_section()
    {
        Part[] parts = [.. Enumerable.Range(1, 2).Select(index =>
            Part.Of(new Shard(index, 2), Subjects, (one, _) => one.Case.StartsWith("backlog/", StringComparison.Ordinal)))];

        foreach (var part in parts)
            Subjects.Count(subject => Catalogue.Cases.Any(rule => part.Holds(rule.Id, subject))).ShouldBeGreaterThan(5);
    }

    [TestCase("1/1", 1, 1)]
    [TestCase("3/3", 3, 3)]
    [TestCase("02/10", 2, 10)]
    public void A_shard_is_its_number_and_how_many_there_are(string word, int index, int count) =>
        Shard.Parse(word).ShouldBe(new Shard(index, count));

    [TestCase("")]
    [TestCase("1")]
    [TestCase("0/3")]
    [TestCase("4/3")]
    [TestCase("1/0")]
    [TestCase("-1/3")]
    [TestCase("1/3/5")]
    [TestCase("1 / 3")]
    [TestCase("a/b")]
    [TestCase("1/99999999999999")]
    [TestCase("1/10001")]
    public void Anything_else_is_none(string word) => Shard.Parse(word).ShouldBeNull();
}
