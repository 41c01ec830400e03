namespace SocketConformance.Cases;

/// <summary>
/// What <c>dotnet test</c> finds on this machine. What is not there is left out, and that is said; where SOCKETCONFORMANCE_INSIST
/// is 1, as in <c>.ci/run</c>, nothing is left out, and what needs it fails.
/// </summary>
internal static class TestMachine
{
    private static readonly Lazy<string?> Engine = new(() =>
        !HasProgram("docker") ? "there is no 'docker' on the PATH"
        : !DockerApi.AnswersAsync().GetAwaiter().GetResult() ? "no Docker engine answers"
        : null);

    public static bool InsistsOnEverything { get; } = Environment.GetEnvironmentVariable("SOCKETCONFORMANCE_INSIST") == "1";

    /// <summary>Why no container can be started; null when one can.</summary>
    public static string? MissingEngine => Engine.Value;

    /// <summary>The interpreter that the target <c>python-local</c> is started with.</summary>
    public static string Python { get; } = new Placeholders(null, 0, "", null).Fill(["{python}"])[0];

    /// <summary>The references that can be judged here, and what is to be said of the others.</summary>
    public static (string[] Names, string? LeftOut) References =>
        InsistsOnEverything || MissingEngine is null ? (["csharp", "python"], null)
        : HasProgram(Python) ? (["csharp", "python-local"],
            $"The target python is left out ({MissingEngine}); python-local, the same scripts with {Python}, is judged in its place.")
        : (["csharp"], $"The target python is left out ({MissingEngine}), and so is python-local (there is no '{Python}' on the PATH).");

    /// <summary>Whether there is such a program: a path, or a name in a folder of PATH.</summary>
    public static bool HasProgram(string name) => name.Contains('/')
        ? File.Exists(name)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));
}
