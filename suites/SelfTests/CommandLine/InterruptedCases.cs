using System.Diagnostics;
using System.Text.Json;
using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>What the suite itself ends proves nothing about a server.</summary>
[Servers]
public sealed class InterruptedCases
{
    /// <summary>The case waits for the server's end when it is interrupted, and then sees one: the suite's own SIGKILL.</summary>
    [Test]
    public async Task A_case_that_was_waiting_for_the_servers_end_has_no_verdict()
    {
        Required.Present("python3");
        using var folder = new TemporaryFolder();
        var (signalled, report) = (folder.File("signalled"), folder.File("report.json"));
        var server = folder.Write("server.py", """
            import os, signal, socketserver, sys
            class Echo(socketserver.BaseRequestHandler):
                def handle(self):
                    while data := self.request.recv(65536): self.request.sendall(data)
            socketserver.ThreadingTCPServer.daemon_threads = True
            with socketserver.ThreadingTCPServer(('127.0.0.1', int(sys.argv[1])), Echo) as server:
                signal.signal(signal.SIGTERM, lambda number, frame: os.close(os.open(sys.argv[2], os.O_CREAT)))
                server.serve_forever()
            """);
        using var run = Process.Start(Suite.ToInterrupt(
            "--case", "shutdown/idle-connection-is-ended", "--contract", "echo", "--report", $"json={report}", "--deadline-scale", "10",
            "--", "python3", server, "{port}", signalled))!;

        while (!File.Exists(signalled) && !run.HasExited) await Task.Delay(5);
        await Suite.InterruptAsync(run);
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();

        run.ExitCode.ShouldBe(130, output);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(report));
        json.RootElement.GetProperty("results").GetArrayLength().ShouldBe(0, output);
    }
}
