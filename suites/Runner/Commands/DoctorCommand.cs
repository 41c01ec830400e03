using System.CommandLine;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary><c>doctor</c>: is my server wrong, or this machine?</summary>
internal static class DoctorCommand
{
    public static Command Make()
    {
        var command = new DetailedCommand("doctor",
            "Is everything in place on this machine? Each part with its remedy",
            "Each part of the machine that the suite relies on, what it affects where it is missing, and the remedy; then a\n" +
            "conversation with the bundled reference.\n\n" +
            "Exit codes: 0 the bundled reference can be judged here, 2 it can't.");
        command.SetAction(async (_, _) => (int)await RunAsync());
        return command;
    }

    private static async Task<ExitCode> RunAsync()
    {
        List<Check> checks = [];
        await foreach (var check in Doctor.ExamineAsync())
        {
            checks.Add(check);
            Console.Write(Diagnosis.Of(check));
        }

        Console.WriteLine($"\n{Diagnosis.Verdict(checks)}");
        return Diagnosis.ExitCode(checks);
    }
}
