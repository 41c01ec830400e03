using NUnit.Framework;
using Shouldly;
using SocketConformance.Parity;
using SocketConformance.SelfTests.Bench;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.Parity;

/// <summary>No false alarm: servers that keep their contract can't be told apart, nor from the contract itself.</summary>
[Servers]
[Parallelizable(ParallelScope.Children)]
public sealed class CorrectServers : PlayedTogether
{
    private static readonly string[] Kept = [.. Protocols.All.Where(protocol => !protocol.IsClient).Select(protocol => protocol.Name)];

    [TestCaseSource(nameof(Kept))]
    [CancelAfter(300_000)]
    public void The_reference_answers_as_the_contract_says(string contract, CancellationToken deadline) =>
        Compare(contract, resets: true, ["csharp"], deadline).ShouldBe(ExitCode.Conformant);

    [TestCaseSource(nameof(Kept))]
    [CancelAfter(300_000)]
    public void The_scripts_answer_as_the_contract_says(string contract, CancellationToken deadline)
    {
        Required.Python();

        Compare(contract, resets: contract is not ("echo" or "echo-once"), ["python-local"], deadline).ShouldBe(ExitCode.Conformant);
    }

    [TestCaseSource(nameof(Kept))]
    [CancelAfter(300_000)]
    public void The_reference_answers_as_the_scripts_do_but_for_what_is_declared(string contract, CancellationToken deadline)
    {
        Required.Python();

        Compare(contract, resets: true, ["csharp", "python-local"], deadline).ShouldBe(ExitCode.Conformant);
    }

    [TestCaseSource(typeof(OthersPrograms), nameof(OthersPrograms.OfGallery))]
    [CancelAfter(300_000)]
    public async Task A_server_in_another_language_answers_as_the_reference_does(string targetFile, CancellationToken deadline)
    {
        await OthersPrograms.PrepareAsync(targetFile);

        var report = Compare(
            [BuiltInTargets.Resolve("csharp", null), TargetFile.Read(targetFile)], conversations: 120, resets: true, deadline);

        report.ExitCode.ShouldBe(ExitCode.Conformant);
        // What is not the same twice shows no difference: a few by chance, many where the player does not see when a server rests.
        report.Tallies.Sum(tally => tally.Unstable).ShouldBeLessThan(report.Conversations / 10);
    }

    private ExitCode Compare(string contract, bool resets, string[] targets, CancellationToken deadline)
    {
        var conversations = contract is "echo-once" or "uppercase-once" or "forking" ? 60 : 600;
        return Compare([.. targets.Select(name => BuiltInTargets.Resolve(name, contract))], conversations, resets, deadline).ExitCode;
    }

    private FuzzReport Compare(IReadOnlyList<Target> targets, int conversations, bool resets, CancellationToken deadline)
    {
        var plan = new FuzzPlan
        {
            Targets = targets, Conversations = conversations, Seed = 7, Resets = resets, Interrupted = deadline,
        };
        var report = new Fuzzing(plan, Launcher).Run();
        foreach (var difference in report.Differences)
            TestContext.Out.WriteLine($"{difference.Origin}\n{string.Join('\n', difference.Rows)}\n{string.Join('\n', difference.Script)}");
        foreach (var tally in report.Tallies) TestContext.Out.WriteLine(tally);
        foreach (var problem in report.Problems) TestContext.Out.WriteLine(problem);
        return report;
    }
}
