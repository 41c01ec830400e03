using System.Runtime.InteropServices;
using CliWrap;
using CliWrap.Buffered;
using SocketConformance.Probe;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary>
/// Only root can have a network apart; but where the machine lets them, everybody is as good as root in a user namespace
/// (user_namespaces(7)). A program with threads can't go into one: it is started again there, in its own place.
/// </summary>
internal static partial class UserNamespace
{
    private const string Mark = "SOCKET_CONFORMANCE_IN_USER_NAMESPACE";

    // Whoever runs it is still the same user there, and so are the servers.
    private static readonly string[] Into = ["unshare", "--user", "--map-current-user", "--keep-caps"];

    /// <summary>Starts this program again where it has what servers with a fixed port need. Returns when they need nothing, when it is
    /// here already, and when the machine does not let it.</summary>
    public static async Task EnterForAsync(IReadOnlyList<Target> targets, string[] args)
    {
        var isThere = Environment.GetEnvironmentVariable(Mark) is not null;
        Environment.SetEnvironmentVariable(Mark, null); // no concern of the servers'
        if (isThere || !targets.SelectMany(target => target.Contracts).Any(Launcher.WantsNetwork) || Network.Trouble is null) return;
        if (await HelpsAsync()) _ = execvp(Into[0], [.. Into, "env", $"{Mark}=1", .. FirstProcess.Again(args), null]);
    }

    /// <summary>Whether networks apart can be had there.</summary>
    public static async Task<bool> HelpsAsync()
    {
        try
        {
            var trial = await Cli.Wrap(Into[0])
                .WithArguments([.. Into[1..], "unshare", "--net", "true"])
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync();
            return trial.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is no such program
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int execvp(string program, string?[] words);
}
