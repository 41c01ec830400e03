using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What a target showed in a case, a line each: how it was judged, then its wire.</summary>
internal static class CaseSeenText
{
    public static string[] Lines(this CaseSeen seen) =>
    [
        .. seen.Broken is null ? ["keeps the rule"] : $"breaks the rule: {seen.Broken}".Split('\n'),
        .. seen.Steps.Select(WireText.Of),
    ];
}
