using NUnit.Framework;
using Shouldly;
using SocketConformance.Cases;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Frozen;

/// <summary>What is printed of the specification is what stands on its page.</summary>
[Servers]
public sealed class SpecificationCommands
{
    [Test]
    public async Task Explain_prints_the_same_text()
    {
        var run = await Suite.RunAsync("--explain", "half-close/*");

        var section = Catalogue.Cases.Where(rule => rule.Clause.Section == "half-close").Select(SpecificationText.Of);
        run.StandardOutput.ShouldBe(string.Join('\n', section));
    }

    [Test]
    public async Task The_command_prints_the_page()
    {
        var run = await Suite.RunAsync("--spec");

        run.ExitCode.ShouldBe(0);
        run.StandardOutput.ShouldBe(SpecificationText.Whole());
    }
}
