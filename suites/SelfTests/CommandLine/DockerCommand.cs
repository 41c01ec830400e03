using CliWrap;
using CliWrap.Buffered;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>The client of Docker.</summary>
internal static class DockerCommand
{
    /// <summary>What it prints.</summary>
    /// <exception cref="CliWrap.Exceptions.CommandExecutionException">It did not exit 0.</exception>
    public static async Task<string> SayAsync(params string[] arguments) =>
        (await Cli.Wrap("docker").WithArguments(arguments).ExecuteBufferedAsync()).StandardOutput.Trim();

    /// <summary>However it ends.</summary>
    public static async Task<BufferedCommandResult> TryAsync(params string[] arguments) =>
        await Cli.Wrap("docker").WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();

    public static async Task<bool> IsRunningAsync(string container) =>
        await SayAsync("inspect", "-f", "{{.State.Running}}", container) == "true";
}
