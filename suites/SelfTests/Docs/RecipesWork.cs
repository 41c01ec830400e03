using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.SelfTests.TargetFiles;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Docs;

/// <summary>
/// What the recipes run is run here, job by job, each in a copy of the repository that they expect. One of its two servers breaks a rule,
/// and few cases are judged; the rest is as written.
/// </summary>
[Parallelizable(ParallelScope.Children)]
public sealed class RecipesWork
{
    private const string Narrowing = "--case 'half-close/*'";

    private Workshop workshop = null!;
    private RunReport whole = null!;

    private static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Path.Combine(Suite.Root, "docs", "recipes")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    [OneTimeSetUp]
    public async Task JudgeAllAtOnceAsync()
    {
        workshop = new Workshop(Narrowing);
        workshop.Write("repository/targets/my-rust-server.yaml", Named("my-rust-server", "\"{reference}\", echo"));
        workshop.Write("repository/targets/my-go-server.yaml", Named("my-go-server", "\"{broken}\", aborts-at-the-end"));
        Directory.CreateDirectory(workshop.File("repository/socket-conformance"));
        File.Move(workshop.File("run-conformance.sh"), workshop.File("repository/socket-conformance/run-conformance.sh"));

        var run = await workshop.RunAsync(
            "socket-conformance/run-conformance.sh --target targets/my-rust-server.yaml,targets/my-go-server.yaml --report json=last-good.json", inFolder: "repository");

        run.ExitCode.ShouldBe(1, run.StandardOutput + run.StandardError);
        whole = JsonReport.Read(workshop.File("repository/last-good.json"));

        static string Named(string name, string command) =>
            Yaml.Contract("echo", $"command: [{command}, --port, \"{{port}}\"]").Replace("name: mine", $"name: {name}", StringComparison.Ordinal);
    }

    [OneTimeTearDown]
    public void RemoveAll() => workshop.Dispose();

    [TestCaseSource(nameof(Names))]
    public async Task Its_report_is_the_whole_run_s_and_its_gate_is_open_for_what_was_so_before(string name)
    {
        var (exitCode, output, reports) = await RunAsync(name, name);

        exitCode.ShouldBe(0, output);
        var merged = JsonReport.Read(reports.Single(file => Path.GetFileName(file) == "conformance.json"));
        merged.Results.Select(Verdict).ShouldBe(whole.Results.Select(Verdict));
        merged.ExitCode.ShouldBe(ExitCode.NotConformant);
        reports.ShouldContain(file => file.EndsWith("conformance.xml", StringComparison.Ordinal), "JUnit");
        reports.ShouldContain(file => file.EndsWith(".md", StringComparison.Ordinal), "Markdown");

        static string Verdict(CaseResult result) => $"{result.Judgement} {result.Verdict}";
    }

    [Test]
    public async Task A_gate_is_closed_for_what_got_worse()
    {
        var better = whole with { Results = [.. whole.Results.Select(result => result with { Verdict = Verdict.Pass })] };

        var (exitCode, output, _) = await RunAsync("gitlab-ci.yml", "worse", lastGood: JsonReport.Render(better));

        exitCode.ShouldBe(1, output);
        output.ShouldContain("REGRESSED");
    }

    /// <summary>Runs all jobs one after the other; the last one's exit code counts, and every other's is 0.</summary>
    private async Task<(int ExitCode, string Output, IReadOnlyList<string> Reports)> RunAsync(string name, string folder, string? lastGood = null)
    {
        var jobs = Recipe.Read(name);
        var store = Directory.CreateDirectory(workshop.File($"{folder}/store")).FullName;
        var (exitCode, output) = (0, "");
        for (var at = 0; at < jobs.Count; at++)
        {
            exitCode.ShouldBe(0, output);
            await workshop.RunAsync($"cp -r repository {folder}/{at}");
            if (lastGood is not null) workshop.Write($"{folder}/{at}/last-good.json", lastGood);
            var variables = new Dictionary<string, string?>(jobs[at].Variables) { ["STORE"] = store };
            var run = await workshop.RunAsync($"set -eo pipefail\n{string.Join('\n', jobs[at].Scripts)}", variables, $"{folder}/{at}");
            (exitCode, output) = (run.ExitCode, $"{jobs[at].Name}:\n{run.StandardOutput}{run.StandardError}");
        }

        return (exitCode, output, [.. Directory.EnumerateFiles(workshop.File($"{folder}/{jobs.Count - 1}"), "*", SearchOption.AllDirectories), .. Directory.EnumerateFiles(store, "*", SearchOption.AllDirectories)]);
    }
}
