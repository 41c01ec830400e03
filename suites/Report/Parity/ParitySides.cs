using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>Two servers beside each other, a step a row, and a sign where they part.</summary>
internal static class ParitySides
{
    /// <summary>Of one side; what follows is said to be left out.</summary>
    private const int MostLines = 60;

    public static void Put(Markup page, CaseParityReport pair, CaseParityRow row)
    {
        string[] first = row.First.Lines(), second = row.Second.Lines();
        List<ParityRow> rows = [.. Beside(Bounded(first), Bounded(second))];
        var more = Math.Max(first.Length, second.Length) - MostLines;
        if (more > 0) rows.Add(new ParityRow("", $"… {more} more …", $"… {more} more …", Differs: false));
        Put(page, null, pair.First, pair.Second, rows);
    }

    private static ReadOnlySpan<string> Bounded(string[] lines) => lines.AsSpan(0, Math.Min(lines.Length, MostLines));

    /// <summary>Equal lines beside each other, by the longest common subsequence; in between the others, in their order.</summary>
    private static List<ParityRow> Beside(ReadOnlySpan<string> first, ReadOnlySpan<string> second)
    {
        var common = new int[first.Length + 1, second.Length + 1];
        for (var one = first.Length - 1; one >= 0; one--)
            for (var other = second.Length - 1; other >= 0; other--)
                common[one, other] = first[one] == second[other]
                    ? common[one + 1, other + 1] + 1
                    : Math.Max(common[one + 1, other], common[one, other + 1]);

        var rows = new List<ParityRow>();
        for (int one = 0, other = 0; one < first.Length || other < second.Length;)
        {
            var (left, right) = (one < first.Length ? first[one] : null, other < second.Length ? second[other] : null);
            var same = left == right;
            var kept = common[one, other];
            var takesLeft = left is not null && (same || right is null || common[one + 1, other] == kept);
            var takesRight = right is not null
                && (same || left is null || (takesLeft ? common[one + 1, other + 1] : common[one, other + 1]) == kept);
            rows.Add(new ParityRow("", takesLeft ? left! : "", takesRight ? right! : "", Differs: !same));
            if (takesLeft) one++;
            if (takesRight) other++;
        }

        return rows;
    }

    /// <param name="step">The head of what the rows' steps say; null where they say nothing.</param>
    public static void Put(Markup page, string? step, string first, string second, IEnumerable<ParityRow> rows)
    {
        page.Put($"<table class=\"sides\">\n<thead><tr><td class=\"sign\"></td>");
        foreach (var head in step is null ? [first, second] : (string[])[step, first, second]) page.Put($"<th scope=\"col\">{head}</th>");
        page.Put($"</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            page.Put($"<tr{(row.Differs ? " class=differs" : "")}><td class=\"sign\">{(row.Differs ? "≠" : "")}</td>");
            if (step is not null) page.Put($"<td>{row.Step}</td>");
            page.Put($"<td>").PutLines(row.First).Put($"</td><td>").PutLines(row.Second).Put($"</td></tr>\n");
        }

        page.Put($"</tbody>\n</table>\n");
    }
}
