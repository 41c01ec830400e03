using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Bench;

/// <summary>Servers of protocols that are shipped, as Debian packages them, by the rules that tell most for their time.</summary>
[Servers]
public sealed class RealServers
{
    private static readonly string[] Telling =
        ["dialogue/answers", "dialogue/datagrams-are-answered", "reset/survives-reset-idle", "shutdown/idle-ends"];

    [TestCaseSource(typeof(OthersPrograms), nameof(OthersPrograms.OfRealServers))]
    public Task Speaks_as_its_protocol_says(string targetFile) =>
        RealServersWhole.JudgeAsync(targetFile, [.. Telling.SelectMany(rule => (string[])["--case", rule])]);
}

/// <summary>The same servers by every rule.</summary>
[RealServers]
public sealed class RealServersWhole
{
    [TestCaseSource(typeof(OthersPrograms), nameof(OthersPrograms.OfRealServers))]
    public Task Is_accused_of_nothing_but_what_is_known(string targetFile) => JudgeAsync(targetFile, []);

    internal static async Task JudgeAsync(string targetFile, string[] cases)
    {
        await OthersPrograms.PrepareAsync(targetFile);

        var (run, report) = await Suite.ReportAsync(["--target", targetFile, .. cases]);

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        var verdicts = report.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("verdict").GetString()!).ToList();
        verdicts.ShouldContain("pass");
        verdicts.Except(["pass", "skip", "inconclusive", "known-failure"]).ShouldBeEmpty(run.StandardOutput);
    }
}
