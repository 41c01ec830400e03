using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.Reports;
using SocketConformance.SelfTests.ProtocolFiles;
using SocketConformance.SelfTests.TargetFiles;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.Docs;

/// <summary><c>docs/protocol-file.md</c> and <c>protocol.schema.json</c> say of each key what the table of keys says.</summary>
[Fast]
public sealed class ProtocolFilePage
{
    private static readonly string Text = Page.Read("docs/protocol-file.md").Text;

    private static readonly Dictionary<string, IReadOnlyList<Key>> Tables = new()
    {
        ["## The file"] = ProtocolKeys.All,
        ["## Exchanges"] = ExchangeKeys.All,
        ["## big"] = ExchangeKeys.OfBig,
        ["## bad"] = ExchangeKeys.OfBad,
        ["## quit"] = ExchangeKeys.OfQuit,
        ["## Bytes"] = PieceKeys.All,
        ["## What is expected"] = ExpectationKeys.All,
        ["## Where a reply ends"] = FrameKeys.All,
        ["### length"] = FrameKeys.LengthKeys.All,
        ["### varint"] = FrameKeys.VarintKeys.All,
    };

    [Test]
    public void The_schema_is_what_the_keys_say() =>
        ProtocolSchema.Text.ShouldBeGolden("../../../fixtures/Protocols/protocol.schema.json");

    [Test]
    public void The_tables_are_what_the_keys_say()
    {
        var page = Text;
        foreach (var (head, keys) in Tables)
        {
            var section = Section(head);
            KeyTable.Pattern().Count(section).ShouldBe(1, head);
            page = page.Replace(section, KeyTable.Pattern().Replace(section, _ => KeyTable.Of(keys)), StringComparison.Ordinal);
        }

        page.ShouldBeGolden("../../../docs/protocol-file.md");
    }

    [Test]
    public void Every_frame_of_the_page_is_one()
    {
        var rows = Section("## Where a reply ends").Split("\n| needed by | frame |\n|---|---|\n")[1].Split('\n')
            .TakeWhile(line => line.StartsWith('|')).ToList();

        rows.Count.ShouldBeGreaterThan(8);
        foreach (var row in rows)
        {
            var frame = row.Split('`')[1].Replace("\\|", "|", StringComparison.Ordinal);
            ProtocolYaml.Read($"protocol: x\nframe: {frame}\nexchanges: [{{ send: 'a', expect: {{ anything: true }} }}]\n")
                .Dialogue!.Frame.ShouldNotBeNull(row);
        }
    }

    private static string Section(string head)
    {
        var begin = Text.IndexOf($"\n{head}\n", StringComparison.Ordinal);
        begin.ShouldBeGreaterThan(0, head);
        var end = Text.IndexOf("\n##", begin + head.Length, StringComparison.Ordinal);
        return Text[begin..(end < 0 ? Text.Length : end)];
    }
}
