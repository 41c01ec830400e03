using System.Globalization;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Cases;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Frozen;

/// <summary>An id never changes its meaning: people have written it into known-failure lists, reports and pipelines.</summary>
public sealed class FrozenIds
{
    /// <summary>What <c>revisions.txt</c> says: the level of each case, or null once it was withdrawn; and the last revision.</summary>
    private static (Dictionary<string, string?> Levels, int Revision) Listed { get; } = Read();

    private static string ListPath => Path.Combine(CommandLine.Suite.Root, "suites", "SelfTests", "Frozen", "revisions.txt");

    [Test]
    public void No_case_has_gone_or_changed_its_level()
    {
        var now = Catalogue.Cases.ToDictionary(rule => rule.Id, Level);
        List<string> broken =
        [
            .. Listed.Levels.Where(pair => pair.Value is not null && !now.ContainsKey(pair.Key)).Select(pair => $"{pair.Key} is gone"),
            .. Listed.Levels.Where(pair => pair.Value is null && now.ContainsKey(pair.Key)).Select(pair => $"{pair.Key} was withdrawn, and is used again"),
            .. Listed.Levels.Where(pair => pair.Value is not null && now.GetValueOrDefault(pair.Key, pair.Value) != pair.Value)
                .Select(pair => $"{pair.Key} was a {pair.Value} and is a {now[pair.Key]}"),
        ];

        broken.ShouldBeEmpty($"""
            Give the case its id and level back. If the change is meant: raise Revision.Current, and at the end of {ListPath}
            begin "# revision {Listed.Revision + 1}" with "withdrawn ID" or "LEVEL ID" for each of these.
            """);
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
    public void No_id_is_used_twice() => Catalogue.Cases.Select(rule => rule.Id).ShouldBeUnique();

    private static string Level(ConformanceAttribute rule) => rule.Level.ToString().ToLowerInvariant();

    private static (Dictionary<string, string?> Levels, int Revision) Read()
    {
        Dictionary<string, string?> levels = [];
        var revision = 0;
        foreach (var line in File.ReadLines(ListPath))
        {
            switch (line.Split(' '))
            {
                case ["#", "revision", var number]:
                    revision = int.Parse(number, CultureInfo.InvariantCulture);
                    break;
                case ["withdrawn", var id]:
                    levels[id] = null;
                    break;
                case [var level and ("must" or "should" or "may"), var id]:
                    levels[id] = level;
                    break;
                default:
                    throw new FormatException($"{ListPath}: not a line of this list: {line}");
            }
        }

        return (levels, revision);
    }
}
