using System.Text.Json;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.SelfTests.TargetFiles;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Docs;

/// <summary><c>docs/target-file.md</c> names what <c>target.schema.json</c> names, with its type and default, and nothing else.</summary>
public sealed partial class TargetFilePage
{
    private static readonly JsonElement Schema = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(Suite.Root, "fixtures", "Targets", "target.schema.json"))).RootElement;

    private static readonly string Text = Page.Read("docs/target-file.md").Text;

    private static readonly Dictionary<string, string> TypeWords = new()
    {
        ["string"] = "text", ["integer"] = "whole number", ["number"] = "number", ["boolean"] = "true or false", ["array"] = "list", ["object"] = "map",
    };

    [TestCase("The file", "")]
    [TestCase("contracts", "definitions/contract")]
    [TestCase("build", "definitions/contract/properties/build")]
    [TestCase("known-failures", "definitions/knownFailure")]
    [TestCase("divergences", "definitions/divergence")]
    public void Every_key_has_a_row_and_every_row_a_key(string section, string place)
    {
        var schema = place.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(Schema, (here, name) => here.GetProperty(name));
        var rows = Rows(section);

        rows.Keys.Order().ShouldBe(schema.GetProperty("properties").EnumerateObject().Select(key => key.Name).Order());
        foreach (var key in schema.GetProperty("properties").EnumerateObject())
        {
            var (type, otherwise, meaning) = rows[key.Name];
            if (TypeOf(Whole(key.Value)) is { } word) type.ShouldBe(word, key.Name);
            if (key.Value.TryGetProperty("default", out var value)) otherwise.ShouldBe($"`{value.GetRawText().Trim('"')}`", key.Name);
            if (IsRequired(schema, key.Name)) otherwise.ShouldBe("required", key.Name);
            meaning.ShouldNotBeEmpty(key.Name);
        }
    }

    [Test]
    public void Every_contract_and_transport_is_named()
    {
        foreach (var contract in Contracts.All) Section("contracts").ShouldContain($"`{contract}`");
        foreach (var transport in Enum.GetValues<Transport>()) Section("contracts").ShouldContain($"`{transport.Word()}`");
    }

    [Test]
    public void Every_placeholder_has_a_row_and_every_row_a_placeholder()
    {
        var message = Yaml.Mistake(Yaml.Contract("echo", "command: [./server, \"{port}\", \"{nonsense}\"]"));

        var known = Placeholder().Matches(message[message.IndexOf("the placeholders are", StringComparison.Ordinal)..]).Select(match => match.Value);
        Row().Matches(Section("Placeholders")).Select(row => row.Groups["key"].Value).ShouldBe(known, ignoreOrder: true);
    }

    private static string Section(string head)
    {
        var begin = Text.IndexOf($"\n## {head}\n", StringComparison.Ordinal);
        begin.ShouldBeGreaterThan(0, head);
        var end = Text.IndexOf("\n## ", begin + 1, StringComparison.Ordinal);
        return Text[begin..(end < 0 ? Text.Length : end)];
    }

    private static Dictionary<string, (string Type, string Default, string Meaning)> Rows(string section) =>
        Section(section).Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split(" | "))
            .ToDictionary(cells => cells[0].Trim('|', ' ', '`'), cells => (cells[1], cells[2], cells[3].TrimEnd('|', ' ')));

    /// <summary>With what it refers to.</summary>
    private static JsonElement Whole(JsonElement key) => key.TryGetProperty("$ref", out var name)
        ? Schema.GetProperty("definitions").GetProperty(name.GetString()!.Split('/')[^1])
        : key;

    /// <returns>Null where the schema leaves the type to the contracts.</returns>
    private static string? TypeOf(JsonElement key)
    {
        if (key.TryGetProperty("enum", out _)) return "word";
        if (!key.TryGetProperty("type", out var type)) return null;
        return TypeWords[type.ValueKind == JsonValueKind.Array ? type[0].GetString()! : type.GetString()!];
    }

    private static bool IsRequired(JsonElement schema, string key) =>
        schema.TryGetProperty("required", out var required) && required.EnumerateArray().Any(name => name.GetString() == key);

    [GeneratedRegex("\\{[a-z]+\\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^\| `(?<key>\{[a-z]+\})` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
