using System.Text.RegularExpressions;
using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.Reports;
using SocketConformance.SelfTests.TargetFiles;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.Docs;

/// <summary><c>docs/target-file.md</c> and <c>target.schema.json</c> say of each key what the table of keys says.</summary>
[Fast]
public sealed partial class TargetFilePage
{
    private static readonly string Text = Page.Read("docs/target-file.md").Text;

    private static readonly Dictionary<string, IReadOnlyList<Key>> Tables = new()
    {
        ["The file"] = FileKeys.All,
        ["contracts"] = ContractKeys.All,
        ["limits"] = LimitKeys.All,
        ["build"] = BuildKeys.All,
        ["known-failures"] = KnownFailureKeys.OfTarget,
        ["divergences"] = KnownFailureKeys.OfDivergence,
    };

    [Test]
    public void The_schema_is_what_the_keys_say() => KeySchema.Text.ShouldBeGolden("../../../fixtures/Targets/target.schema.json");

    [Test]
    public void The_tables_are_what_the_keys_say()
    {
        var page = Text;
        foreach (var (head, keys) in Tables)
        {
            var section = Section(head);
            KeyTable.Pattern().Count(section).ShouldBe(1, head);
            var written = KeyTable.Pattern().Replace(section, _ => KeyTable.Of(keys));
            page = page.Replace(section, written, StringComparison.Ordinal);
        }

        page.ShouldBeGolden("../../../docs/target-file.md");
    }

    [Test]
    public void Every_contract_is_named()
    {
        foreach (var contract in Protocols.Names) Section("contracts").ShouldContain($"`{contract}`");
    }

    [Test]
    public void Every_placeholder_has_a_row_and_every_row_a_placeholder()
    {
        var message = Yaml.Mistake(Yaml.Contract("echo", "command: [./server, \"{port}\", \"{nonsense}\"]"));

        var list = message[message.IndexOf("the placeholders are", StringComparison.Ordinal)..];
        var known = Placeholder().Matches(list).Select(match => match.Value);
        Row().Matches(Section("Placeholders")).Select(row => row.Groups["key"].Value).ShouldBe(known, ignoreOrder: true);
    }

    private static string Section(string head)
    {
        var begin = Text.IndexOf($"\n## {head}\n", StringComparison.Ordinal);
        begin.ShouldBeGreaterThan(0, head);
        var end = Text.IndexOf("\n## ", begin + 1, StringComparison.Ordinal);
        return Text[begin..(end < 0 ? Text.Length : end)];
    }

    [GeneratedRegex("\\{[a-z0-9]+\\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^\| `(?<key>\{[a-z0-9]+\})` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
