using System.Text;
using SocketConformance.Specification;

namespace SocketConformance.Runner;

/// <summary>Checks in words.</summary>
public static class Diagnosis
{
    /// <summary>A line for what is there; what it affects and the remedy for what is not.</summary>
    public static string Of(Check check)
    {
        var text = new StringBuilder($"{Word(check.Health),-8} {check.Name,-15} {check.Found}\n");
        if (check.Health != Health.Ok) text.Append($"{"",25}affects  {check.Affects}\n{"",25}remedy   {check.Remedy}\n");
        return text.ToString();
    }

    public static string Verdict(IReadOnlyList<Check> checks)
    {
        var (missing, broken) =
            (checks.Count(check => check.Health == Health.Missing), checks.Count(check => check.Health == Health.Broken));
        return broken > 0 ? $"NOT READY  {Things(broken)} to mend before anything can be judged here."
            : missing > 0 ? $"READY  The bundled reference can be judged; {Things(missing)} to mend for the rest."
            : "READY  Everything is in place.";

        static string Things(int count) => count == 1 ? "there is one thing" : $"there are {count} things";
    }

    public static ExitCode ExitCode(IReadOnlyList<Check> checks) =>
        checks.Any(check => check.Health == Health.Broken) ? Specification.ExitCode.CouldNotJudge : Specification.ExitCode.Conformant;

    private static string Word(Health health) => health switch
    {
        Health.Ok => "ok",
        Health.Missing => "missing",
        _ => "BROKEN",
    };
}
