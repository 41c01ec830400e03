using SocketConformance.Cases;
using SocketConformance.Specification;

namespace SocketConformance.Runner;

/// <summary>The order of every report: of the specification, then of the targets.</summary>
internal static class ResultOrder
{
    /// <param name="targets">The targets' names, in the order of the columns.</param>
    public static IReadOnlyList<CaseResult> Sort(IEnumerable<CaseResult> results, IReadOnlyList<string> targets)
    {
        var columns = targets.Select((target, at) => (target, at)).ToDictionary(pair => pair.target, pair => pair.at);
        return
        [
            .. results
                .OrderBy(result => Catalogue.Position(result.Case))
                .ThenBy(result => columns[result.Target])
                .ThenBy(result => Protocols.Position(result.Contract))
                .ThenBy(result => result.Contract, StringComparer.Ordinal)
                .ThenBy(result => result.Transport),
        ];
    }
}
