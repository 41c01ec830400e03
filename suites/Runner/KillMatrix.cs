using SocketConformance.Specification;
using SocketConformance.Cases;

namespace SocketConformance.Runner;

/// <summary>Which cases catch which broken server.</summary>
internal sealed class KillMatrix
{
    private readonly Lock guard = new();
    private readonly Dictionary<(string Fault, string Case), CaseResult> results = [];

    /// <summary>Takes the verdict of one case on one broken server.</summary>
    /// <returns>How many there are now.</returns>
    public int Add(CaseResult result)
    {
        lock (guard)
        {
            results[(result.Target, result.Case)] = result with { Wire = [] };
            return results.Count;
        }
    }

    /// <summary>Every verdict, of the broken servers in their order.</summary>
    public IReadOnlyList<CaseResult> ResultsOf(IReadOnlyList<BrokenTarget> bank) =>
        ResultOrder.Sort(results.Values, [.. bank.Select(broken => broken.Name)]);

    /// <summary>Whether the case that is named for it has come to a verdict.</summary>
    public bool HasJudged(BrokenTarget broken) => results.ContainsKey((broken.Name, broken.Case));

    /// <summary>Whether the case that is named for it catches it.</summary>
    public bool IsCaught(BrokenTarget broken) => Speaks(results.GetValueOrDefault((broken.Name, broken.Case)));

    /// <summary>Every case that catches it.</summary>
    public List<string> CaughtBy(BrokenTarget broken) =>
        [.. results.Where(pair => pair.Key.Fault == broken.Name && Speaks(pair.Value)).Select(pair => pair.Key.Case)];

    /// <summary>Why its case does not catch it.</summary>
    public string Why(BrokenTarget broken) => results.GetValueOrDefault((broken.Name, broken.Case)) is not { } result
        ? "the case does not apply to its contract and transport"
        : $"{result.Verdict.Word()} {result.Reason}";

    private static bool Speaks(CaseResult? result) => result?.Verdict.IsBroken() == true;
}
