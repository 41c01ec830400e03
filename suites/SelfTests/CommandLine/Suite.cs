using System.Diagnostics;
using System.Text.Json;
using CliWrap;
using CliWrap.Buffered;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>The suite as its users run it: <c>./run-conformance.sh</c>, from outside.</summary>
internal static class Suite
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    public static string Script => Path.Combine(Root, "run-conformance.sh");

    public static async Task<BufferedCommandResult> RunAsync(params string[] arguments) =>
        await Command(arguments).ExecuteBufferedAsync();

    /// <summary>Runs with a JSON report.</summary>
    public static async Task<(BufferedCommandResult Result, JsonElement Report)> ReportAsync(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("report.json");
        var result = await RunAsync(["--report", $"json={path}", .. arguments]);
        using var document = JsonDocument.Parse(await System.IO.File.ReadAllTextAsync(path));
        return (result, document.RootElement.Clone());
    }

    public static Command Command(params string[] arguments) => Cli.Wrap(Script)
        .WithArguments(arguments)
        .WithEnvironmentVariables(variables => variables.Set("NO_COLOR", "1"))
        .WithValidation(CommandResultValidation.None);

    /// <summary>For a run that a test interrupts: tests that run in the background inherit that SIGINT is ignored.</summary>
    public static ProcessStartInfo ToInterrupt(params string[] arguments) => new("env", ["--default-signal=INT", Script, .. arguments])
    {
        RedirectStandardOutput = true, Environment = { ["NO_COLOR"] = "1" },
    };

    /// <summary>Ctrl-C: SIGINT to the run, sent when this is over. A run that has ended shows by itself how.</summary>
    public static async Task InterruptAsync(Process run) =>
        await Cli.Wrap("kill").WithArguments(["-s", "INT", $"{run.Id}"]).WithValidation(CommandResultValidation.None).ExecuteAsync();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "SocketConformance.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("SocketConformance.sln is in no folder above the tests.");
    }
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("socket-conformance-tests-");

    public string File(string name) => Path.Combine(folder.FullName, name);

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, string text)
    {
        var path = File(name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
