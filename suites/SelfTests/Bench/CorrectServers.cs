using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Bench;

/// <summary>
/// The suite's fairness: it accuses no correct server. Those of the gallery are written for it; those of the bench are
/// other people's, as Debian packages them, and what they do break stands in their target files with its reason.
/// </summary>
public sealed class CorrectServers
{
    [TestCaseSource(typeof(OthersPrograms), nameof(OthersPrograms.OfGalleryAndBench))]
    public async Task Is_not_accused(string targetFile)
    {
        await OthersPrograms.PrepareAsync(targetFile);

        var (run, report) = await Suite.ReportAsync("--target", targetFile);

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        var verdicts = report.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("verdict").GetString()!).ToList();
        verdicts.ShouldContain("pass");
        verdicts.Except(["pass", "deviation", "skip", "known-failure"]).ShouldBeEmpty(run.StandardOutput);
    }
}
