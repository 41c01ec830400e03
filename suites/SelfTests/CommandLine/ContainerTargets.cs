using System.Text.Json;
using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>Servers in containers: of an image with and without bash, and one that someone else runs.</summary>
public sealed class ContainerTargets
{
    private const string WithoutBash = "socket-conformance-test-no-bash", OwnEntry = "socket-conformance-test-own-entry";

    private static readonly string Scripts = Path.Combine(Suite.Root, "reference-python");

    [OneTimeTearDown]
    public async Task RemoveImages()
    {
        if (!await DockerCommand.AnswersAsync()) return;
        foreach (var name in (string[])[WithoutBash, OwnEntry])
            foreach (var image in await ImagesAsync(name)) await DockerCommand.SayAsync("rmi", "--force", image);
    }

    [Test]
    public async Task An_image_without_bash_gets_a_container_for_every_server()
    {
        using var folder = new TemporaryFolder();
        WriteContext(folder, "RUN rm -f /bin/bash /usr/bin/bash\n");
        var file = folder.Write("mine.yaml", $$"""
            name: mine
            contracts:
              threaded:
                image: {{WithoutBash}}
                build: {}
                command: [python, -u, /scripts/threaded.py, --host, "{host}", --port, "{port}"]
            """);

        var (result, report) = await Suite.ReportAsync(
            "--target", file, "--case", "threaded/e*", "--case", "backlog/queued*", "--case", "shutdown/idle-ends", "--case", "start/port-in-use-fails", "--case", "shutdown/survives-stop-and-continue");

        result.ExitCode.ShouldBe(0, result.StandardOutput + result.StandardError);
        result.StandardOutput.ReplaceLineEndings(" ").ShouldContain("for every server");
        Verdicts(report).ShouldAllBe(verdict => verdict == "pass");
        var images = await ImagesAsync(WithoutBash);
        images.ShouldNotBeEmpty();
        foreach (var image in images)
            (await DockerCommand.SayAsync("ps", "-aq", "--filter", $"ancestor={image}")).ShouldBeEmpty("no container is left");
    }

    [Test]
    public async Task An_image_that_starts_by_itself_has_its_port()
    {
        using var folder = new TemporaryFolder();
        var file = WriteOwnEntry(folder, port: 10011);

        var (result, report) = await Suite.ReportAsync("--target", file, "--case", "shutdown/idle-ends");

        result.ExitCode.ShouldBe(0, result.StandardOutput + result.StandardError);
        result.StandardOutput.ReplaceLineEndings(" ").ShouldContain("the image's own entry point");
        Verdicts(report).ShouldBe(["pass"], result.StandardOutput);
    }

    [Test]
    public async Task A_fixed_port_that_former_connections_hold_is_said_so()
    {
        using var folder = new TemporaryFolder();
        var file = WriteOwnEntry(folder, port: 10012);

        var run = await Suite.RunAsync("--target", file, "--case", "uppercase/*");

        run.ExitCode.ShouldBe(2, run.StandardOutput);
        run.StandardOutput.ReplaceLineEndings(" ").ShouldContain("TIME-WAIT");
    }

    [Test]
    public async Task An_image_that_is_nowhere_is_said_so()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("mine.yaml", "name: mine\ncontracts:\n  echo:\n    image: localhost:1/no/such-image\n    command: [/server, \"{port}\"]\n");

        var run = await Suite.RunAsync("--target", file, "--case", "echo/returns-one-byte");

        run.ExitCode.ShouldBe(2, run.StandardOutput);
        run.StandardOutput.ReplaceLineEndings(" ").ShouldContain("is not on this machine");
    }

    [Test]
    public async Task A_running_container_is_judged_by_name_and_left_running()
    {
        var name = $"socket-conformance-test-{Guid.NewGuid().ToString("N")[..8]}";
        await DockerCommand.SayAsync(
            "run", "-d", "--name", name, "-v", $"{Scripts}:/scripts:ro", "python:3-slim", "python", "-u", "/scripts/threaded.py", "--host", "0.0.0.0", "--port", "10000");
        try
        {
            var (result, report) = await Suite.ReportAsync("--target", $"container:{name}:10000", "--contract", "threaded", "--case", "threaded/*", "--case", "reset/*", "--case", "shutdown/idle-ends");

            result.ExitCode.ShouldBe(0, result.StandardOutput + result.StandardError);
            Verdicts(report).Count(verdict => verdict == "pass").ShouldBeGreaterThan(8);
            Reason(report, "reset/survives-reset-idle").ShouldStartWith($"inconclusive: the server's sockets are in the network of the container {name}");
            Reason(report, "shutdown/idle-ends").ShouldStartWith("skip: someone else runs this server");
            (await DockerCommand.IsRunningAsync(name)).ShouldBeTrue();
        }
        finally
        {
            await DockerCommand.SayAsync("rm", "-f", name);
        }
    }

    [Test]
    public async Task A_published_port_is_answered_by_the_proxy_and_said_so()
    {
        var name = $"socket-conformance-test-{Guid.NewGuid().ToString("N")[..8]}";
        await DockerCommand.SayAsync(
            "run", "-d", "--name", name, "-p", "127.0.0.1::10000", "-v", $"{Scripts}:/scripts:ro", "python:3-slim", "python", "-u", "/scripts/threaded.py", "--host", "0.0.0.0", "--port", "10000");
        try
        {
            var address = (await DockerCommand.SayAsync("port", name, "10000")).Split('\n')[0];

            var (result, report) = await Suite.ReportAsync("--target", $"tcp://{address}", "--contract", "threaded", "--case", "threaded/*", "--case", "reset/*");

            result.ExitCode.ShouldBe(0, result.StandardOutput + result.StandardError);
            Reason(report, "threaded/one-handler-dies-alone").ShouldStartWith($"inconclusive: Docker's proxy answers at {address} in place of the server");
        }
        finally
        {
            await DockerCommand.SayAsync("rm", "-f", name);
        }
    }

    /// <summary>The ids of all that were built under that name: a context that changes gives another tag.</summary>
    private static async Task<string[]> ImagesAsync(string name) =>
        [.. (await DockerCommand.SayAsync("images", "--quiet", name)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct()];

    /// <summary>The target file of an image that starts the upper-casing server by itself, at one port.</summary>
    private static string WriteOwnEntry(TemporaryFolder folder, int port)
    {
        WriteContext(folder, $"ENTRYPOINT [\"python\", \"-u\", \"/scripts/uppercase.py\", \"--port\", \"{port}\"]\n");
        return folder.Write("mine.yaml", $"name: mine\ncontracts:\n  uppercase:\n    image: {OwnEntry}\n    build: {{}}\n    port: {port}\n");
    }

    /// <summary>A Dockerfile that adds the Python scripts to their image, and these lines.</summary>
    private static void WriteContext(TemporaryFolder folder, string lines)
    {
        folder.Write("Dockerfile", $"FROM python:3-slim\nCOPY scripts/ /scripts/\n{lines}");
        var scripts = Directory.CreateDirectory(folder.File("scripts")).FullName;
        foreach (var script in Directory.EnumerateFiles(Scripts, "*.py")) File.Copy(script, Path.Combine(scripts, Path.GetFileName(script)));
    }

    private static List<string> Verdicts(JsonElement report) =>
        [.. report.GetProperty("results").EnumerateArray().Select(one => one.GetProperty("verdict").GetString()!)];

    private static string Reason(JsonElement report, string rule)
    {
        var result = report.GetProperty("results").EnumerateArray().Single(one => one.GetProperty("case").GetString() == rule);
        return $"{result.GetProperty("verdict").GetString()}: {result.GetProperty("reason").GetString()}";
    }
}
