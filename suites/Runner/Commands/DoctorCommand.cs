using System.CommandLine;
using SocketConformance.Specification;

namespace SocketConformance.Runner;

/// <summary><c>doctor</c>: is my server wrong, or this machine?</summary>
internal static class DoctorCommand
{
    private static readonly Argument<string[]> Targets = new("target")
    {
        Description = "Target files, names or addresses: whether these servers start, and answer as their files say. Without: this machine",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Make()
    {
        var command = new DetailedCommand("doctor",
            "Is everything in place: on this machine, or in a target file? Each part with its remedy",
            "Each part of the machine that the suite relies on, what it affects where it is missing, and the remedy; then a\n" +
            "conversation with the bundled reference.\n\n" +
            "With a target: its servers are started and asked once for each exchange that is described. Nothing is judged.\n\n" +
            "Exit codes: 0 the bundled reference, or the target, can be judged here; 2 it can't.")
        {
            Targets,
        };
        command.SetAction(async (parsed, _) => (int)(parsed.GetValue(Targets) is { Length: > 0 } targets
            ? await TargetChecks.RunAsync(targets)
            : await RunAsync()));
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
