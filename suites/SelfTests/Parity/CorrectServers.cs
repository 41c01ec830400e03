using NUnit.Framework;
using Shouldly;
using SocketConformance.Parity;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.Parity;

/// <summary>No false alarm: servers that keep their contract can't be told apart, nor from the contract itself.</summary>
[Parallelizable(ParallelScope.Children)]
public sealed class CorrectServers : PlayedTogether
{
    private static readonly string[] Kept = [.. Contracts.All.Except([Contracts.Client])];

    [TestCaseSource(nameof(Kept))]
    [CancelAfter(300_000)]
    public async Task The_reference_answers_as_the_contract_says(string contract, CancellationToken deadline) =>
        (await CompareAsync(contract, resets: true, ["csharp"], deadline)).ShouldBe(ExitCode.Conformant);

    [TestCaseSource(nameof(Kept))]
    [CancelAfter(300_000)]
    public async Task The_scripts_answer_as_the_contract_says(string contract, CancellationToken deadline) =>
        (await CompareAsync(contract, resets: contract is not (Contracts.Echo or Contracts.EchoOnce), ["python-local"], deadline)).ShouldBe(ExitCode.Conformant);

    [TestCaseSource(nameof(Kept))]
    [CancelAfter(300_000)]
    public async Task The_reference_answers_as_the_scripts_do_but_for_what_is_declared(string contract, CancellationToken deadline) =>
        (await CompareAsync(contract, resets: true, ["csharp", "python-local"], deadline)).ShouldBe(ExitCode.Conformant);

    private async Task<ExitCode> CompareAsync(string contract, bool resets, string[] targets, CancellationToken deadline)
    {
        var report = new Fuzzing(new FuzzPlan
        {
            Targets = [.. targets.Select(name => BuiltInTargets.Resolve(name, contract))],
            Conversations = contract is Contracts.EchoOnce or Contracts.Forking ? 60 : 600,
            Seed = 7,
            Resets = resets,
            Interrupted = deadline,
        }, Launcher).Run();
        foreach (var difference in report.Differences)
            TestContext.Out.WriteLine($"{difference.Origin}\n{string.Join('\n', difference.Rows)}\n{string.Join('\n', difference.Script)}");
        foreach (var tally in report.Tallies) TestContext.Out.WriteLine(tally);
        return report.ExitCode;
    }
}
