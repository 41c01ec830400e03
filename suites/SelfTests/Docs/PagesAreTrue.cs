using NUnit.Framework;
using Shouldly;
using SocketConformance.Cases;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Docs;

/// <summary>Every command on a page is executed, ends as the page says, and prints what the page shows.</summary>
[Servers]
[Parallelizable(ParallelScope.Children)]
public sealed class PagesAreTrue
{
    /// <summary>Commands that no test can execute, each with its reason.</summary>
    private static readonly Dictionary<string, string> NotExecuted = new()
    {
        ["dotnet test"] = "it runs these tests",
        ["dotnet test --filter TestCategory=Fast"] = "the same",
        ["dotnet test --filter TestCategory=RealServers"] = "it takes half an hour",
        ["./run-conformance.sh --self-test matrix --report faults=suites/Report/Diagnosis/faults.txt"] = "the same",
        ["./run-conformance.sh --target fixtures/RealServers/redis.yaml"] = "Bench/RealServers does it where Redis is installed",
        ["./run-conformance.sh --protocol my.protocol.yaml -- ./my-server --port {port}"] = "the server is the reader's",
        ["RENEW_GOLDEN=1 dotnet test suites/SelfTests --filter TargetFilePage"] = "it writes into the repository",
        ["./run-conformance.sh"] = "the main job takes a minute, and other tests judge the reference case by case",
        ["dotnet pack suites/Runner && dotnet tool install --global SocketConformance.Tool --source artifacts/package/release"] =
            "it installs for the user; WaysIn/ToolPackage does it in a folder",
        ["docker build --target suite --tag socket-conformance ."] = "WaysIn/WithoutTheSdk builds it, by the script",
        ["docker run --rm --network container:my-server socket-conformance --target tcp://127.0.0.1:7000 --contract echo"] =
            "WaysIn/WithoutTheSdk does it with a container of its own",
        [@"printf '#!/bin/sh\nexec ~/SocketConformance/run-conformance.sh ""$@""\n' > run-conformance.sh && chmod +x run-conformance.sh"] =
            "the workshop has one, for the clone that is tested",
    };

    /// <summary>
    /// Commands that would take too long here, or need a container, and what is executed in their place where the page shows no output.
    /// </summary>
    private static readonly Dictionary<string, string> Narrowed = new()
    {
        ["./run-conformance.sh --contract echo -- ./my-echo --port {port}"] =
            "./run-conformance.sh --contract echo --case half-close/empty -- ./my-echo --port {port}",
        ["./run-conformance.sh --target python-echo.yaml"] = "./run-conformance.sh --target python-echo.yaml --case half-close/empty",
        ["./run-conformance.sh --target csharp-echo.yaml"] = "./run-conformance.sh --target csharp-echo.yaml --case half-close/empty",
        [@"./run-conformance.sh --send 'hello {token}\n' --expect 'hello {token}\n' -- ./my-echo --port {port}"] =
            @"./run-conformance.sh --send 'hello {token}\n' --expect 'hello {token}\n' --case dialogue/answers -- ./my-echo --port {port}",
        ["./run-conformance.sh --target python,csharp --fuzz 2000"] = "./run-conformance.sh --target my.yaml,csharp --fuzz 1 --seed 1",
        ["./run-conformance.sh --target python,csharp --parity"] =
            "./run-conformance.sh --target my.yaml,csharp --parity --case half-close/empty",
        ["./run-conformance.sh --target my.yaml --fuzz 2000"] = "./run-conformance.sh --target my.yaml --fuzz 1 --seed 1",
        ["./run-conformance.sh --target csharp,python,python3 --case half-close/ends-with-fin --repeat 20"] =
            "./run-conformance.sh --target csharp,python-local --case half-close/ends-with-fin --repeat 2",
    };

    private static IEnumerable<string> Pages => Page.All;

    /// <summary>The broken servers are published anew where they are stale: not while the pages start them.</summary>
    [OneTimeSetUp]
    public Task PublishBrokenServersAsync() => Suite.RunAsync("--self-test", "--case", "half-close/ends-with-fin");

    [TestCaseSource(nameof(Pages))]
    public async Task Every_command_does_what_the_page_shows(string name)
    {
        var page = Page.Read(name);
        using var workshop = new Workshop();
        if (page.Text.Contains("tcp://127.0.0.1:7007", StringComparison.Ordinal)) await workshop.StartOthersServerAsync();

        List<string> untrue = [];
        HashSet<string> missing = [];
        foreach (var step in page.Steps())
        {
            switch (step)
            {
                case Written file:
                    workshop.Write(file.Name, file.Text);
                    break;
                case Typed typed when Missing(typed) is { } program:
                    missing.Add(program);
                    break;
                case Typed typed when !NotExecuted.ContainsKey(typed.Command):
                    if (await UntrueAsync(workshop, typed) is { } what) untrue.Add($"{name}:{typed.Line}: {typed.Command}\n{what}");
                    break;
            }
        }

        untrue.ShouldBeEmpty();
        foreach (var program in missing) Required.Present(program); // all that need none of them were executed
    }

    [Test]
    public void What_is_not_executed_as_it_stands_is_on_a_page()
    {
        var typed = Page.All.SelectMany(name => Page.Read(name).Steps()).OfType<Typed>().Select(step => step.Command).ToHashSet();

        NotExecuted.Keys.Concat(Narrowed.Keys).ShouldBeSubsetOf(typed);
    }

    /// <summary>What the page says of a command, and is not so; null when it is.</summary>
    private static async Task<string?> UntrueAsync(Workshop workshop, Typed typed)
    {
        var run = await workshop.RunAsync(Executed(typed));
        var printed = run.StandardOutput.Length > 0 ? run.StandardOutput : run.StandardError;
        if (run.ExitCode != typed.ExitCode)
            return $"ended with {run.ExitCode}, not {typed.ExitCode}:\n{run.StandardOutput}{run.StandardError}";
        return Output.Difference(typed.Shown, printed) is { } difference ? $"{difference}\n\n{printed}" : null;
    }

    /// <summary>The program that the command needs and this machine lacks; null when it lacks none.</summary>
    private static string? Missing(Typed typed) => Executed(typed) switch
    {
        var command when command.Contains("python", StringComparison.Ordinal) => Lacked(TestMachine.Python),
        var command when command.Contains("-- redis-server", StringComparison.Ordinal) => Lacked("redis-server"),
        _ => null,
    };

    private static string? Lacked(string program) => TestMachine.HasProgram(program) ? null : program;

    private static string Executed(Typed typed) =>
        typed.Shown.Count == 0 ? Narrowed.GetValueOrDefault(typed.Command, typed.Command) : typed.Command;
}
