using System.Text.RegularExpressions;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Cases;
using SocketConformance.Report;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.SelfTests.Docs;

namespace SocketConformance.SelfTests.Bank;

/// <summary>The suite's power: every broken server is caught by the case that is named for it.</summary>
[Servers]
public sealed partial class BrokenServers
{
    [Test]
    public async Task Every_one_is_caught_and_every_case_catches_one()
    {
        var bank = (await BrokenTargets.ListAsync()).ToLookup(broken => broken.Missing is null);
        var (there, missing) = (bank[true].ToList(), bank[false].ToList());
        if (TestMachine.InsistsOnEverything) missing.ShouldBeEmpty();

        var run = await Suite.RunAsync("--self-test");

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        Caught().Matches(run.StandardOutput).Select(line => line.Groups["name"].Value)
            .ShouldBe(there.Select(broken => broken.Name), ignoreOrder: true);
        run.StandardOutput.TrimEnd().Split('\n')[^1].ShouldBe(
            $"{there.Count} of {there.Count} broken servers caught{(missing.Count == 0 ? "" : $", {missing.Count} skipped")}; " +
            $"0 of {Catalogue.Cases.Count} cases catch none.");
    }

    [Test]
    public async Task Each_stands_in_the_fault_dictionary_with_the_case_that_catches_it()
    {
        var bank = await BrokenTargets.ListAsync();
        var known = KnownFaults.Shipped.Faults.ToDictionary(fault => fault.Name);

        known.Keys.ShouldBe(bank.Select(broken => broken.Name), ignoreOrder: true, "./run-conformance.sh --self-test matrix " +
            "--report faults=suites/Report/Diagnosis/faults.txt writes it anew");
        bank.Where(broken => !known[broken.Name].Breaks.Contains(broken.Case)).ShouldBeEmpty();
    }

    [Test]
    public async Task The_pages_count_them() => Figures.ShouldBe(OnPages(), (await BrokenTargets.ListAsync()).Count);

    [GeneratedRegex("^caught +[^ ]+ +(?<name>[^ ]+): ", RegexOptions.Multiline)]
    private static partial Regex Caught();

    [GeneratedRegex(@"\b([0-9]+) broken servers")]
    private static partial Regex OnPages();
}
