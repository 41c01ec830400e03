using System.Diagnostics;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.WaysIn;

/// <summary>Without the SDK: <c>run-conformance.sh</c> builds the suite as an image and runs that; and the image by itself.</summary>
[Engine]
public sealed partial class WithoutTheSdk
{
    /// <summary>Where the image has the program.</summary>
    private const string Reference = "/opt/socket-conformance/servers/ReferenceServer/ReferenceServer";

    /// <summary>All that the script calls, and what the tests call it by.</summary>
    private static readonly string[] Tools =
        ["bash", "cksum", "cut", "dirname", "docker", "env", "find", "flock", "id", "mkdir", "mv", "rm", "tail", "touch"];

    private readonly TemporaryFolder folder = new();
    private string image = "";

    [OneTimeSetUp]
    public async Task Build()
    {
        var run = await ScriptAsync("--list");
        run.ExitCode.ShouldBe(0, run.StandardError);
        image = ImageName().Match(run.StandardError).Value;
    }

    [OneTimeTearDown]
    public async Task Remove()
    {
        if (image.Length > 0)
        {
            await DockerCommand.SayAsync("rmi", image);
            await DockerCommand.SayAsync("image", "prune", "--force", "--filter", "label=socket-conformance=build");
        }

        folder.Dispose();
    }

    [TestCase("echo", 0, "CONFORMANT")]
    [TestCase("uppercase", 1, "NOT CONFORMANT")]
    public async Task The_script_hands_on_verdict_exit_code_and_report(string served, int exitCode, string headline)
    {
        var report = $"{served}.json";

        var run = await ScriptAsync(
            "--contract", "echo", "--case", "echo/returns-one-byte", "--report", "text", "--report", $"json={report}",
            "--", "{reference}", served, "--port", "{port}");

        run.ExitCode.ShouldBe(exitCode, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldStartWith(headline);
        File.Exists(folder.File(report)).ShouldBeTrue();
    }

    [Test]
    public async Task The_script_builds_once()
    {
        var run = await ScriptAsync("--explain", "echo/returns-one-byte");

        run.ExitCode.ShouldBe(0, run.StandardError);
        run.StandardError.ShouldBeEmpty();
    }

    [Test]
    public async Task The_script_hands_on_Ctrl_C()
    {
        var start = Suite.ToInterrupt("--target", "csharp", "--repeat", "100");
        start.WorkingDirectory = folder.File("");
        (start.Environment["PATH"], start.Environment["ArtifactsPath"]) = (PathOf(Tools), folder.File("artifacts"));
        using var run = Process.Start(start)!;
        await Poll.UntilAsync(
            "a server in the container",
            async () => run.HasExited || (await ProcessesAsync()).Contains("ReferenceServer", StringComparison.Ordinal));

        await Suite.InterruptAsync(run);
        await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();

        run.ExitCode.ShouldBe(130);
        (await ContainersAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task With_neither_the_script_says_what_to_install()
    {
        var run = await ScriptOn([.. Tools.Except(["docker"])], "--list").ExecuteBufferedAsync();

        run.ExitCode.ShouldBe(2);
        run.StandardError.ShouldContain("dotnet-sdk-10.0");
        run.StandardError.ShouldContain("docker.io");
    }

    [Test]
    public async Task The_image_judges_the_bundled_reference_and_sees_how_its_servers_end()
    {
        var run = await DockerCommand.TryAsync(
            "run", "--rm", image, "--contract", "echo", "--case", "half-close/*", "--case", "start/unix-path-too-long");

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
    }

    [Test]
    public async Task A_container_that_is_stopped_ends_as_an_interrupted_run()
    {
        var name = $"socket-conformance-test-{Guid.NewGuid().ToString("N")[..8]}";
        await DockerCommand.SayAsync("run", "-d", "--name", name, image, "--contract", "echo", "--repeat", "1000");
        try
        {
            await Poll.UntilAsync("a server in the container", async () => !await DockerCommand.IsRunningAsync(name)
                || (await DockerCommand.TryAsync("top", name)).StandardOutput.Contains("ReferenceServer", StringComparison.Ordinal));

            await DockerCommand.SayAsync("stop", "--time", "60", name);

            (await DockerCommand.SayAsync("inspect", "-f", "{{.State.ExitCode}}", name)).ShouldBe("130");
            (await DockerCommand.TryAsync("logs", name)).StandardOutput.ShouldContain("INTERRUPTED");
        }
        finally
        {
            await DockerCommand.SayAsync("rm", "-f", name);
        }
    }

    [Test]
    public async Task The_image_judges_a_target_file_of_a_mounted_folder()
    {
        folder.Write("my.yaml", $"name: mine\ncontracts:\n  udp-echo:\n    command: [{Reference}, udp-echo, --port, \"{{port}}\"]\n");

        var run = await DockerCommand.TryAsync(
            "run", "--rm", "-v", $"{folder.File("")}:/work", "-w", "/work", image, "--target", "my.yaml", "--case", "udp/r*");

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
    }

    [Test]
    public async Task The_image_judges_a_sibling_in_the_network_of_its_container()
    {
        var sibling = $"socket-conformance-test-{Guid.NewGuid().ToString("N")[..8]}";
        await DockerCommand.SayAsync(
            "run", "-d", "--name", sibling, "--entrypoint", Reference, image, "echo", "--host", "127.0.0.1", "--port", "7000");
        try
        {
            await Poll.UntilAsync("the sibling's first line", async () => !await DockerCommand.IsRunningAsync(sibling)
                || (await DockerCommand.TryAsync("logs", sibling)).StandardOutput.Length > 0);

            var run = await DockerCommand.TryAsync(
                "run", "--rm", "--network", $"container:{sibling}", image,
                "--target", "tcp://127.0.0.1:7000", "--contract", "echo", "--case", "half-close/*", "--case", "backlog/*");

            run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
            (await DockerCommand.IsRunningAsync(sibling)).ShouldBeTrue("it is not the suite's to end");
        }
        finally
        {
            await DockerCommand.SayAsync("rm", "-f", sibling);
        }
    }

    private async Task<string> ContainersAsync() =>
        await DockerCommand.SayAsync("ps", "-aq", "--filter", $"ancestor={image}", "--filter", "network=host");

    private async Task<string> ProcessesAsync() => (await DockerCommand.TryAsync("top", await ContainersAsync())).StandardOutput;

    private async Task<BufferedCommandResult> ScriptAsync(params string[] arguments) =>
        await ScriptOn(Tools, arguments).ExecuteBufferedAsync();

    /// <summary>The script where there are only these programs, with artifacts of its own and thereby an image of its own.</summary>
    private Command ScriptOn(string[] tools, params string[] arguments) => Suite.Command(arguments)
        .WithWorkingDirectory(folder.File(""))
        .WithEnvironmentVariables(
            variables => variables.Set("NO_COLOR", "1").Set("PATH", PathOf(tools)).Set("ArtifactsPath", folder.File("artifacts")));

    /// <summary>A folder with links to these programs and no others.</summary>
    private string PathOf(string[] tools)
    {
        var path = Directory.CreateDirectory(folder.File($"{tools.Length}-tools")).FullName;
        foreach (var tool in tools.Where(tool => !File.Exists(Path.Combine(path, tool))))
        {
            var program = Environment.GetEnvironmentVariable("PATH")!.Split(':')
                .Select(place => Path.Combine(place, tool)).First(File.Exists);
            File.CreateSymbolicLink(Path.Combine(path, tool), program);
        }

        return path;
    }

    [GeneratedRegex("socket-conformance:[0-9]+")]
    private static partial Regex ImageName();
}
