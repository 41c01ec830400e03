using CliWrap;
using CliWrap.Buffered;
using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.WaysIn;

/// <summary>The suite as a dotnet tool: packed, installed away from the project, and used there.</summary>
[Servers]
public sealed class ToolPackage
{
    private readonly TemporaryFolder folder = new();

    [OneTimeSetUp]
    public async Task Install()
    {
        // Builds what is stale, so that packing changes nothing that other tests run.
        (await Suite.RunAsync("--list")).ExitCode.ShouldBe(0);
        await DotnetAsync(
            "pack", Path.Combine(Suite.Root, "suites", "Runner"), "-c", "Release", "--no-build",
            $"-p:PublishDir={folder.File("published")}/", "-o", folder.File("package"));
        await DotnetAsync(
            "tool", "install", "SocketConformance.Tool", "--tool-path", folder.File("tool"), "--source", folder.File("package"));
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public async Task Judges_a_correct_server()
    {
        Required.Present("python3");

        var run = await ToolAsync(
            "--contract", "echo", "--case", "half-close/*", "--", "python3", Gallery("python-asyncio", "echo.py"), "{host}", "{port}");

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
    }

    [Test]
    public async Task Blames_a_broken_one_and_says_how_to_see_it_again()
    {
        var run = await ToolAsync(
            "--contract", "echo", "--case", "reset/*",
            "--", Placeholders.Program("BrokenServers"), "dies-of-reset-in-receive", "--host", "{host}", "--port", "{port}");

        run.ExitCode.ShouldBe(1, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("again     socket-conformance --case reset/");
    }

    [TestCase("csharp")]
    [TestCase("python-local")]
    public async Task Has_the_built_in_servers_with_it(string target)
    {
        if (target == "python-local") Required.Python();

        var file = await ToolAsync("--target", target, "--contract", "echo", "--print-target");
        var run = await ToolAsync("--target", target, "--contract", "echo", "--case", "half-close/*");

        file.StandardOutput.ShouldContain(folder.File("tool"));
        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
    }

    [Test]
    public async Task Judges_a_target_file_from_a_template_and_compares_the_reports()
    {
        (await ToolAsync("init", "echo", folder.File("my.yaml"))).ExitCode.ShouldBe(0);
        var template = await File.ReadAllTextAsync(folder.File("my.yaml"));
        template.ShouldContain("socket-conformance --target");
        folder.Write("my.yaml", template.Replace("./my-echo", "\"{reference}\", echo", StringComparison.Ordinal));

        var run = await ToolAsync("--target", "my.yaml", "--case", "echo/returns-one-byte", "--report", "json=my.json");
        var diff = await ToolAsync("diff", "my.json", "my.json");

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        diff.ExitCode.ShouldBe(0, diff.StandardOutput + diff.StandardError);
    }

    [Test]
    public async Task Knows_the_specification_and_the_machine()
    {
        (await ToolAsync("--spec")).StandardOutput.ShouldBe(await File.ReadAllTextAsync(Path.Combine(Suite.Root, "suites", "SPEC.md")));
        (await ToolAsync("--explain", "backlog/recovers")).ExitCode.ShouldBe(0);
        (await ToolAsync("doctor")).ExitCode.ShouldBe(0);
    }

    [Test]
    public async Task Says_that_the_broken_servers_are_in_the_project()
    {
        var run = await ToolAsync("--self-test");

        run.ExitCode.ShouldBe(2, run.StandardOutput);
        run.StandardError.ShouldStartWith("BrokenServers is not beside this program");
    }

    private static string Gallery(string language, string file) => Path.Combine(Suite.Root, "fixtures", "Gallery", language, file);

    private async Task<BufferedCommandResult> ToolAsync(params string[] arguments) =>
        await Cli.Wrap(Path.Combine(folder.File("tool"), "socket-conformance"))
            .WithArguments(arguments)
            .WithWorkingDirectory(folder.File(""))
            .WithEnvironmentVariables(variables => variables.Set("NO_COLOR", "1").Set("ArtifactsPath", null))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync();

    private static async Task DotnetAsync(params string[] arguments)
    {
        var run = await Cli.Wrap("dotnet").WithArguments(arguments).WithWorkingDirectory(Suite.Root)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
    }
}
