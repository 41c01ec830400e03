using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.ProtocolFiles;

/// <summary>A thousand files, each a shipped one with a few mistakes drawn from a seed: read, or refused with a message.</summary>
[Fast]
public sealed class Mutations
{
    private const int Files = 1000;

    private static readonly string[] Shipped = [.. ProtocolFile.Names.Select(name => File.ReadAllText(ProtocolFile.PathOf(name)))];

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", "- ", "\n", "  ", "\t", "'", "\"", "#", "&a ", "*a", "{token}", "{token:4}", "{{token}}", "{tokn}", "\\x",
        "\\q", "\\", "~", "null", "true", "-1", "99999999999999999999", "1e9", "tcp", "udp", "\0", "\u001b[31m", "\u202e", "é",
        "\ud83d\ude00", "---\n", "|\n", ">\n", "!!int ", "(?<length>", "(?<length>\\d+)", "(?=", "{1000}", "*", "+", "??", "?", ".*",
        "line", "fin", "frame", "match: ", "hex: ", "text: ", "base64: ", "times: 67108864", "any-of: [", "silence: true", "packets: ",
        "length: { bytes: 8, plus: -9 }", "once: true\n", "order: any\n", "greeting: ", "pipelining: no\n",
    ];

    [Test]
    public void Each_is_read_or_refused_with_a_message()
    {
        using var folder = new TemporaryFolder();
        var refused = 0;
        for (var seed = 1; seed <= Files; seed++)
        {
            var text = Mutated.Of(seed, Shipped, Pieces);
            var path = folder.Write("my.yaml", text);
            try
            {
                var protocol = Cost.Of(() => ProtocolFile.Read(path));
                protocol.Spent.ShouldBeLessThan(TimeSpan.FromSeconds(5), Mutated.Shown(seed, text));
                (protocol.Result.Dialogue!.Exchanges.Count > 0 || protocol.Result.Dialogue.Greeting is not null).ShouldBeTrue();
                ProtocolText.Render(protocol.Result).ShouldNotBeEmpty();
            }
            catch (TargetException mistake)
            {
                refused++;
                Mutated.ShouldBeRefused(mistake, path, longest: 1500, Mutated.Shown(seed, text));
            }
            catch (Exception crash) when (crash is not ShouldAssertException)
            {
                Assert.Fail($"{crash}\n{Mutated.Shown(seed, text)}");
            }
        }

        // Neither all of them wrong nor all of them right: the mistakes reach behind the parser.
        refused.ShouldBeInRange(Files / 3, Files - 10);
    }
}
