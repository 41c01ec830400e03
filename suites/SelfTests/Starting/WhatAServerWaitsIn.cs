using CliWrap.Buffered;
using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Starting;

/// <summary>A page says what a silent server waits for.</summary>
[Servers]
public sealed class WhatAServerWaitsIn
{
    [Test]
    public async Task More_input()
    {
        Required.Present("python3");

        var run = await RunAsync("c = s.accept()[0]", "while True: c.recv(100)");

        run.ExitCode.ShouldBe(1, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("still running, waiting in recvfrom, stdout empty");
    }

    [Test]
    public async Task Nothing_that_a_peer_does()
    {
        Required.Present("python3");

        var run = await RunAsync("c = s.accept()[0]", "import time", "time.sleep(600)");

        run.ExitCode.ShouldBe(1, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldMatch("still running, waiting in (clock_nanosleep|select|pselect6), stdout empty");
    }

    private static Task<BufferedCommandResult> RunAsync(params string[] lines) => Suite.RunAsync(
        "--contract", "echo", "--case", "echo/returns-one-byte", "--", "python3", "-c",
        string.Join("\n", ["import socket, sys", "s = socket.create_server((sys.argv[1], int(sys.argv[2])))", .. lines]),
        "{host}", "{port}");
}
