using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>Scripts rely on the exit codes; people on what is said with them.</summary>
[Servers]
[Parallelizable(ParallelScope.Children)]
public sealed class ExitCodes
{
    [Test]
    public async Task A_conformant_server_gives_0_and_the_verdict_line_first_and_last()
    {
        var run = await Suite.RunAsync("--case", "echo/returns-one-byte");

        run.ExitCode.ShouldBe(0, run.StandardError);
        var lines = run.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldStartWith("CONFORMANT");
        lines[^1].ShouldStartWith("CONFORMANT");
    }

    [TestCase("--target", "nonsense", "nonsense")]
    [TestCase("--target", "no-such-file.yaml", "no-such-file.yaml")]
    [TestCase("--case", "nonsense", "nonsense")]
    [TestCase("--case", "echo/return-one-byte", "echo/returns-one-byte")]
    [TestCase("--level", "maybe", "must, should or may")]
    [TestCase("--jobs", "0", "--jobs")]
    [TestCase("--deadline-scale", "-1", "--deadline-scale")]
    [TestCase("--report", "xml", "junit")]
    [TestCase("--self-test", "nonsense", "matrix")]
    [TestCase("--explain", "nonsense", "nonsense")]
    [TestCase("--no-such-option", "x", "--no-such-option")]
    [TestCase("--known-failures", "no-such-file.yaml", "no-such-file.yaml")]
    public async Task A_wrong_word_gives_2_and_is_named(string option, string value, string named)
    {
        var run = await Suite.RunAsync(option, value);

        run.ExitCode.ShouldBe(2, run.StandardOutput + run.StandardError);
        (run.StandardError + run.StandardOutput).ShouldContain(named);
        run.StandardError.ShouldNotContain("   at SocketConformance", customMessage: "a stack trace is no message");
    }

    [TestCase("--fuzz", "0", "--fuzz")]
    [TestCase("--seed", "1", "goes with --fuzz")]
    [TestCase("--replay", "no-such-file.txt", "no-such-file.txt")]
    [TestCase("--replay", "no-such-file.txt", "leave one of them out", "--fuzz", "1")]
    [TestCase("--fuzz", "1", "--strict means nothing to it", "--strict")]
    [TestCase("--target", "csharp", "name two or more", "--parity")]
    public async Task A_wrong_comparison_gives_2_and_says_why(string option, string value, string said, params string[] more)
    {
        var run = await Suite.RunAsync([option, value, .. more]);

        run.ExitCode.ShouldBe(2, run.StandardOutput + run.StandardError);
        run.StandardError.ShouldContain(said);
        run.StandardError.ShouldNotContain("   at SocketConformance", customMessage: "a stack trace is no message");
    }

    [Test]
    public async Task A_report_that_cannot_be_written_gives_2_and_names_the_path()
    {
        var run = await Suite.RunAsync("--case", "echo/returns-one-byte", "--report", "json=/no/such/folder/report.json");

        run.ExitCode.ShouldBe(2);
        run.StandardError.ShouldContain("/no/such/folder");
    }

    [TestCase(">/dev/full")]
    [TestCase(">&-")]
    public async Task Where_standard_output_takes_nothing_the_report_in_a_file_is_written_all_the_same(string redirection)
    {
        using var folder = new TemporaryFolder();
        var json = folder.File("report.json");

        var run = await RedirectedAsync(redirection, "--case", "echo/returns-one-byte", "--report", "text", "--report", $"json={json}");

        run.ExitCode.ShouldBe(2, run.StandardError);
        run.StandardError.ShouldContain("cannot write the report to standard output: ");
        run.StandardError.ShouldNotContain("   at SocketConformance", customMessage: "a stack trace is no message");
        JsonNode.Parse(await File.ReadAllTextAsync(json))!["results"]!.AsArray().ShouldNotBeEmpty();
    }

    [Test]
    public async Task A_full_disk_gives_2_and_is_called_that()
    {
        var run = await RedirectedAsync(">/dev/full", "--list");

        run.ExitCode.ShouldBe(2, run.StandardError);
        run.StandardError.ShouldContain("The disk is full: ");
        run.StandardError.ShouldNotContain("   at ", customMessage: "a stack trace is no message");
    }

    [Test]
    public async Task Without_a_Docker_engine_the_way_out_is_python_local()
    {
        var run = await Suite.Command("--target", "python", "--case", "echo/returns-one-byte")
            .WithEnvironmentVariables(variables => variables.Set("DOCKER_HOST", "unix:///no/such/docker.sock").Set("NO_COLOR", "1"))
            .ExecuteBufferedAsync();

        run.ExitCode.ShouldBe(2, run.StandardOutput);
        run.StandardOutput.ShouldContain("--target python-local");
    }

    [Test]
    public async Task Nothing_to_judge_gives_2()
    {
        var run = await Suite.RunAsync("--case", "udp/*", "--contract", "echo", "--", "sleep", "{port}");

        run.ExitCode.ShouldBe(2, run.StandardOutput);
        (run.StandardOutput + run.StandardError).ShouldContain("No case was judged");
    }

    /// <summary>Runs the suite with its standard output where the shell's redirection leads.</summary>
    private static async Task<BufferedCommandResult> RedirectedAsync(string redirection, params string[] arguments) =>
        await Cli.Wrap("bash")
            .WithArguments(["-c", $"\"$0\" \"$@\" {redirection}", Suite.Script, .. arguments])
            .WithValidation(CommandResultValidation.None)
        .ExecuteBufferedAsync();
}
