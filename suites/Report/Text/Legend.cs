using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What the signs of a matrix mean: those that occur in it.</summary>
/// <param name="Verdict">The sign's verdict; null for the forms that any sign can take.</param>
internal sealed record Legend(string Sign, string Words, Verdict? Verdict)
{
    public static List<Legend> Of(Matrix matrix, bool strict)
    {
        var all = new Tally();
        var (several, mixed, none) = (false, false, false);
        foreach (var section in matrix.Sections)
            foreach (var row in section.Rows)
            {
                foreach (var result in row.Results) all.Add(result.Verdict);
                foreach (var cell in row.Cells)
                {
                    none |= cell.Total == 0;
                    several |= cell.Total > 1 && cell.Uniform;
                    mixed |= cell.Total > 1 && !cell.Uniform;
                }
            }

        var legend = new List<Legend>();
        foreach (var verdict in Tally.WorstFirst)
            if (all[verdict] > 0) legend.Add(new Legend(verdict.Sign(), WordsFor(verdict, strict), verdict));
        if (several) legend.Add(new Legend("3", "on all three contracts and transports", null));
        if (mixed) legend.Add(new Legend("1/3", "on one of three, better on the others", null));
        if (none) legend.Add(new Legend(Signs.None, "asks nothing of this target", null));
        return legend;
    }

    private static string WordsFor(Verdict verdict, bool strict) =>
        verdict == Specification.Verdict.Deviation && strict ? "deviation (--strict: a failure)" : verdict.Word();
}
