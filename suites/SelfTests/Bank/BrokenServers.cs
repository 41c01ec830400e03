using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Bank;

/// <summary>The suite's power: every broken server is caught by the case that is named for it.</summary>
public sealed class BrokenServers
{
    [Test]
    public async Task Every_one_is_caught_and_every_case_catches_one()
    {
        var run = await Suite.RunAsync("--self-test");

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("0 of");
        run.StandardOutput.ShouldNotContain("ESCAPED");
    }
}
