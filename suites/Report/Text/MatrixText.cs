using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What was judged, and the matrix, on a page.</summary>
internal static class MatrixText
{
    private const int Levels = 8;
    private const int Gap = 2;
    private const int Between = 3;

    public static void Put(Page page, RunReport report, Matrix matrix)
    {
        if (matrix.Targets.Count == 0) return;
        var cases = Cases(matrix);
        var heads = Heads(page, matrix, cases);
        PutTargets(page, report, matrix, heads);
        if (matrix.Sections.Count == 0) return;
        PutMatrix(page, matrix, heads, cases);
        PutLegend(page, report, matrix);
    }

    /// <summary>The targets' names, or letters where the names make the matrix wider than the page.</summary>
    private static List<string> Heads(Page page, Matrix matrix, int cases)
    {
        long width = Levels + cases;
        foreach (var target in matrix.Targets) width += Gap + target.Length;
        if (width <= page.Width) return matrix.Targets;

        var letters = new List<string>();
        for (var column = 0; column < matrix.Targets.Count; column++)
            letters.Add(column < 26 ? $"{(char)('A' + column)}" : $"#{column + 1}");
        return letters;
    }

    private static int Cases(Matrix matrix)
    {
        var longest = 0;
        foreach (var section in matrix.Sections)
            foreach (var row in section.Rows)
                longest = Math.Max(longest, row.Case.Length);
        return longest;
    }

    private static void PutTargets(Page page, RunReport report, Matrix matrix, List<string> heads)
    {
        var names = 0;
        foreach (var target in matrix.Targets) names = Math.Max(names, target.Length);
        var letters = ReferenceEquals(heads, matrix.Targets) ? 0 : 4;

        foreach (var target in report.Targets)
        {
            if (letters > 0) page.Put(heads[matrix.Targets.IndexOf(target.Name)], Ink.Strong).To(letters);
            page.Put(target.Name, Ink.Strong).To(letters + names + Gap).Put(target.How).End();
            foreach (var line in target.Declared)
                page.To(letters + names + Gap).Flow(line, Ink.Faint);
            if (Undeclared(target) is { Length: > 0 } undeclared)
                page.To(letters + names + Gap).Flow($"not declared: {undeclared}", Ink.Faint);
        }

        if (Headline.Measure(report) is { Length: > 0 } measure)
            page.Put("judged by", Ink.Faint).To(letters + Math.Max(names, "judged by".Length) + Gap).Flow(measure, Ink.Faint);
        page.End();
    }

    /// <summary>The contracts that it could promise; of one that only speaks protocols of its own, nothing is missing.</summary>
    internal static string Undeclared(TargetSummary target)
    {
        var missing = new List<string>();
        foreach (var contract in Protocols.Names)
        {
            var declared = false;
            foreach (var line in target.Declared)
                declared |= line.StartsWith($"{contract}:", StringComparison.Ordinal);
            if (!declared) missing.Add(contract);
        }

        return missing.Count == Protocols.Names.Count ? "" : string.Join(", ", missing);
    }

    private static void PutMatrix(Page page, Matrix matrix, List<string> heads, int cases)
    {
        var starts = Starts(matrix, heads, cases);
        for (var column = 0; column < heads.Count; column++) page.To(starts[column]).Put(heads[column], Ink.Strong);
        page.End();

        foreach (var section in matrix.Sections)
        {
            foreach (var row in section.Rows)
            {
                page.Put(row.Level.Word(), Ink.Faint).To(Levels)
                    .Put(row.Case[..(section.Name.Length + 1)], Ink.Faint).Put(row.Case[(section.Name.Length + 1)..]);
                for (var column = 0; column < row.Cells.Length; column++)
                {
                    var cell = row.Cells[column];
                    page.To(starts[column]).Put(cell.Cell, cell.Worst?.Ink() ?? Ink.Faint);
                }

                page.End();
            }

            page.End();
        }
    }

    private static int[] Starts(Matrix matrix, List<string> heads, int cases)
    {
        var starts = new int[heads.Count];
        for (int column = 0, next = Levels + cases + Gap; column < heads.Count; column++)
        {
            starts[column] = next;
            var widest = heads[column].Length;
            foreach (var section in matrix.Sections)
                foreach (var row in section.Rows)
                    widest = Math.Max(widest, row.Cells[column].Cell.Length);
            next += widest + Gap;
        }

        return starts;
    }

    private static void PutLegend(Page page, RunReport report, Matrix matrix)
    {
        var used = 0;
        foreach (var (sign, words, verdict) in Legend.Of(matrix, report.Strict))
        {
            var width = sign.Length + 1 + words.Length;
            if (used > 0 && used + Between + width > page.Width)
            {
                page.End();
                used = 0;
            }

            if (used > 0) page.Put(new string(' ', Between));
            page.Put(sign, verdict?.Ink() ?? Ink.Plain).Put($" {words}", Ink.Faint);
            used += (used > 0 ? Between : 0) + width;
        }

        page.End().End();
    }
}
