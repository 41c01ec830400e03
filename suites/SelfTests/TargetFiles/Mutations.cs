using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.TargetFiles;

/// <summary>A thousand files, each a valid one with a few mistakes drawn from a seed: read, or refused with a message.</summary>
[Fast]
public sealed class Mutations
{
    private const int Files = 1000;

    private static readonly string[] Valid =
    [
        Yaml.Contract(
            "echo", "command: {tcp4: &c [./a, --port, '{port}'], tcp6: *c, unix: [./a, '{path}']}", "backlog: 128",
            "concurrent: true", "limits: {connections: 32}", "graceful: true", "grace: 2.5", "stop: SIGINT",
            "stop-graceful: SIGQUIT", "exit: [0, SIGTERM]", "port-in-use: shares"),
        Yaml.Contract(
            "uppercase", "command: [./a, '{host}', '{port}', '{backlog}']", "backlog: 5", "env: {PORT: '{port}', A: 1}",
            "ready: 'on .*:(?<port>\\d+)'", "transports: [tcp6, tcp4]"),
        Yaml.Contract("udp-echo", "command: [./a]", "port: 7007") +
            "known-failures:\n  - { case: udp/*, contract: udp-echo, transport: udp4, reason: \"issue 17\" }\n",
        Yaml.Contract("threaded", "address: tcp://localhost:80", "backlog: 5"),
        Yaml.Contract("echo-once", "address: unix:/run/x.sock") + "  udp-uppercase:\n    container: mine\n    port: 7\n",
        Yaml.Contract("forking", "image: mine:1", "env: {PORT: '{port}'}"),
    ];

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", "- ", "\n", "  ", "\t", "'", "\"", "#", "&a ", "*a", "{port}", "{{port}}", "{prot}", "${port}",
        "~", "null", "true", "-1", "65536", "99999999999999999999", "1e9", ".nan", "tcp4", "udp6", "unix", "tcp://[::1]:80",
        "tcp://[", "unix:", "(?<port>", "\0", "\u001b[31m", "\u202e", "é", "\ud83d\ude00", "---\n", "...\n", "? ", "|\n", ">\n",
        "!!int ", "<<: *c", "name: x\n", "echo", "command", "address: tcp://x:1\n", "image: x\n",
    ];

    [Test]
    public void Each_is_read_or_refused_with_a_message()
    {
        using var folder = new TemporaryFolder();
        var refused = 0;
        for (var seed = 1; seed <= Files; seed++)
        {
            var text = Mutated.Of(seed, Valid, Pieces);
            var path = folder.Write("my.yaml", text);
            try
            {
                var target = TargetFile.Read(path);
                target.Contracts.ShouldNotBeEmpty(Mutated.Shown(seed, text));
                target.Contracts.ShouldEach(contract => contract.Transports.Count > 0, Mutated.Shown(seed, text));
            }
            catch (TargetException mistake)
            {
                refused++;
                Mutated.ShouldBeRefused(mistake, path, longest: 1500, Mutated.Shown(seed, text));
            }
            catch (Exception crash)
            {
                Assert.Fail($"{crash}\n{Mutated.Shown(seed, text)}");
            }
        }

        // Neither all of them wrong nor all of them right: the mistakes reach behind the parser.
        refused.ShouldBeInRange(Files / 2, Files - 10);
    }
}
