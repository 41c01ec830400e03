using System.Text;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>Which rules each target breaks, as the fault dictionary has it of the broken servers.</summary>
internal static class FaultsText
{
    private const string Head = """
        # Which rules each broken server breaks, and which of those that it was asked could not be judged. Written by
        # ./run-conformance.sh --self-test matrix --report faults=suites/Report/Diagnosis/faults.txt

        """;

    public static string Render(RunReport report)
    {
        var text = new StringBuilder(Head);
        foreach (var contract in report.Results.GroupBy(Over))
            text.Append($"asked {contract.Key}\n").Append($"  {Rules(contract)}\n");
        var results = report.Results.ToLookup(result => result.Target);
        foreach (var target in report.Targets)
            foreach (var contract in results[target.Name].GroupBy(Over))
            {
                text.Append($"{target.Name} {contract.Key}\n");
                Append(text, "breaks", contract.Where(result => result.Verdict.IsBroken()));
                Append(text, "unclear", contract.Where(result => !result.Verdict.IsBroken() && result.Verdict != Verdict.Pass));
            }

        return text.ToString();
    }

    private static string Over(CaseResult result) => $"{result.Contract}/{result.Transport.Word()}";

    private static void Append(StringBuilder text, string word, IEnumerable<CaseResult> results)
    {
        if (Rules(results) is { Length: > 0 } rules) text.Append($"  {word} {rules}\n");
    }

    private static string Rules(IEnumerable<CaseResult> results) => string.Join(' ', results.Select(result => result.Case).Distinct());
}
