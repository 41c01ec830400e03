using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What is no difference to fail for, and why: the same words in every format.</summary>
/// <param name="Kind">Such as <c>declared</c>.</param>
internal sealed record ParityNote(string Kind, string About, string Why)
{
    public static IEnumerable<ParityNote> Of(ParityReport report)
    {
        foreach (var pair in report.Cases)
        {
            // With one pair only, the headline has said which.
            var names = report.Cases.Count == 1 ? "" : $"{pair.First} and {pair.Second}, ";
            foreach (var same in pair.Of(CaseParityKind.Declared).GroupBy(row => (row.Case, row.Reason)))
                yield return new ParityNote("declared", $"{same.Key.Case} ({names}{Places(same)})", same.Key.Reason!);
            foreach (var same in pair.Of(CaseParityKind.Unstable).GroupBy(row => row.Case))
                yield return new ParityNote(
                    "unstable", $"{same.Key} ({names}{Places(same)})", "one server's own runs differ: chance, and not compared");
        }

        foreach (var (contract, left) in (report.Fuzz?.Tallies ?? []).SelectMany(
            tally => tally.Left.Select(what => (tally.Contract, what))).Distinct())
            yield return new ParityNote("left out", contract, left);
    }

    /// <summary>What makes the comparison fail, or worth nothing, besides the differences.</summary>
    public static IEnumerable<Problem> Obstacles(ParityReport report)
    {
        foreach (var stale in report.Cases.SelectMany(pair => pair.Stale)) yield return new Problem(ProblemKind.NotConformant, stale);
        foreach (var problem in report.Problems.Concat(report.Fuzz?.Problems ?? []))
            yield return new Problem(ProblemKind.CouldNotJudge, problem);
        if (report.Interrupted) yield return new Problem(ProblemKind.CouldNotJudge, "Interrupted before everything was compared.");
        if (report.Interrupted) yield break;
        foreach (var pair in report.Cases.Where(pair => pair.Rows.Count == 0))
            yield return new Problem(
                ProblemKind.CouldNotJudge, $"No case was judged on both {pair.First} and {pair.Second}: nothing was compared.");
        if (report is { Cases.Count: 0, Fuzz: null or { Conversations: 0, Problems.Count: 0 } })
            yield return new Problem(ProblemKind.CouldNotJudge, "Nothing was compared.");
    }

    /// <summary>Such as <c>echo tcp4 tcp6, threaded tcp4</c>.</summary>
    public static string Places(IEnumerable<CaseParityRow> rows) =>
        string.Join(", ", rows.GroupBy(row => row.Contract)
            .Select(contract => $"{contract.Key} {string.Join(' ', contract.Select(row => row.Transport.Word()))}"));
}
