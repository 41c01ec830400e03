using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>Protocols of one's own on the command line.</summary>
[Servers]
public sealed class DescribedServers
{
    [Test]
    public async Task A_protocol_file_begins_with_init_and_is_printed()
    {
        using var folder = new TemporaryFolder();
        var (protocol, target) = (folder.File("mine.protocol.yaml"), folder.File("mine.yaml"));

        (await RunAsync("init", "--protocol", protocol)).ExitCode.ShouldBe(0);
        (await RunAsync("init", "--protocol", protocol)).ExitCode.ShouldBe(2);
        (await RunAsync("init", "--protocol")).Output.ShouldContain("protocol: my-protocol");
        (await RunAsync("init", protocol, target)).ExitCode.ShouldBe(0);
        File.ReadAllText(target).ShouldContain("    protocol: mine.protocol.yaml\n");
        (await RunAsync("init", "redis")).Output.ShouldContain("  redis: # as described in redis\n    command:");

        var printed = await RunAsync("--protocol", protocol, "--print-protocol");
        printed.ExitCode.ShouldBe(0, printed.Output);
        printed.Output.ShouldStartWith("protocol: mine\nframe: line\nexchanges:\n");
        (await RunAsync("--target", target, "--print-protocol")).Output.ShouldBe(printed.Output);
        (await RunAsync("--target", target, "--print-target")).Output.ShouldContain("    protocol:\n      protocol: mine\n");
    }

    [TestCase("init takes a contract", "init")]
    [TestCase("one at a time", "init", "echo", "--protocol", "x.yaml")]
    [TestCase("the name of a protocol file ends in .yaml or .yml", "init", "--protocol", "smtp")]
    [TestCase("--send needs --expect", "--send", "x", "--", "./a", "{port}")]
    [TestCase("--udp needs --send and --expect", "--udp", "--expect", "x", "--", "./a", "{port}")]
    [TestCase("--once needs --expect", "--once", "--", "./a", "{port}")]
    [TestCase("--once means nothing to --udp", "--once", "--udp", "--send", "x", "--expect", "x", "--", "./a", "{port}")]
    [TestCase("keeps none of the contracts", "--protocol", "redis", "--fuzz", "1", "--", "./a", "{port}")]
    [TestCase("--contract and --protocol both say", "--contract", "echo", "--protocol", "redis", "--", "./a", "{port}")]
    [TestCase("--protocol and --expect both say", "--protocol", "redis", "--expect", "x", "--", "./a", "{port}")]
    [TestCase("did you mean 'redis'?", "--protocol", "redi", "--", "./a", "{port}")]
    [TestCase("'csharp' says itself what it promises", "--protocol", "redis")]
    [TestCase("or --protocol, or --send and --expect, for a protocol of your own", "--", "./a", "{port}")]
    [TestCase("or --protocol, or --send and --expect, for a protocol of your own", "--target", "tcp://localhost:7")]
    [TestCase("No protocol is described here", "--print-protocol")]
    [TestCase("write {port} where it takes the port", "--protocol", "redis", "--", "./a")]
    public async Task A_wrong_line_gives_2_and_the_way_out(string said, params string[] arguments)
    {
        var run = await RunAsync(arguments);

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain(said);
        run.Output.ShouldNotContain("   at SocketConformance", customMessage: "a stack trace is no message");
    }

    [TestCase(@"HELLO {token}\n", @"hello {token}\n", "The server speaks first: it said 9 bytes \"welcome\\r\\n\" before it", "greets")]
    [TestCase("HELLO {token}", @"hello {token}\n", "With \"\\n\" behind it the request is answered as expected")]
    public async Task The_mistakes_that_are_made_most_are_told_of(string send, string expect, string said, string greets = "")
    {
        Required.Python();
        using var folder = new TemporaryFolder();
        var script = folder.Write("hello.py", """
            import socketserver, sys

            class Hello(socketserver.StreamRequestHandler):
                def handle(self):
                    if "greets" in sys.argv:
                        self.wfile.write(b"welcome\r\n")
                    for line in self.rfile:
                        self.wfile.write(line.strip().replace(b"HELLO", b"hello") + b"\n")

            class Server(socketserver.ThreadingTCPServer):
                allow_reuse_address = daemon_threads = True

            Server(("127.0.0.1", int(sys.argv[1])), Hello).serve_forever()
            """);

        var run = await RunAsync(
            "--send", send, "--expect", expect, "--case", "dialogue/answers", "--", "python3", script, "{port}", greets);

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain(said);
    }

    [Test]
    public async Task What_comes_unasked_may_stand_before_a_reply_of_another_length()
    {
        Required.Python();
        using var folder = new TemporaryFolder();
        var script = folder.Write("notes.py", """
            import socketserver, sys

            class Notes(socketserver.StreamRequestHandler):
                def handle(self):
                    for line in self.rfile:
                        self.wfile.write(b"NOTE a longer one\nNOTE b\n" + line)

            class Server(socketserver.ThreadingTCPServer):
                allow_reuse_address = daemon_threads = True

            Server(("127.0.0.1", int(sys.argv[1])), Notes).serve_forever()
            """);
        var target = folder.Write("mine.yaml", $$"""
            name: mine
            contracts:
              notes:
                protocol:
                  exchanges: [{ send: '{token}\n', expect: '{token}\n' }]
                  ignore: [{ match: 'NOTE .*', frame: line }]
                command: [python3, {{script}}, "{port}"]
            """);

        var run = await RunAsync("--target", target, "--case", "dialogue/answers");

        run.ExitCode.ShouldBe(0, run.Output);
    }

    [Test]
    public async Task An_echo_is_judged_by_what_is_said_of_it()
    {
        using var folder = new TemporaryFolder();
        var target = folder.Write("mine.yaml", """
            name: mine
            contracts:
              lines:
                protocol: { exchanges: [{ send: '{token}\n', expect: '{token}\n' }] }
                command: ["{reference}", echo, --port, "{port}"]
                limits: { connections: 50, exchanges: 100, per-second: 0.5, idle: 30, request: 5, unread: 10 }
                half-close: answers-what-is-ready
                ready: exchange
            known-failures: []

            """);

        var run = await RunAsync("--target", target, "--case", "dialogue/answers");

        run.ExitCode.ShouldBe(0, run.Output);
        var words = string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        foreach (var said in new[]
        {
            "lines: concurrent, at most 50 connections, at most 100 requests a connection",
            "at most 0.5 requests a second", "ends idle connections after 30 s",
            "ends half a request after 5 s", "ends an unread reply after 10 s", "answers what is ready at a half-close",
        })
            words.ShouldContain(said);
        run.Output.ShouldNotContain("not declared");
    }

    [TestCase("@x")]
    [TestCase("-x")]
    public async Task Bytes_are_what_they_are(string bytes)
    {
        var run = await RunAsync($"--expect={bytes}", "--target", "tcp://localhost:7", "--print-protocol");

        run.Output.ShouldBe($"protocol: exchange\ngreeting: '{bytes}'\n");
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var run = await Suite.RunAsync(arguments);
        return (run.ExitCode, run.StandardOutput + run.StandardError);
    }
}
