using System.Text.Json;
using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>Servers in containers: of an image with and without bash, and an external one.</summary>
[Engine]
public sealed class ContainerTargets
{
    private const string WithoutBash = "socket-conformance-test-no-bash", OwnEntry = "socket-conformance-test-own-entry";

    private static readonly string Scripts = Path.Combine(Suite.Root, "reference-python");

    [OneTimeTearDown]
    public async Task RemoveImages()
    {
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
            "--target", file, "--case", "threaded/e*", "--case", "backlog/queued*", "--case", "shutdown/idle-ends",
            "--case", "start/port-in-use-fails", "--case", "shutdown/survives-stop-and-continue");

        result.ExitCode.ShouldBe(0, result.StandardOutput + result.StandardError);
        result.StandardOutput.ReplaceLineEndings(" ").ShouldContain("for every server");
        Verdicts(report).ShouldEach(verdict => verdict == "pass");
        var images = await ImagesAsync(WithoutBash);
        images.ShouldNotBeEmpty();
        foreach (var image in images)
            (await DockerCommand.SayAsync("ps", "-aq", "--filter", $"ancestor={image}")).ShouldBeEmpty("no container is left");
    }

    [Test]
    public async Task An_image_that_starts_by_itself_has_its_port()
    {
        using var folder = new TemporaryFolder();
        var file = WriteOwnEntry(folder, port: 10011, more: "    init: true\n");

        var (result, report) = await Suite.ReportAsync("--target", file, "--case", "shutdown/idle-ends");

        result.ExitCode.ShouldBe(0, result.StandardOutput + result.StandardError);
        result.StandardOutput.ReplaceLineEndings(" ").ShouldContain("the image's own entry point");
        Verdicts(report).ShouldBe(["pass"], result.StandardOutput);
    }

    [Test]
    public async Task An_image_may_speak_a_protocol_of_its_own()
    {
        using var folder = new TemporaryFolder();
        WriteContext(folder, "ENTRYPOINT [\"python\", \"-u\", \"/scripts/uppercase.py\", \"--port\", \"10015\"]\n");
        var file = folder.Write("mine.yaml", $$"""
            name: mine
            contracts:
              loud:
                protocol: { once: true, exchanges: [{ send: 'hello', expect: 'HELLO' }] }
                image: {{OwnEntry}}
                build: {}
                port: 10015
                init: true
                concurrent: false
            """);

        var (result, report) = await Suite.ReportAsync("--target", file, "--case", "dialogue/answers", "--case", "shutdown/idle-ends");

        result.ExitCode.ShouldBe(0, result.StandardOutput + result.StandardError);
        Verdicts(report).ShouldBe(["pass", "pass"], result.StandardOutput);
    }

    /// <summary>The script handles no SIGTERM, and neither does a shell that waits for it.</summary>
    [TestCase("[\"python\", \"-u\", \"/scripts/uppercase.py\", \"--port\", \"10013\"]")]
    [TestCase("python -u /scripts/uppercase.py --port 10013; echo over")]
    public async Task A_first_process_that_is_deaf_to_the_stop_signal_is_caught(string entryPoint)
    {
        using var folder = new TemporaryFolder();
        var file = WriteOwnEntry(folder, port: 10013, entryPoint: entryPoint);

        var (result, report) = await Suite.ReportAsync("--target", file, "--case", "shutdown/idle-ends");

        result.ExitCode.ShouldBe(1, result.StandardOutput + result.StandardError);
        Verdicts(report).ShouldBe(["fail"], result.StandardOutput);
        result.StandardOutput.ReplaceLineEndings(" ").ShouldContain("the first process of a container");
    }

    [Test]
    public async Task A_first_process_that_handles_the_stop_signal_is_not_accused()
    {
        using var folder = new TemporaryFolder();
        WriteContext(folder, "ENTRYPOINT [\"python\", \"-u\", \"/scripts/threaded.py\", \"--port\", \"10014\"]\n");
        var file = folder.Write(
            "mine.yaml", $"name: mine\ncontracts:\n  threaded:\n    image: {OwnEntry}\n    build: {{}}\n    port: 10014\n");

        var (result, report) = await Suite.ReportAsync("--target", file, "--case", "shutdown/idle-e*");

        result.ExitCode.ShouldBe(0, result.StandardOutput + result.StandardError);
        Verdicts(report).ShouldEach(verdict => verdict == "pass");
    }

    [Test]
    public async Task A_fixed_port_is_free_for_the_next_container()
    {
        using var folder = new TemporaryFolder();
        var file = WriteOwnEntry(folder, port: 10012);

        var run = await Suite.RunAsync("--target", file, "--case", "uppercase/*");

        run.StandardOutput.ReplaceLineEndings(" ").ShouldNotContain("TIME-WAIT");
        run.StandardOutput.ShouldNotContain(" error", customMessage: "the scripts bind without SO_REUSEADDR");
    }

    [Test]
    public async Task An_image_that_is_nowhere_is_said_so()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write(
            "mine.yaml", "name: mine\ncontracts:\n  echo:\n    image: localhost:1/no/such-image\n    command: [/server, \"{port}\"]\n");

        var run = await Suite.RunAsync("--target", file, "--case", "echo/returns-one-byte");

        run.ExitCode.ShouldBe(2, run.StandardOutput);
        run.StandardOutput.ReplaceLineEndings(" ").ShouldContain("is not on this machine");
    }

    [Test]
    public async Task A_container_that_is_not_there_is_one_cause_with_one_page()
    {
        var run = await Suite.RunAsync("--target", "container:no-such-container", "--contract", "echo");

        run.ExitCode.ShouldBe(2, run.StandardOutput + run.StandardError);
        run.StandardOutput.ReplaceLineEndings(" ").Split("There is no container 'no-such-container'").Length
            .ShouldBe(3, run.StandardOutput);
    }

    [TestCase("python,csharp")]
    [TestCase("python,python3")]
    public async Task The_original_and_its_ports_end_differently_only_where_that_is_declared(string targets)
    {
        var run = await Suite.RunAsync("--parity", "--target", targets, "--case", "shutdown/sigint-*", "--case", "once/reports-*");

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("declared  shutdown/sigint-while-serving");
    }

    [Test]
    public async Task A_running_container_is_judged_by_name_and_left_running()
    {
        var name = $"socket-conformance-test-{Guid.NewGuid().ToString("N")[..8]}";
        await DockerCommand.SayAsync(
            "run", "-d", "--name", name, "-v", $"{Scripts}:/scripts:ro", "python:3-slim",
            "python", "-u", "/scripts/threaded.py", "--host", "0.0.0.0", "--port", "10000");
        try
        {
            var (result, report) = await Suite.ReportAsync(
                "--target", $"container:{name}:10000", "--contract", "threaded", "--case", "threaded/*", "--case", "reset/*",
                "--case", "shutdown/idle-ends");

            result.ExitCode.ShouldBe(0, result.StandardOutput + result.StandardError);
            Verdicts(report).Count(verdict => verdict == "pass").ShouldBeGreaterThan(8);
            Reason(report, "reset/survives-reset-idle")
                .ShouldStartWith($"inconclusive: the server's sockets are in the network of the container {name}");
            Reason(report, "shutdown/idle-ends").ShouldStartWith("skip: external server");
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
            "run", "-d", "--name", name, "-p", "127.0.0.1::10000", "-v", $"{Scripts}:/scripts:ro", "python:3-slim",
            "python", "-u", "/scripts/threaded.py", "--host", "0.0.0.0", "--port", "10000");
        try
        {
            var address = (await DockerCommand.SayAsync("port", name, "10000")).Split('\n')[0];

            var (result, report) = await Suite.ReportAsync(
                "--target", $"tcp://{address}", "--contract", "threaded", "--case", "threaded/*", "--case", "reset/*");

            result.ExitCode.ShouldBe(0, result.StandardOutput + result.StandardError);
            Reason(report, "threaded/one-handler-dies-alone")
                .ShouldStartWith($"inconclusive: Docker's proxy answers at {address} in place of the server");
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
    private static string WriteOwnEntry(TemporaryFolder folder, int port, string? entryPoint = null, string more = "")
    {
        entryPoint ??= $"[\"python\", \"-u\", \"/scripts/uppercase.py\", \"--port\", \"{port}\"]";
        WriteContext(folder, $"ENTRYPOINT {entryPoint}\n");
        return folder.Write(
            "mine.yaml", $"name: mine\ncontracts:\n  uppercase:\n    image: {OwnEntry}\n    build: {{}}\n    port: {port}\n{more}");
    }

    /// <summary>A Dockerfile that adds the Python scripts to their image, and these lines.</summary>
    private static void WriteContext(TemporaryFolder folder, string lines)
    {
        folder.Write("Dockerfile", $"FROM python:3-slim\nCOPY scripts/ /scripts/\n{lines}");
        var scripts = Directory.CreateDirectory(folder.File("scripts")).FullName;
        foreach (var script in Directory.EnumerateFiles(Scripts, "*.py"))
            File.Copy(script, Path.Combine(scripts, Path.GetFileName(script)));
    }

    private static List<string> Verdicts(JsonElement report) =>
        [.. report.GetProperty("results").EnumerateArray().Select(one => one.GetProperty("verdict").GetString()!)];

    private static string Reason(JsonElement report, string rule)
    {
        var result = report.GetProperty("results").EnumerateArray().Single(one => one.GetProperty("case").GetString() == rule);
        return $"{result.GetProperty("verdict").GetString()}: {result.GetProperty("reason").GetString()}";
    }
}
