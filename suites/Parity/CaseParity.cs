using System.Text.RegularExpressions;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Parity;

/// <summary>
/// The observations of two targets in every case, side by side: the verdict, what was seen where a rule was broken, and each
/// client's wire. Each target was judged twice; what differs between its own two runs is chance and not compared.
/// </summary>
public static partial class CaseParity
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
            string[] one = [.. first.Select(Words)], other = [.. second.Select(Words)];
            var row = new CaseParityRow(like.Case, like.Contract, like.Transport, CaseParityKind.Equal, one[0], other[0], null);
            if (one[0] == other[0]) return row;
            if (one[0] != one[1] || other[0] != other[1])
            {
                // The wire of one server differs from run to run: what is left is how it was judged.
                if (Judged(first[0]) == Judged(second[0]) || Judged(first[0]) != Judged(first[1]) || Judged(second[0]) != Judged(second[1]))
                    return row with { Kind = CaseParityKind.Unstable };
            }

            var declared = Divergence.Of(original, port).Where(entry => Divergence.Covers(entry, like.Case, like.Contract, like.Transport)).ToList();
            used.UnionWith(declared);
            var reason = declared.FirstOrDefault()?.Reason
                ?? first.Concat(second).Where(result => result.Verdict == Verdict.KnownFailure).Select(result => $"known failure of {result.Target}: {result.Reason}").FirstOrDefault();
            return row with { Kind = reason is null ? CaseParityKind.Different : CaseParityKind.Declared, Reason = reason };
        }
    }

    /// <summary>What a listed failure excuses is the run's verdict, not what was seen.</summary>
    private static string Judged(CaseResult result) => result.Verdict switch
    {
        Verdict.Pass or Verdict.UnexpectedPass => "keeps the rule",
        _ => $"breaks the rule: {Normal(result.Observed ?? "")}",
    };

    /// <summary>One client's events after the other's: how those of several mix is the scheduler's.</summary>
    private static string Words(CaseResult result) => string.Join('\n',
        result.Wire.Select(step => Normal(step.What)).GroupBy(step => Client().Match(step).Value).OrderBy(group => group.Key, StringComparer.Ordinal)
            .SelectMany(group => group).Prepend(Judged(result)));

    private static string Normal(string text)
    {
        text = Named().Replace(text, match => $"\"{(match.Groups["pid"].Success ? "<process-id>" : "<thread-name>")}: ");
        text = CountOfNamed().Replace(text, "\"<");
        text = Address().Replace(text, "<address>");
        text = UnixPath().Replace(text, "<path>");
        return Duration().Replace(text, "<time>");
    }

    [GeneratedRegex(@"\A\[\d+\]")]
    private static partial Regex Client();

    [GeneratedRegex("\"(?:(?<pid>[0-9]+)|(?<name>[^\":<>]*Thread[^\":]*)): ")]
    private static partial Regex Named();

    [GeneratedRegex("[0-9,]+ bytes? \"<")]
    private static partial Regex CountOfNamed();

    [GeneratedRegex(@"(?:127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:127\.\d+\.\d+\.\d+\]|0\.0\.0\.0|\[::\]):\d+")]
    private static partial Regex Address();

    [GeneratedRegex(@"/[^\s""]*\.sock")]
    private static partial Regex UnixPath();

    [GeneratedRegex(@"\b[0-9][0-9,.]* m?s\b")]
    private static partial Regex Duration();
}
