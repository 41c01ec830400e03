using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>Servers that do not start, do not end, or print without end.</summary>
[Servers]
[Parallelizable(ParallelScope.Children)]
public sealed class HostileTargets
{
    [Test]
    public async Task A_command_that_is_not_there_is_named()
    {
        var run = await JudgeAsync("[./no-such-server, \"{port}\"]");

        run.ShouldSay(2, "no-such-server", "can't be started");
    }

    [Test]
    public async Task A_server_that_exits_at_once_is_shown_with_its_status_and_words()
    {
        var run = await JudgeAsync("[sh, -c, \"echo no configuration >&2; exit 3\", \"{port}\"]");

        run.ShouldSay(2, "status 3", "no configuration");
    }

    [Test]
    public async Task A_server_that_never_listens_costs_one_deadline_not_one_a_case()
    {
        var run = await JudgeAsync("[sleep, \"600\", \"{port}\"]", "--deadline-scale", "0.1", "--case", "echo/*", "--jobs", "1");

        run.ShouldSay(2, "did not listen");
        run.ShouldHaveWaitedFewTimes("did not listen on 127\\.0\\.0\\.1:[0-9]+ within");
    }

    [Test]
    public async Task A_server_that_ignores_SIGTERM_breaks_the_shutdown_rules_and_is_ended()
    {
        var run = await JudgeAsync(
            "[sh, -c, \"trap '' TERM INT; {reference} echo --port $0 & while :; do wait; done\", \"{port}\"]",
            "--case", "shutdown/idle-exits-0", "--deadline-scale", "0.3");

        run.ExitCode.ShouldNotBe(2, run.Output);
        run.Verdicts.ShouldContain(verdict => verdict == "fail" || verdict == "deviation", run.Output);
    }

    [Test]
    public async Task A_gigabyte_of_output_is_read_and_forgotten()
    {
        var run = await JudgeAsync(
            "[sh, -c, \"(head -c 1000000000 /dev/zero | tr '\\\\0' x >&2) & exec {reference} echo --port $0\", \"{port}\"]",
            "--case", "echo/returns-one-byte");

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.Length.ShouldBeLessThan(100_000);
    }

    private static async Task<Judged> JudgeAsync(string command, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var target = folder.Write("hostile.yaml", $"name: hostile\ncontracts:\n  echo:\n    command: {command}\n");
        return await Judged.ByAsync(["--target", target, .. arguments]);
    }
}
