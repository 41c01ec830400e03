using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;
using SocketConformance.SelfTests.TargetFiles;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>A CI gate from outside: run, split, merge, compare, excuse.</summary>
[Servers]
[Parallelizable(ParallelScope.Children)]
public sealed class GateCommands
{
    [Test]
    public async Task Three_shards_merged_are_the_whole_run()
    {
        using var folder = new TemporaryFolder();
        string[] selection = ["--target", "csharp", "--case", "echo/*", "--case", "udp/echo-*", "--case", "backlog/*"];
        (await RunAsync([.. selection, Json("whole")])).ExitCode.ShouldBe(0);
        foreach (var shard in (int[])[1, 2, 3])
            (await RunAsync([.. selection, "--shard", $"{shard}/3", Json($"{shard}")])).ExitCode.ShouldBe(0, $"shard {shard}");

        var merged = await RunAsync("merge", Path("3"), Path("1"), Path("2"), Json("merged"));

        merged.ExitCode.ShouldBe(0, merged.Output);
        Bare(Read("merged")).ShouldBe(Bare(Read("whole")));
        var parts = ((string[])["1", "2", "3"]).Select(name => Read(name).Results.Count).ToList();
        (parts.Max() - parts.Min()).ShouldBeLessThanOrEqualTo(1);

        var incomplete = await RunAsync("merge", Path("1"), Path("3"), Json("incomplete"));
        (incomplete.ExitCode, Read("incomplete").Conformant).ShouldBe((2, false));
        incomplete.Output.ShouldContain("Of csharp, shard 2/3 is missing");

        string Path(string name) => folder.File($"{name}.json");
        string Json(string name) => $"--report=json={Path(name)}";
        RunReport Read(string name) => JsonReport.Read(Path(name));
    }

    [Test]
    public async Task A_server_that_got_worse_closes_the_gate_and_a_list_opens_it()
    {
        using var folder = new TemporaryFolder();
        var (old, now, known) = (folder.File("old.json"), folder.File("new.json"), folder.File("known.yaml"));
        (await JudgeAsync("exec {reference} echo --port $0", old)).ExitCode.ShouldBe(0);
        (await JudgeAsync("exec {reference} uppercase --port $0", now, "--write-known-failures", known)).ExitCode.ShouldBe(1);

        var diff = await RunAsync(
            "diff", old, now, $"--report=json={folder.File("diff.json")}", $"--report=markdown={folder.File("diff.md")}");
        diff.ExitCode.ShouldBe(1, diff.Output);
        diff.Output.ShouldContain("REGRESSED");
        diff.Output.ShouldContain("pass → fail: expected");
        (await RunAsync("diff", now, now)).ExitCode.ShouldBe(0);
        (await RunAsync("diff", now, old)).Output.ShouldContain("Improvements");
        File.ReadAllText(folder.File("diff.md")).ShouldStartWith("## REGRESSED\n");

        (await JudgeAsync("exec {reference} uppercase --port $0", now, "--known-failures", known)).ExitCode
            .ShouldBe(0, File.ReadAllText(known));
        var stale = await JudgeAsync("exec {reference} echo --port $0", now, "--known-failures", known);
        stale.ExitCode.ShouldBe(1, stale.Output);
        stale.Output.ShouldContain("UNEXPECTED PASS");

        var kept = await JudgeAsync("exec {reference} echo --port $0", now, "--write-known-failures", known);
        (kept.ExitCode, kept.Output).ShouldSatisfyAllConditions(
            said => said.ExitCode.ShouldBe(2), said => said.Output.ShouldContain("is there already"));
        var again = await JudgeAsync("exec {reference} echo --port $0", now, "--known-failures", known, "--write-known-failures", known);
        again.ExitCode.ShouldBe(1);
        File.ReadAllText(known).ShouldContain("[]\n");

        Task<(int ExitCode, string Output)> JudgeAsync(string command, string report, params string[] options) => RunAsync(
        [
            "--target", folder.Write("mine.yaml", Yaml.Contract("echo", $"command: [sh, -c, \"{command}\", \"{{port}}\"]")),
            "--case", "echo/returns-*", "--case", "half-close/sends-*", .. options, $"--report=json={report}", "--report=text",
        ]);
    }

    [Test]
    public async Task A_target_file_begins_with_init_and_is_printed_whole()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("my.yaml");

        (await RunAsync("init", "echo", path)).ExitCode.ShouldBe(0);
        (await RunAsync("init", "echo", path)).ExitCode.ShouldBe(2);
        (await RunAsync("init", "udp-echo")).Output.ShouldContain("udp-echo:");
        var printed = await RunAsync("--target", path, "--print-target");

        printed.ExitCode.ShouldBe(0, printed.Output);
        printed.Output.ShouldContain("tcp4: [\"./my-echo\", \"--port\", \"{port}\"]");
    }

    [TestCase("takes i/n", "--shard", "4/3")]
    [TestCase("leave --shard out", "--shard", "1/3", "--write-known-failures", "x.yaml")]
    [TestCase("leave --fail-fast out", "--fail-fast", "--write-known-failures", "x.yaml")]
    [TestCase("no such file", "diff", "no-such.json", "no-such.json")]
    [TestCase("no such file", "merge", "no-such.json")]
    [TestCase("--help", "merge")]
    [TestCase("--help", "diff", "only-one.json")]
    [TestCase("changes are written as text, json, markdown", "diff", "a.json", "b.json", "--report", "junit=x.xml")]
    [TestCase("--case means nothing to doctor", "--case", "echo/*", "doctor")]
    [TestCase("A command behind -- means nothing to doctor", "doctor", "--", "./server")]
    [TestCase("did you mean 'echo'?", "init", "ehco")]
    public async Task A_wrong_line_gives_2_and_the_way_out(string said, params string[] arguments)
    {
        var run = await RunAsync(arguments);

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain(said);
        run.Output.ShouldNotContain("   at SocketConformance", customMessage: "a stack trace is no message");
    }

    [TestCase("diff")]
    [TestCase("merge")]
    [TestCase("doctor")]
    [TestCase("init")]
    public async Task Each_command_explains_itself_and_its_exit_codes(string command)
    {
        var run = await RunAsync(command, "--help");

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("Exit codes: ");
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var run = await Suite.RunAsync(arguments);
        return (run.ExitCode, run.StandardOutput + run.StandardError);
    }

    /// <summary>Without what differs from run to run: times, the machine's pace, the wire, and what the server said of its port.</summary>
    private static string Bare(RunReport report) => JsonReport.Render(report with
    {
        DurationMs = 0,
        DeadlineScale = 1,
        Results = [.. report.Results.Select(result => result with { DurationMs = 0, Wire = [], Server = null })],
    });
}
