using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests;

/// <summary>No line of C# is longer than <c>.editorconfig</c> allows: a review needs no scroll bar.</summary>
[Fast]
public sealed partial class LineLengths
{
    /// <summary>What git does not track. It is not asked: a fast test starts no process.</summary>
    private static readonly string[] Untracked = ["artifacts", "bin", "obj", "TestResults"];

    private static readonly int Limit = int.Parse(
        MaxLineLength().Match(File.ReadAllText(Path.Combine(Suite.Root, ".editorconfig"))).Groups["columns"].Value,
        CultureInfo.InvariantCulture);

    [Test]
    public void No_line_is_longer_than_the_limit()
    {
        var files = Sources(new DirectoryInfo(Suite.Root)).ToList();

        files.Select(file => file.Name).ShouldContain($"{nameof(LineLengths)}.cs");
        files.SelectMany(file => TooLong(Path.GetRelativePath(Suite.Root, file.FullName), File.ReadLines(file.FullName)))
            .ShouldBeEmpty($"Shorten these, name a part of them, or break them: {Limit} columns are the limit.");
    }

    [Test]
    public void A_line_is_measured_in_characters_and_named_by_its_number() =>
        TooLong("a.cs", [new string('é', Limit), string.Concat(Enumerable.Repeat("😀", Limit)), new string('x', Limit + 1)])
            .ShouldBe([$"a.cs:3: {Limit + 1} columns"]);

    private static IEnumerable<FileInfo> Sources(DirectoryInfo folder) => folder.EnumerateFiles("*.cs").Concat(
        folder.EnumerateDirectories()
            .Where(inner => inner.LinkTarget is null && !inner.Name.StartsWith('.') && !Untracked.Contains(inner.Name))
            .SelectMany(Sources));

    private static IEnumerable<string> TooLong(string name, IEnumerable<string> lines) => lines
        .Select((line, at) => (Number: at + 1, Columns: line.EnumerateRunes().Count()))
        .Where(line => line.Columns > Limit)
        .Select(line => $"{name}:{line.Number}: {line.Columns} columns");

    [GeneratedRegex("^max_line_length = (?<columns>[0-9]+)$", RegexOptions.Multiline)]
    private static partial Regex MaxLineLength();
}
