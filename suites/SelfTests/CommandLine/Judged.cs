using System.Text.Json;
using Shouldly;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>What a run said and how it ended.</summary>
/// <param name="Seconds">From its start to its last verdict, as its report says: a build before it is none of it. Null without a report.</param>
internal sealed record Judged(int ExitCode, string Output, double? Seconds, double DeadlineScale, IReadOnlyList<(string Case, string Verdict, string? Reason)> Results)
{
    public IEnumerable<string> Verdicts => Results.Select(result => result.Verdict);

    public static async Task<Judged> ByAsync(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("report.json");
        var run = await Suite.RunAsync(["--report", "text", "--report", $"json={path}", .. arguments]);
        using var report = JsonDocument.Parse(File.Exists(path) ? await File.ReadAllTextAsync(path) : """{"suite":{},"results":[]}""");
        return new Judged(
            run.ExitCode, run.StandardOutput + run.StandardError, report.RootElement.TryGetProperty("durationMs", out var milliseconds) ? milliseconds.GetDouble() / 1000 : null,
            report.RootElement.GetProperty("suite").TryGetProperty("deadlineScale", out var scale) ? scale.GetDouble() : 1,
            [.. report.RootElement.GetProperty("results").EnumerateArray().Select(one => (
                one.GetProperty("case").GetString()!, one.GetProperty("verdict").GetString()!, one.GetProperty("reason").GetString()))]);
    }

    public string VerdictOf(string rule) => Results.Single(result => result.Case == rule).Verdict;

    public void ShouldSay(int exitCode, params string[] words)
    {
        ExitCode.ShouldBe(exitCode, Output);
        foreach (var word in words) Output.ShouldContain(word);
        Output.ShouldNotContain("   at SocketConformance", customMessage: "a stack trace is no message");
    }
}
