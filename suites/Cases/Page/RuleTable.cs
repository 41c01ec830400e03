using System.Globalization;
using System.Text;

namespace SocketConformance.Cases;

/// <summary>Which rule is asked of which contract, as a table in which each empty field has its reason.</summary>
internal static class RuleTable
{
    /// <summary>Appends the table, section by section, and what its numbers mean.</summary>
    public static void Append(StringBuilder text)
    {
        List<string> reasons = [];
        text.Append(
            "## Which rule is asked of which contract\n\nA level: it is asked. A number: it is not, for the reason of that number below " +
            "the table.\n\n");
        text.Append(CultureInfo.InvariantCulture, 
            $"| rule | {string.Join(" | ", Protocols.All.Select(one => $"`{one}`"))} | {DescribedProtocols.Name} |\n");
        text.Append(CultureInfo.InvariantCulture, $"|---|{string.Concat(Protocols.All.Select(_ => "---|"))}---|\n");
        foreach (var rule in Catalogue.Cases)
            text.Append(CultureInfo.InvariantCulture,
                $"| {rule.Id} | {string.Join(" | ", WhyNot(rule).Select(reason => Field(rule, reason, reasons)))} |\n");
        text.Append('\n');
        for (var at = 0; at < reasons.Count; at++)
            text.Append(CultureInfo.InvariantCulture, $"{at + 1}. {reasons[at]}\n");
        text.Append('\n');
    }

    /// <summary>A field for each contract, and one for described protocols; null where it is asked.</summary>
    private static IEnumerable<string?> WhyNot(ConformanceAttribute rule) =>
        Protocols.All.Select(protocol => Catalogue.WhyNot(rule, protocol)).Append(DescribedProtocols.WhyNot(rule));

    private static string Field(ConformanceAttribute rule, string? reason, List<string> reasons)
    {
        if (reason is null) return SpecificationText.Word(rule.Level);
        if (!reasons.Contains(reason)) reasons.Add(reason);
        return (reasons.IndexOf(reason) + 1).ToString(CultureInfo.InvariantCulture);
    }
}
