using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Starting;

/// <summary>A page says whose move it is: what both ends of a connection were in when the rule was broken.</summary>
[Servers]
public sealed class WhatTheKernelKnows
{
    [TestCase("echo/returns-one-byte", "while True: c.recv(100)",
        "the server has read all that came (its end ESTABLISHED, ours ESTABLISHED)")]
    [TestCase("echo/returns-one-byte", "import time; time.sleep(600)",
        "the server has left 1 byte unread (its end ESTABLISHED, ours ESTABLISHED)")]
    [TestCase("half-close/ends-with-fin", "c.send(c.recv(100)); import time; time.sleep(600)",
        "the server has read all that came and has not met our FIN (its end CLOSE-WAIT, ours FIN-WAIT-2)")]
    [TestCase("echo/returns-one-byte", "while True: pass", "s of processor time in ")]
    public async Task Of_a_connection(string rule, string then, string told) =>
        (await JudgedAsync(rule, "c = s.accept()[0]", then)).ShouldContain(told);

    [Test]
    public async Task Of_the_accept_queue() => (await JudgedAsync("echo/returns-one-byte", "import time; time.sleep(600)"))
        .ShouldContain("kernel connection 1: not accepted yet; 1 connection in the accept queue (backlog 128)");

    private static async Task<string> JudgedAsync(string rule, params string[] lines)
    {
        Required.Present("python3");
        var run = await Suite.RunAsync(
            "--contract", "echo", "--case", rule, "--", "python3", "-c",
            string.Join("\n", ["import socket, sys", "s = socket.create_server((sys.argv[1], int(sys.argv[2])), backlog=128)", .. lines]),
            "{host}", "{port}");
        run.ExitCode.ShouldBe(1, run.StandardOutput + run.StandardError);
        return string.Join(' ', run.StandardOutput.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }
}
