using System.Globalization;
using System.Text;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>Where a link within a report leads: the same text as an element's id and behind <c>#</c>.</summary>
/// <param name="report">Where it has one target only, that is left out of its anchors.</param>
internal sealed class Anchor(RunReport report)
{
    private readonly bool oneTarget = report.Results.Select(result => result.Target).Distinct().Take(2).Count() < 2;

    /// <summary>The case as a whole, such as <c>half-close/empty</c>.</summary>
    public static string Of(string id) => Plain(id);

    /// <summary>Such as <c>half-close/empty@echo@tcp4</c>; with more than one target, <c>half-close/empty@echo@tcp4@csharp</c>.</summary>
    public string Of(CaseResult result) =>
        Plain(result.Case) + Plain($"@{result.Contract}@{result.Transport.Word()}{(oneTarget ? "" : $"@{result.Target}")}");

    /// <summary>Letters, digits and what an address shows as it is; of anything else the number, so that no two texts become one.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in text)
            if (char.IsAsciiLetterOrDigit(character) || "-_./@".Contains(character)) plain.Append(character);
            else plain.Append(CultureInfo.InvariantCulture, $"~{(int)character:x}~");
        return plain.ToString();
    }
}
