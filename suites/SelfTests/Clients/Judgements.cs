using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Clients;

/// <summary>A client of one's own, judged as its author would: without a target file.</summary>
[Servers]
public sealed class Judgements
{
    private const string Correct =
        "exec 3<>/dev/tcp/$0/$1 || { echo could not open socket; exit 1; }; printf 'Hello, world' >&3; " +
        "reply=$(dd bs=1024 count=1 <&3 2>/dev/null); echo \"Received '$reply'\"";

    [Test]
    public async Task A_shell_script_can_keep_a_rule()
    {
        var run = await Suite.RunAsync(
            "--contract", "client", "--case", "client/prints-reply", "--case", "client/second-address",
            "--", "bash", "-c", Correct, "{host}", "{port}");

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldMatch("MUST +client/prints-reply +✔");
    }

    [Test]
    public async Task One_that_breaks_it_is_shown_with_what_it_printed()
    {
        var wrong = Correct.Replace("Received", "Got", StringComparison.Ordinal);

        var run = await Suite.RunAsync(
            "--contract", "client", "--case", "client/prints-reply", "--", "bash", "-c", wrong, "{host}", "{port}");

        run.ExitCode.ShouldBe(1, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("Got 'Hello, world'");
        run.StandardOutput.ShouldContain("<-  12 bytes \"Hello, world\"");
    }

    [Test]
    public async Task A_command_that_is_not_there_gives_2()
    {
        var run = await Suite.RunAsync("--contract", "client", "--case", "client/prints-reply", "--", "./no-such-client", "{port}");

        run.ExitCode.ShouldBe(2, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("./no-such-client");
        run.StandardOutput.ShouldContain("can't be started");
    }

    [Test]
    public async Task One_that_never_connects_gives_2()
    {
        var run = await Suite.RunAsync(
            "--contract", "client", "--case", "client/prints-reply", "--deadline-scale", "0.1", "--", "sleep", "600", "{port}");

        run.ExitCode.ShouldBe(2, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("did not connect within");
    }
}
