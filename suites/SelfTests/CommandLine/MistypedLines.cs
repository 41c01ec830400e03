using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>What newcomers type, and what they are told: the nearest right word, or the one to leave out.</summary>
[Servers]
public sealed class MistypedLines
{
    [Test]
    public async Task A_command_without_its_dashes()
    {
        var run = await Suite.RunAsync("--contract", "echo", "./my-echo", "--port", "{port}");

        run.ExitCode.ShouldBe(2);
        run.StandardError.ShouldContain(
            "Nothing is expected here that is not an option: './my-echo'. A command to test stands behind --, as in: ");
    }

    [Test]
    public async Task An_option_misspelt()
    {
        var run = await Suite.RunAsync("--contrat", "echo");

        run.ExitCode.ShouldBe(2);
        run.StandardError.ShouldContain("There is no option --contrat; did you mean '--contract'?");
    }

    [Test]
    public async Task A_target_and_a_command()
    {
        var run = await Suite.RunAsync("--target", "csharp", "--contract", "echo", "--", "./my-echo", "{port}");

        run.ExitCode.ShouldBe(2);
        run.StandardError.ShouldContain("--target and a command behind -- both say what to judge: leave one of them out.");
    }
}
