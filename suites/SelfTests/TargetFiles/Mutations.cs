using System.Diagnostics;
using System.Globalization;
using System.Text;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Probe;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.TargetFiles;

/// <summary>A thousand files, each a valid one with a few mistakes drawn from a seed: read, or refused with a message.</summary>
public sealed class Mutations
{
    private const int Files = 1000;

    private static readonly string[] Valid =
    [
        Yaml.Contract("echo", "command: {tcp4: &c [./a, --port, '{port}'], tcp6: *c, unix: [./a, '{path}']}", "backlog: 128", "concurrent: true", "graceful: true", "grace: 2.5", "stop: SIGINT"),
        Yaml.Contract("uppercase", "command: [./a, '{host}', '{port}', '{backlog}']", "backlog: 5", "env: {PORT: '{port}', A: 1}", "ready: 'on .*:(?<port>\\d+)'", "transports: [tcp6, tcp4]"),
        Yaml.Contract("udp-echo", "command: [./a]", "port: 7007") + "known-failures:\n  - { case: udp/*, contract: udp-echo, transport: udp4, reason: \"issue 17\" }\n",
        Yaml.Contract("threaded", "address: tcp://localhost:80", "backlog: 5"),
        Yaml.Contract("echo-once", "address: unix:/run/x.sock") + "  udp-uppercase:\n    container: mine\n    port: 7\n",
        Yaml.Contract("forking", "image: mine:1", "env: {PORT: '{port}'}"),
    ];

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", "- ", "\n", "  ", "\t", "'", "\"", "#", "&a ", "*a", "{port}", "{{port}}", "{prot}", "${port}", "~", "null", "true", "-1", "65536",
        "99999999999999999999", "1e9", ".nan", "tcp4", "udp6", "unix", "tcp://[::1]:80", "tcp://[", "unix:", "(?<port>", "\0", "\u001b[31m", "\u202e", "é", "\ud83d\ude00", "---\n", "...\n", "? ", "|\n", ">\n", "!!int ", "<<: *c", "name: x\n", "echo", "command", "address: tcp://x:1\n", "image: x\n",
    ];

    [Test]
    public void Each_is_read_or_refused_with_a_message()
    {
        using var folder = new TemporaryFolder();
        var refused = 0;
        for (var seed = 1; seed <= Files; seed++)
        {
            var text = Mutated(seed);
            var path = folder.Write("my.yaml", text);
            var started = Stopwatch.GetTimestamp();
            try
            {
                var target = TargetFile.Read(path);
                target.Contracts.ShouldNotBeEmpty(Shown(seed, text));
                target.Contracts.ShouldAllBe(contract => contract.Transports.Count > 0, Shown(seed, text));
            }
            catch (TargetException mistake)
            {
                refused++;
                mistake.Message.ShouldStartWith(path, customMessage: Shown(seed, text));
                mistake.Message.ShouldNotContain(letter => char.IsControl(letter) || letter == '\u202e', Shown(seed, text));
                mistake.Message.Length.ShouldBeInRange(path.Length + 10, 1500, Shown(seed, text));
            }
            catch (Exception crash)
            {
                Assert.Fail($"{crash}\n{Shown(seed, text)}");
            }

            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5), Shown(seed, text));
        }

        // Neither all of them wrong nor all of them right: the mistakes reach behind the parser.
        refused.ShouldBeInRange(Files / 2, Files - 10);
    }

    private static string Shown(int seed, string text) => string.Create(CultureInfo.InvariantCulture, $"seed {seed}:\n{text}");

    private static string Mutated(int seed)
    {
        var draws = Payload.Random(64, seed);
        var at = 0;
        var text = Valid[Draw(Valid.Length)];
        for (var count = 1 + Draw(3); count > 0; count--)
        {
            var place = Draw(text.Length + 1);
            var length = Math.Min(text.Length - place, 1 + Draw(12));
            text = Draw(4) switch
            {
                0 => text.Remove(place, length),
                1 => text.Insert(place, Pieces[Draw(Pieces.Length)]),
                2 => text.Remove(place, length).Insert(place, Pieces[Draw(Pieces.Length)]),
                _ => text.Insert(Draw(text.Length + 1), text.Substring(place, length)),
            };
        }

        // Half an emoji has no bytes.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

        int Draw(int below) => (draws[at++] << 16 | draws[at++] << 8 | draws[at++]) % below;
    }
}
