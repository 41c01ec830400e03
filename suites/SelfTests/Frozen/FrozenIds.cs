using System.Globalization;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Cases;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Frozen;

/// <summary>An id never changes its meaning: people have written it into known-failure lists, reports and pipelines.</summary>
[Fast]
public sealed class FrozenIds
{
    /// <summary>What <c>revisions.txt</c> says: the level of each case, or null once it was withdrawn; the revision
    /// that brought it; the contracts to which a later one brought it, as <c>contract case</c>; and the last one.</summary>
    private static (Dictionary<string, string?> Levels, Dictionary<string, int> Since, List<string> Also, int Revision) Listed { get; } =
        Read(last: int.MaxValue);

    private static string ListPath => Path.Combine(CommandLine.Suite.Root, "suites", "SelfTests", "Frozen", "revisions.txt");

    [Test]
    public void No_case_has_gone_or_changed_its_level()
    {
        var now = Catalogue.Cases.ToDictionary(rule => rule.Id, Level);
        List<string> broken =
        [
            .. Listed.Levels.Where(pair => pair.Value is not null && !now.ContainsKey(pair.Key)).Select(pair => $"{pair.Key} is gone"),
            .. Listed.Levels.Where(pair => pair.Value is null && now.ContainsKey(pair.Key))
                .Select(pair => $"{pair.Key} was withdrawn, and is used again"),
            .. Listed.Levels.Where(pair => pair.Value is not null && now.GetValueOrDefault(pair.Key, pair.Value) != pair.Value)
                .Select(pair => $"{pair.Key} was a {pair.Value} and is a {now[pair.Key]}"),
        ];

        broken.ShouldBeEmpty($"""
            Give the case its id and level back. If the change is meant: raise Revision.Current, and at the end of {ListPath}
            begin "# revision {Listed.Revision + 1}" with "withdrawn ID" or "LEVEL ID" for each of these.
            """);
    }

    [Test]
    public void Each_revision_goes_on_judging_by_its_own_levels([Range(1, Revision.Current)] int revision)
    {
        var then = Read(revision).Levels;
        var now = Catalogue.Cases.Where(rule => rule.Since <= revision)
            .ToDictionary(rule => rule.Id, rule => rule.LevelIn(revision).ToString().ToLowerInvariant());

        now.ShouldNotBeEmpty();
        now.Where(pair => then.GetValueOrDefault(pair.Key) is { } level && level != pair.Value)
            .Select(pair => $"{pair.Key} was a {then[pair.Key]} and is a {pair.Value}")
            .ShouldBeEmpty($"A level that a later revision gave says so: Was, and LevelSince = {Revision.Current}.");
    }

    [Test]
    public void Every_case_is_listed()
    {
        var added = Catalogue.Cases.Where(rule => !Listed.Levels.ContainsKey(rule.Id)).Select(rule => $"{Level(rule)} {rule.Id}").ToList();

        added.ShouldBeEmpty($"""
            New cases: add these lines at the end of {ListPath}. If its last revision was released, begin a new one
            ("# revision {Listed.Revision + 1}") and raise Revision.Current.
            {string.Join('\n', added)}
            """);
    }

    [Test]
    public void The_revision_is_the_last_one_listed() => Revision.Current.ShouldBe(Listed.Revision);

    [Test]
    public void Each_case_says_which_revision_brought_it() => Catalogue.Cases
        .Where(rule => Listed.Since.GetValueOrDefault(rule.Id, Listed.Revision) is var since && since != rule.Since)
        .Select(rule => $"{rule.Id} says Since = {rule.Since}")
        .ShouldBeEmpty("revisions.txt says otherwise");

    [Test]
    public void Each_contract_that_a_later_revision_brought_to_a_case_is_listed() => Listed.Also.ShouldBe(
        from rule in Catalogue.Cases
        from protocol in Catalogue.ProtocolsOf(rule)
        where Catalogue.IsWiderFor(rule, protocol)
        select $"{protocol} {rule.Id}", ignoreOrder: true);

    [Test]
    public void No_id_is_used_twice() => Catalogue.Cases.Select(rule => rule.Id).ShouldBeUnique();

    private static string Level(ConformanceAttribute rule) => rule.Level.ToString().ToLowerInvariant();

    private static (Dictionary<string, string?> Levels, Dictionary<string, int> Since, List<string> Also, int Revision) Read(int last)
    {
        Dictionary<string, string?> levels = [];
        Dictionary<string, int> since = [];
        List<string> also = [];
        var revision = 0;
        foreach (var line in File.ReadLines(ListPath))
        {
            switch (line.Split(' '))
            {
                case ["#", "revision", var number]:
                    revision = int.Parse(number, CultureInfo.InvariantCulture);
                    if (revision > last) return (levels, since, also, last);
                    break;
                case ["withdrawn", var id]:
                    levels[id] = null;
                    break;
                case ["also", var contract, var id]:
                    also.Add($"{contract} {id}");
                    break;
                case [var level and ("must" or "should" or "may"), var id]:
                    levels[id] = level;
                    since.TryAdd(id, revision);
                    break;
                default:
                    throw new FormatException($"{ListPath}: not a line of this list: {line}");
            }
        }

        return (levels, since, also, revision);
    }
}
