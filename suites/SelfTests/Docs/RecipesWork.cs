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
[Servers]
[Parallelizable(ParallelScope.Children)]
public sealed class RecipesWork
{
    private const string Narrowing = "--case 'half-close/*'";

    private Workshop workshop = null!;
    private RunReport whole = null!;

    private static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Path.Combine(Suite.Root, "docs", "recipes")).Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal);

    [OneTimeSetUp]
    public async Task JudgeAllAtOnceAsync()
    {
        workshop = new Workshop(Narrowing);
        workshop.Write("repository/targets/my-rust-server.yaml", Named("my-rust-server", "\"{reference}\", echo"));
        workshop.Write("repository/targets/my-go-server.yaml", Named("my-go-server", "\"{broken}\", aborts-at-the-end"));
        Directory.CreateDirectory(workshop.File("repository/socket-conformance"));
        File.Move(workshop.File("run-conformance.sh"), workshop.File("repository/socket-conformance/run-conformance.sh"));

        var run = await workshop.RunAsync(
            "socket-conformance/run-conformance.sh --target targets/my-rust-server.yaml,targets/my-go-server.yaml " +
            "--report json=last-good.json", inFolder: "repository");

        run.ExitCode.ShouldBe(1, run.StandardOutput + run.StandardError);
        whole = JsonReport.Read(workshop.File("repository/last-good.json"));

        static string Named(string name, string command) =>
            Yaml.Contract("echo", $"command: [{command}, --port, \"{{port}}\"]")
                .Replace("name: mine", $"name: {name}", StringComparison.Ordinal);
    }

    [OneTimeTearDown]
    public void RemoveAll() => workshop.Dispose();

    [TestCaseSource(nameof(Names))]
    public async Task Its_report_is_the_whole_run_s_and_its_gate_closes_for_what_got_worse(string name)
    {
        var jobs = Recipe.Read(name);
        Directory.CreateDirectory(workshop.File($"{name}/store"));
        for (var at = 0; at < jobs.Count - 1; at++)
        {
            var (judged, said) = await RunAsync(jobs[at], name, $"{at}", store: "store");
            judged.ShouldBe(0, said);
        }

        await workshop.RunAsync("cp -r store store-2", inFolder: name);
        var (open, output) = await RunAsync(jobs[^1], name, "gate", store: "store");
        var (closed, regression) = await RunAsync(jobs[^1], name, "gate-2", store: "store-2", JsonReport.Render(AllPass(whole)));

        open.ShouldBe(0, output);
        closed.ShouldBe(1, regression);
        regression.ShouldContain("REGRESSED");
        var merged = JsonReport.Read(Written("conformance.json"));
        merged.Results.Select(Judged).ShouldBe(whole.Results.Select(Judged), ignoreOrder: true);
        merged.ExitCode.ShouldBe(ExitCode.NotConformant);
        File.ReadAllText(Written("conformance.xml")).ShouldContain("<testsuite");
        File.ReadAllText(Written(name.StartsWith("github", StringComparison.Ordinal) ? "summary.md" : "conformance.md"))
            .ShouldContain("NOT CONFORMANT");

        // Every volume and artifact is in the job's own folder as well.
        string Written(string file) =>
            Directory.EnumerateFiles(workshop.File($"{name}/gate"), file, SearchOption.AllDirectories).ShouldHaveSingleItem();

        static string Judged(CaseResult result) => $"{result.Judgement} {result.Verdict}";
        static RunReport AllPass(RunReport report) =>
            report with { Results = [.. report.Results.Select(result => result with { Verdict = Verdict.Pass })] };
    }

    /// <summary>Runs a job in a new copy of the repository.</summary>
    private async Task<(int ExitCode, string Output)> RunAsync(Job job, string recipe, string folder, string store, string? lastGood = null)
    {
        await workshop.RunAsync($"cp -r ../repository {folder}", inFolder: recipe);
        if (lastGood is not null) workshop.Write($"{recipe}/{folder}/last-good.json", lastGood);
        var variables = new Dictionary<string, string?>(job.Variables) { ["STORE"] = workshop.File($"{recipe}/{store}") };
        var run = await workshop.RunAsync($"set -eo pipefail\n{string.Join('\n', job.Scripts)}", variables, $"{recipe}/{folder}");
        return (run.ExitCode, $"{job.Name}:\n{run.StandardOutput}{run.StandardError}");
    }
}
