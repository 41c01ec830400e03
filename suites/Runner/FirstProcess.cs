using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SocketConformance.Runner;

/// <summary>
/// The program as the first process of a container. There .NET reaps every child (as whoever is process 1 must), and takes
/// the exit status that a case waits for. So the first process starts a second one to do the work, hands on its signals and
/// ends with its status. With <c>docker run --init</c> there is no need for it.
/// </summary>
internal static partial class FirstProcess
{
    public static bool IsThis => Environment.ProcessId == 1;

    /// <returns>The exit code of the program, run again with the same arguments.</returns>
    public static async Task<int> RunAnotherAsync(string[] args)
    {
        var again = Again(args);
        using var process = Process.Start(again[0], again[1..]);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => HandOn(signal, 15));
        // Ctrl-C at a terminal reaches both: a second one would end the run without its report.
        using var interrupt =
            PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => HandOn(signal, Console.IsInputRedirected ? 2 : 0));
        await process.WaitForExitAsync();
        return process.ExitCode;

        void HandOn(PosixSignalContext signal, int number)
        {
            signal.Cancel = true;
            _ = kill(process.Id, number);
        }
    }

    /// <summary>The words of a command that runs this program with those arguments.</summary>
    public static string[] Again(string[] args)
    {
        var program = Environment.ProcessPath!;
        return Path.GetFileName(program) == "dotnet" ? [program, typeof(FirstProcess).Assembly.Location, .. args] : [program, .. args];
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
