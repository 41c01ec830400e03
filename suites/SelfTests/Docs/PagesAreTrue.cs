using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Docs;

/// <summary>Every command on a page is executed, ends as the page says, and prints what the page shows.</summary>
[Parallelizable(ParallelScope.Children)]
public sealed class PagesAreTrue
{
    /// <summary>Commands that no test can execute, each with its reason.</summary>
    private static readonly Dictionary<string, string> NotExecuted = new()
    {
        ["dotnet test"] = "it runs these tests",
        ["./run-conformance.sh"] = "the main job takes a minute, and other tests judge the reference case by case",
        ["dotnet pack suites/Runner && dotnet tool install --global SocketConformance.Tool --source artifacts/package/release"] = "it installs for the user; WaysIn/ToolPackage does it in a folder",
        ["docker build --target suite --tag socket-conformance ."] = "WaysIn/WithoutTheSdk builds it, by the script",
        ["docker run --rm --network container:my-server socket-conformance --target tcp://127.0.0.1:7000 --contract echo"] = "WaysIn/WithoutTheSdk does it with a container of its own",
    };

    /// <summary>Commands that would take too long here, or need a container, and what is executed in their place where the page shows no output.</summary>
    private static readonly Dictionary<string, string> Narrowed = new()
    {
        ["./run-conformance.sh --contract echo -- ./my-echo --port {port}"] = "./run-conformance.sh --contract echo --case half-close/empty -- ./my-echo --port {port}",
        ["./run-conformance.sh --target python,csharp --fuzz 2000"] = "./run-conformance.sh --target my.yaml,csharp --fuzz 1 --seed 1",
        ["./run-conformance.sh --target python,csharp --parity"] = "./run-conformance.sh --target my.yaml,csharp --parity --case half-close/empty",
        ["./run-conformance.sh --target my.yaml --fuzz 2000"] = "./run-conformance.sh --target my.yaml --fuzz 1 --seed 1",
        ["./run-conformance.sh --target csharp,python,python3 --case half-close/ends-with-fin --repeat 20"] = "./run-conformance.sh --target csharp,python-local --case half-close/ends-with-fin --repeat 2",
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
        foreach (var step in page.Steps())
        {
            switch (step)
            {
                case Written file:
                    workshop.Write(file.Name, file.Text);
                    break;
                case Typed typed when !NotExecuted.ContainsKey(typed.Command):
                    if (await UntrueAsync(workshop, typed) is { } what) untrue.Add($"{name}:{typed.Line}: {typed.Command}\n{what}");
                    break;
            }
        }

        untrue.ShouldBeEmpty();
    }

    [Test]
    public void What_is_not_executed_as_it_stands_is_on_a_page()
    {
        var typed = Page.All.SelectMany(name => Page.Read(name).Steps()).OfType<Typed>().Select(step => step.Command).ToHashSet();

        NotExecuted.Keys.Concat(Narrowed.Keys).ShouldBeSubsetOf(typed);
    }

    [TestCase("in 5 s", "in 7.3 s")]
    [TestCase("connect 127.0.0.1:27140   FIN", "connect 127.0.0.1:9 FIN")]
    [TestCase("a\n…\nc", "a\nb\nb\nc")]
    [TestCase("a b …", "a b c")]
    [TestCase("", "anything")]
    public void What_may_differ_is_no_difference(string shown, string real) => Output.Difference(shown.Split('\n'), real).ShouldBeNull();

    [TestCase("a server", "a client")]
    [TestCase("a\nc", "a\nb\nc")]
    [TestCase("a", "a\nb")]
    [TestCase("a\nb", "a")]
    [TestCase("…\nb\na", "a\nb")]
    [TestCase("2 fail, 4 pass", "1 fail, 5 pass")]
    [TestCase("a …", "b c")]
    public void Any_other_word_is_one(string shown, string real) => Output.Difference(shown.Split('\n'), real).ShouldNotBeNull();

    [TestCase("```sh\n$ ls\n```")]
    [TestCase("```console\nls\n```")]
    [TestCase("```text\n./run-conformance.sh --list\n```")]
    [TestCase("```yaml\n- run: ./run-conformance.sh\n```")]
    public void A_command_that_would_not_be_executed_is_refused(string text) =>
        Should.Throw<FormatException>(() => new Page("page.md", text).Steps().ToList());

    [Test]
    public void Commands_are_found_wherever_they_stand() =>
        new Page("page.md", "Type `./run-conformance.sh --list`:\n\n    ls   # all\n\n```console\n$ a \\\n  b\nshown\n$ echo $?\n2\n```\n\n```yaml\n# my.yaml\nname: x\n```\n").Steps()
            .Select(step => step switch { Typed typed => $"{typed.Line} {typed.Command} {typed.ExitCode}", Written file => $"{file.Line} {file.Name}", _ => "" })
            .ShouldBe(["1 ./run-conformance.sh --list 0", "3 ls 0", "6 a b 2", "14 my.yaml"]);

    [TestCaseSource(nameof(Pages))]
    public void Every_piece_of_code_is_in_the_sources(string name)
    {
        var sources = string.Concat(Directory.EnumerateFiles(Path.Combine(Suite.Root, "suites", "Cases"), "*.cs").Select(file => Bare(File.ReadAllText(file))));

        foreach (var code in Page.Read(name).Code()) sources.ShouldContain(Bare(code));

        static string Bare(string code) => string.Concat(code.Split('\n').Select(line => $"{line.Trim()}\n"));
    }

    [TestCaseSource(nameof(Pages))]
    public void Every_link_leads_to_a_file(string name)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Suite.Root, name))!;

        foreach (var target in Page.Read(name).Links())
            Path.Exists(Path.Combine(folder, target)).ShouldBeTrue($"{name} links to {target}");
    }

    /// <summary>What the page says of a command, and is not so; null when it is.</summary>
    private static async Task<string?> UntrueAsync(Workshop workshop, Typed typed)
    {
        var run = await workshop.RunAsync(typed.Shown.Count == 0 ? Narrowed.GetValueOrDefault(typed.Command, typed.Command) : typed.Command);
        var printed = run.StandardOutput.Length > 0 ? run.StandardOutput : run.StandardError;
        if (run.ExitCode != typed.ExitCode) return $"ended with {run.ExitCode}, not {typed.ExitCode}:\n{run.StandardOutput}{run.StandardError}";
        return Output.Difference(typed.Shown, printed) is { } difference ? $"{difference}\n\n{printed}" : null;
    }
}
