using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Bench;

/// <summary>
/// The suite's fairness: it accuses no correct server. Those of the gallery and the dialects are written for it; those of the bench are
/// other people's, as Debian packages them, and what they do break stands in their target files with its reason.
/// </summary>
[Servers]
public sealed class CorrectServers
{
    [TestCaseSource(typeof(OthersPrograms), nameof(OthersPrograms.OfGalleryAndBench))]
    public Task Is_not_accused(string targetFile) => ShouldGetAsync(targetFile, ["pass", "deviation", "skip", "known-failure"]);

    [TestCaseSource(typeof(OthersPrograms), nameof(OthersPrograms.OfDialects))]
    public Task Keeps_every_rule_in_a_protocol_of_its_own(string targetFile) =>
        ShouldGetAsync(targetFile, ["pass", "skip", "inconclusive"]);

    private static async Task ShouldGetAsync(string targetFile, IEnumerable<string> allowed)
    {
        await OthersPrograms.PrepareAsync(targetFile);

        var (run, report) = await Suite.ReportAsync("--target", targetFile);

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        var verdicts = report.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("verdict").GetString()!).ToList();
        verdicts.ShouldContain("pass");
        verdicts.Except(allowed).ShouldBeEmpty(run.StandardOutput);
    }
}
