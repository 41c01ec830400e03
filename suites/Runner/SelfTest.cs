using SocketConformance.Cases;
using SocketConformance.Probe;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary>Judges the suite itself: every broken server must be caught by the case that is named for it.</summary>
internal static class SelfTest
{
    // A broken server that hangs costs a whole deadline, and most of the bank hangs.
    private const double Impatience = 0.4;

    /// <returns>0 when every fault was caught and every case catches one; 1 otherwise.</returns>
    public static async Task<ExitCode> RunAsync(RunOptions options, Func<string, bool> selects)
    {
        var selected = (await BrokenTargets.ListAsync()).Where(broken => selects(broken.Case)).ToList();
        var bank = selected.Where(broken => broken.Missing is null).ToList();
        var caughtBy = bank.ToDictionary(broken => broken.Name, broken => broken.Case);
        Patience.Scale = options.DeadlineScale * Impatience;
        var run = new CaseRun(new Plan
        {
            Subjects = [.. Subject.Of(bank.Select(broken => broken.Target))],
            Selects = (clause, _, subject) => caughtBy[subject.Target.Name] == clause.Id,
            KnownFailures = KnownFailures.None,
        });
        run.Load(options.Jobs);

        Dictionary<string, CaseResult> results = [];
        run.Run(_ => { }, result =>
        {
            lock (results) results[result.Target] = result;
        });

        var escaped = bank.Where(broken => !IsCaught(results.GetValueOrDefault(broken.Name))).ToList();
        var idle = Catalogue.Cases.Where(rule => selects(rule.Id) && !caughtBy.ContainsValue(rule.Id)).ToList();
        foreach (var broken in bank)
            Console.WriteLine($"{(escaped.Contains(broken) ? "ESCAPED" : "caught "),-8} {broken.Case,-44} {broken.Name}: {broken.What}");
        foreach (var broken in selected.Where(broken => broken.Missing is not null))
            Console.WriteLine($"{"skipped",-8} {broken.Case,-44} {broken.Name}: {broken.Missing}");
        foreach (var broken in escaped)
            Console.WriteLine($"\n{broken.Name} escaped {broken.Case}: {Why(results.GetValueOrDefault(broken.Name))}");
        foreach (var rule in idle)
            Console.WriteLine($"\n{rule.Id} catches no broken server.");
        Console.WriteLine($"\n{bank.Count - escaped.Count} of {bank.Count} broken servers caught{(selected.Count == bank.Count ? "" : $", {selected.Count - bank.Count} skipped")}; {idle.Count} of {Catalogue.Cases.Count} cases catch none.");
        return escaped.Count == 0 && idle.Count == 0 ? ExitCode.Conformant : ExitCode.NotConformant;
    }

    private static bool IsCaught(CaseResult? result) => result?.Verdict is Verdict.Fail or Verdict.Deviation;

    private static string Why(CaseResult? result) => result is null
        ? "the case does not apply to its contract and transport"
        : $"{result.Verdict.Word()} {result.Reason}";
}
