using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Parity;

/// <summary>
/// The observations of two targets in every case, side by side: the verdict, what was seen where a rule was broken, and each
/// client's wire. Each target was judged twice; what differs between its own two runs is chance and not compared.
/// </summary>
public static class CaseParity
{
    /// <param name="original">The first target.</param>
    /// <param name="port">What it is compared with.</param>
    /// <param name="runs">The results of two runs over both.</param>
    public static CaseParityReport Compare(Target original, Target port, IReadOnlyList<IReadOnlyList<CaseResult>> runs)
    {
        var tables = runs.Select(run => run.ToLookup(result => (result.Target, result.Case, result.Contract, result.Transport))).ToList();
        List<CaseParityRow> rows = [];
        var used = new HashSet<KnownFailure>();
        int apart = 0;
        foreach (var result in runs[0].Where(result => result.Target == original.Name))
        {
            var first = Both(original.Name, result);
            var second = Both(port.Name, result);
            if (first is not [not null, not null] || second is not [not null, not null]) continue;
            if (first.Concat(second).Any(one => one!.Verdict is Verdict.Skip or Verdict.Inconclusive or Verdict.Error))
            {
                apart++;
                continue;
            }

            rows.Add(Row(result, first!, second!));
        }

        var stale = Divergence.Of(original, port)
            .Where(entry => !used.Contains(entry) && rows.Any(row => Divergence.Covers(entry, row.Case, row.Contract, row.Transport)))
            .Select(entry => $"{entry.Place}: {original.Name} and {port.Name} are declared to differ in {entry.Case} ({entry.Reason}), but do not: take it off the list")
            .ToList();
        return new CaseParityReport(original.Name, port.Name, rows, apart, stale);

        List<CaseResult?> Both(string target, CaseResult like) =>
            [.. tables.Select(table => table[(target, like.Case, like.Contract, like.Transport)].FirstOrDefault())];

        CaseParityRow Row(CaseResult like, IReadOnlyList<CaseResult> first, IReadOnlyList<CaseResult> second)
        {
            string[] one = [.. first.Select(CaseObservation.Of)], other = [.. second.Select(CaseObservation.Of)];
            var row = new CaseParityRow(like.Case, like.Contract, like.Transport, CaseParityKind.Equal, one[0], other[0], null);
            if (one[0] == other[0]) return row;
            if (one[0] != one[1] || other[0] != other[1])
            {
                // The wire of one server differs from run to run: what is left is how it was judged.
                if (CaseObservation.Judged(first[0]) == CaseObservation.Judged(second[0]) || CaseObservation.Judged(first[0]) != CaseObservation.Judged(first[1]) || CaseObservation.Judged(second[0]) != CaseObservation.Judged(second[1]))
                    return row with { Kind = CaseParityKind.Unstable };
            }

            var declared = Divergence.Of(original, port).Where(entry => Divergence.Covers(entry, like.Case, like.Contract, like.Transport)).ToList();
            used.UnionWith(declared);
            var reason = first.Concat(second).Where(result => result.Verdict == Verdict.KnownFailure).Select(result => $"known failure of {result.Target}: {result.Reason}").FirstOrDefault()
                ?? declared.FirstOrDefault()?.Reason;
            return row with { Kind = reason is null ? CaseParityKind.Different : CaseParityKind.Declared, Reason = reason };
        }
    }
}
