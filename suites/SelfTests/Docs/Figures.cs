using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Cases;

namespace SocketConformance.SelfTests.Docs;

/// <summary>The figures of the pages are counted; where one is out of date, the test says what to write in its place.</summary>
[Fast]
public sealed partial class Figures
{
    [Test]
    public void The_rules_and_their_sections_are_counted() => ShouldBe(Rules(), Catalogue.Cases.Count, Sections.All.Count);

    [TestCase("278 rules in 16 sections: all of them", 278, 16, true)]
    [TestCase("278 rules in 16 sections: all of them", 279, 16, false)]
    [TestCase("278 rules in 16 sections: all of them", 278, 17, false)]
    public void A_wrong_one_is_seen(string line, int rules, int sections, bool right) =>
        (Rightly(line, Rules(), [rules, sections]) == line).ShouldBe(right);

    /// <summary>On some page the figure is given, and wherever it is, it is right.</summary>
    /// <param name="figure">Each of its groups is a number.</param>
    internal static void ShouldBe(Regex figure, params int[] counts)
    {
        var given = Page.All
            .SelectMany(name => Page.Read(name).Text.Split('\n').Select((line, at) => (Place: $"{name}:{at + 1}", Line: line)))
            .Where(one => figure.IsMatch(one.Line)).ToList();

        given.ShouldNotBeEmpty($"no page says {figure}");
        given.Where(one => Rightly(one.Line, figure, counts) != one.Line)
            .Select(one => $"{one.Place}: write \"{figure.Match(Rightly(one.Line, figure, counts))}\" for \"{figure.Match(one.Line)}\"")
            .ShouldBeEmpty();
    }

    private static string Rightly(string line, Regex figure, int[] counts) => figure.Replace(line, match =>
    {
        var right = match.Value;
        for (var group = match.Groups.Count - 1; group > 0; group--)
        {
            var at = match.Groups[group].Index - match.Index;
            right = right.Remove(at, match.Groups[group].Length).Insert(at, counts[group - 1].ToString(CultureInfo.InvariantCulture));
        }

        return right;
    });

    [GeneratedRegex(@"\b([0-9]+) rules in ([0-9]+) sections")]
    private static partial Regex Rules();
}
