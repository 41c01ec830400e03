using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>What a run said and how it ended.</summary>
/// <param name="Seconds">From its start, after any build, to its last verdict, as its report says. Null without a report.</param>
internal sealed record Judged(
    int ExitCode, string Output, double? Seconds, IReadOnlyList<(string Case, string Verdict, string? Reason)> Results)
{
    public IEnumerable<string> Verdicts => Results.Select(result => result.Verdict);

    public static async Task<Judged> ByAsync(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("report.json");
        var run = await Suite.RunAsync(["--report", "text", "--report", $"json={path}", .. arguments]);
        using var report = JsonDocument.Parse(File.Exists(path) ? await File.ReadAllTextAsync(path) : """{"suite":{},"results":[]}""");
        double? seconds = report.RootElement.TryGetProperty("durationMs", out var milliseconds) ? milliseconds.GetDouble() / 1000 : null;
        return new Judged(
            run.ExitCode, run.StandardOutput + run.StandardError, seconds,
            [.. report.RootElement.GetProperty("results").EnumerateArray().Select(one => (
                one.GetProperty("case").GetString()!, one.GetProperty("verdict").GetString()!, one.GetProperty("reason").GetString()))]);
    }

    public string VerdictOf(string rule) => Results.Single(result => result.Case == rule).Verdict;

    /// <summary>A run of one job at a time, whose cases would each wait in vain, has waited for a few of them only.</summary>
    /// <param name="words">Those that stand before the seconds of such a wait, wherever the run tells of one.</param>
    public void ShouldHaveWaitedFewTimes(string words)
    {
        var wait = Regex.Match(Output, $"{words} (?<seconds>[0-9.]+) s\\b").Groups["seconds"].Value;
        var waits = Seconds.ShouldNotBeNull() / double.Parse(wait, CultureInfo.InvariantCulture);

        Results.Count.ShouldBeGreaterThan(20);
        waits.ShouldBeLessThan(Results.Count / 2.0, Output);
    }

    public void ShouldSay(int exitCode, params string[] words)
    {
        ExitCode.ShouldBe(exitCode, Output);
        foreach (var word in words) Output.ShouldContain(word);
        Output.ShouldNotContain("   at SocketConformance", customMessage: "a stack trace is no message");
    }
}
