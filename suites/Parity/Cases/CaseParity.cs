using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Parity;

/// <summary>
/// The observations of two targets in every case, side by side: the verdict, what was seen where a rule was broken, and each
/// client's wire. Each target was judged more than once; what differs between its own runs is chance and not compared.
/// </summary>
public static class CaseParity
{
    /// <param name="original">The first target.</param>
    /// <param name="port">What it is compared with.</param>
    /// <param name="runs">The results of two or more runs over both. Those after the second may be of fewer cases.</param>
    public static CaseParityReport Compare(Target original, Target port, IReadOnlyList<IReadOnlyList<CaseResult>> runs)
    {
        var tables = runs.Select(run => run.ToLookup(result => (result.Target, result.Case, result.Contract, result.Transport))).ToList();
        List<CaseParityRow> rows = [];
        var used = new HashSet<KnownFailure>();
        int apart = 0;
        foreach (var result in runs[0].Where(result => result.Target == original.Name))
        {
            var first = Of(original.Name, result);
            var second = Of(port.Name, result);
            // The run was interrupted.
            if (first.Count < 2 || second.Count < 2) continue;
            if (first.Concat(second).Any(one => one.Verdict is Verdict.Skip or Verdict.Inconclusive or Verdict.Error))
            {
                apart++;
                continue;
            }

            rows.Add(Row(result, first, second));
        }

        var stale = Divergence.Of(original, port)
            .Where(entry => !used.Contains(entry) && rows.Any(row => Divergence.Covers(entry, row.Case, row.Contract, row.Transport)))
            .Select(entry => $"{entry.Place}: {original.Name} and {port.Name} are declared to differ in {entry.Case} ({entry.Reason}), " +
                "but do not: take it off the list")
            .ToList();
        return new CaseParityReport(original.Name, port.Name, rows, apart, stale);

        List<CaseResult> Of(string target, CaseResult like) =>
            [.. tables.SelectMany(table => table[(target, like.Case, like.Contract, like.Transport)].Take(1))];

        CaseParityRow Row(CaseResult like, IReadOnlyList<CaseResult> first, IReadOnlyList<CaseResult> second)
        {
            // What is missing in a wire, and in whose, is chance: what is left is how the server was judged.
            Func<CaseResult, CaseSeen> seen = first.Concat(second).Any(CaseObservation.IsCut) ? CaseObservation.Judged : CaseObservation.Of;
            CaseSeen[] one = [.. first.Select(seen)], other = [.. second.Select(seen)];
            var row = new CaseParityRow(like.Case, like.Contract, like.Transport, CaseParityKind.Equal, one[0], other[0], null);
            if (IsStable([.. one, .. other])) return row;
            var declared =
                Divergence.Of(original, port).Where(entry => Divergence.Covers(entry, like.Case, like.Contract, like.Transport)).ToList();
            used.UnionWith(declared);
            if (one[0] == other[0]) return row;
            if (!IsStable(one) || !IsStable(other))
            {
                CaseSeen[] verdict = [.. first.Select(CaseObservation.Judged)], others = [.. second.Select(CaseObservation.Judged)];
                if (verdict[0] == others[0] || !IsStable(verdict) || !IsStable(others)) return row with { Kind = CaseParityKind.Unstable };
            }

            var reason = first.Concat(second)
                .Where(result => result.Verdict == Verdict.KnownFailure)
                .Select(result => $"known failure of {result.Target}: {result.Reason}")
                .FirstOrDefault()
                ?? declared.FirstOrDefault()?.Reason;
            return row with { Kind = reason is null ? CaseParityKind.Different : CaseParityKind.Declared, Reason = reason };
        }
    }

    private static bool IsStable(CaseSeen[] runs) => runs.Distinct().Count() == 1;
}
