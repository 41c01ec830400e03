using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What is wrong with a target, once, however many rules show it.</summary>
/// <param name="Words">What it does, with the server as the subject; what was expected and observed where results have no more than
/// that in common.</param>
/// <param name="Advice">What usually does that, and what to write in its place.</param>
/// <param name="Rules">The ids of the rules that show it, first the one whose page explains it.</param>
/// <param name="Shown">The result on that page.</param>
/// <param name="Results">How many results there are.</param>
internal sealed record Cause(string Target, string Words, string? Advice, IReadOnlyList<string> Rules, CaseResult Shown, int Results)
{
    private const int Longest = 240;

    /// <summary>In the order of their pages: the worst first, and of those what most rules show.</summary>
    public static List<Cause> Of(RunReport report) => [.. Finding.Of(report).Select(Of)];

    /// <summary>The words in one line, the first of them where there are many.</summary>
    public string Line()
    {
        var line = Words.ReplaceLineEndings(" ");
        return line.Length <= Longest ? line : $"{line[..Longest]}…";
    }

    /// <summary>Where to look: the rule, or how many there are and the first.</summary>
    public string Where => Rules.Count == 1 ? Rules[0] : $"{Rules.Count} rules, see {Rules[0]}";

    private static Cause Of(Finding finding)
    {
        var shown = finding.Result;
        var words = shown.Difference?.Words ?? shown.Reason ?? $"expected {shown.Expected}; observed {shown.Observed}";
        return new Cause(shown.Target, words, shown.Difference?.Advice, finding.Rules, shown, finding.Others.Count + 1);
    }
}
