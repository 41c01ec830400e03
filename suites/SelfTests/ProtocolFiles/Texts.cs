using NUnit.Framework;
using NJsonSchema;
using Shouldly;
using SocketConformance.SelfTests.TargetFiles;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.ProtocolFiles;

/// <summary>Protocol files that the suite ships, writes and prints are as good as those that it reads.</summary>
[Fast]
public sealed class Texts
{
    private static readonly IReadOnlyList<string> Shipped = ProtocolFile.Names;

    [TestCaseSource(nameof(Shipped))]
    public async Task What_is_shipped_is_printed_and_reads_the_same(string name)
    {
        var text = ProtocolText.Render(ProtocolFile.Find(name)!);

        ProtocolText.Render(ProtocolYaml.Read(text)).ShouldBe(text);
        (await ProblemsAsync(text)).ShouldBeEmpty(text);
        (await ProblemsAsync(await File.ReadAllTextAsync(ProtocolFile.PathOf(name)))).ShouldBeEmpty();
    }

    [Test]
    public void Everything_is_printed_and_reads_the_same()
    {
        const string text = """
            protocol: mine
            frame: { head: '\A(?<length>\d+) (?:\xe9|it''s)', plus: 2 }
            greeting: { any-of: ['a', { match: 'b{token}\{token}' }, { hex: '?0 {token:2} f? *' }], frame: line }
            preamble:
              - { send: 'USER {token}\r\n', expect: { silence: true } }
            prepare:
              - { send: ['SET ', { text: 'x\\\x7btoken}''', times: 9 }, { pieces: [{ hex: '00 ff', times: 2 }], times: 3 }], expect: 'OK' }
            exchanges:
              - { send: { hex: '00 {token:4} {token:digits}' }, expect: 'x' }
              - { send: 'x', expect: { text: 'x', frame: { length: { at: 0, bytes: 2, order: little, plus: -1 } } } }
              - { send: '{token:digits}', expect: { match: '.*', frame: { packets: { varint: { at: 1 } }, last: { hex: '5a *' } } } }
              - { send: '{token}', expect: '{token}' }
              - { send: 'x', expect: { anything: true, frame: { hex-digits: 4 } } }
              - { send: 'é', expect: { match: '{token}', frame: { until: '(?m)^{token} ' } } }
              - { send: 'x', expect: { match: 'x', frame: { text: '\r\n.\r\n' } } }
              - { send: 'x', expect: { match: 'x', frame: { bytes: 7 } } }
            big: { send: 'HELP', expect: { match: '.*', frame: fin }, times: 3 }
            bad: { send: '?', expect: { match: 'ERR.*' }, then: open }
            empty: { match: 'x' }
            quit: { send: 'QUIT', expect: { silence: true } }
            farewell: 'bye'
            ignore:
              - { match: 'PING' }
            pipelining: after-preamble
            order: any

            """;

        var printed = ProtocolText.Render(ProtocolYaml.Read(text));

        printed.ShouldBe(text.Replace("'é'", "{ hex: 'c3 a9' }", StringComparison.Ordinal));
    }

    [Test]
    public void A_target_prints_the_protocol_that_it_names()
    {
        var text = TargetText.Render(Yaml.Read(
            "name: mine\ncontracts:\n  redis:\n    command: [./a, '{port}']\n    cwd: .\n" +
            "  mine:\n    protocol: { exchanges: [{ send: 'x', expect: 'y' }] }\n    address: tcp://localhost:7\n"));

        text.ShouldContain("  redis:\n    protocol: redis\n    command:");
        text.ShouldContain("    protocol:\n      protocol: mine\n      exchanges:\n        - { send: 'x', expect: 'y' }\n");
        Yaml.Read(text.Replace(text.Split('\n').Single(line => line.Contains("cwd", StringComparison.Ordinal)), "    cwd: .",
            StringComparison.Ordinal)).Contracts.Count.ShouldBe(2);
    }

    [Test]
    public async Task What_init_writes_is_a_protocol_file_as_it_stands()
    {
        var text = ProtocolTemplate.Of(path: null);

        var protocol = ProtocolYaml.Read(text);
        (protocol.Name, protocol.Dialogue!.Exchanges.Count).ShouldBe(("my-protocol", 2));
        (await ProblemsAsync(text)).ShouldBeEmpty();
    }

    [Test]
    public async Task Every_line_that_is_commented_out_is_right_when_it_is_not()
    {
        var lines = ProtocolTemplate.Of("some/where/smtp.protocol.yaml").Split('\n');
        var optional = Enumerable.Range(4, lines.Length - 4).Where(at => lines[at].StartsWith("# ", StringComparison.Ordinal)).ToList();

        optional.Count.ShouldBe(13);
        lines.ShouldContain("protocol: smtp");
        foreach (var at in optional)
        {
            var text = string.Join('\n', lines.Select((line, number) => number == at ? line[2..] : line));
            Should.NotThrow(() => ProtocolYaml.Read(text), text);
            (await ProblemsAsync(text)).ShouldBeEmpty(text);
        }
    }

    [TestCase("my echo.yaml", "my-protocol")]
    [TestCase("echo.yaml", "my-protocol")]
    [TestCase("my-echo.yaml", "my-echo")]
    public void A_file_names_its_protocol_where_it_can(string path, string name) =>
        ProtocolYaml.Read(ProtocolTemplate.Of(path)).Name.ShouldBe(name);

    [TestCase("protocol: x")]
    [TestCase("protocol: x y\nexchanges: [{ send: a, expect: b }]")]
    [TestCase("protocol: x\nexchanges: []")]
    [TestCase("protocol: x\nexchanges: [{ send: a }]")]
    [TestCase("protocol: x\nexchanges: [{ send: a, expect: { frame: line } }]")]
    [TestCase("protocol: x\nexchanges: [{ send: a, expect: { match: a, hex: '00', frame: line } }]")]
    [TestCase("protocol: x\nexchanges: [{ send: a, expect: b }]\nframe: lines")]
    [TestCase("protocol: x\nexchanges: [{ send: a, expect: b }]\nframe: { text: a, bytes: 3 }")]
    [TestCase("protocol: x\nexchanges: [{ send: a, expect: b }]\nframe: { text: a, plus: 3 }")]
    [TestCase("protocol: x\nexchanges: [{ send: a, expect: b }]\nframe: { packets: line }")]
    [TestCase("protocol: x\nexchanges: [{ send: a, expect: b }]\nframe: { length: { at: 0 } }")]
    [TestCase("protocol: x\nexchanges: [{ send: a, expect: b }]\ntransport: udp\ngreeting: a")]
    [TestCase("protocol: x\nexchanges: [{ send: a, expect: b }]\npipelining: maybe")]
    [TestCase("protocol: x\nexchanges: [{ send: a, expect: b }]\nonce: \"true\"")]
    public async Task What_the_reader_refuses_is_marked_in_editors(string text)
    {
        ProtocolYaml.Mistake(text).ShouldNotBeEmpty();
        (await ProblemsAsync(text)).ShouldNotBeEmpty();
    }

    private static async Task<IEnumerable<string>> ProblemsAsync(string yaml)
    {
        var schema = await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "protocols", "protocol.schema.json"));
        return ShippedTargets.Problems(schema, yaml);
    }
}
