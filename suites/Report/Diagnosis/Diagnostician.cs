namespace SocketConformance.Report;

/// <summary>Reads a fault dictionary backwards: from the rules that are broken to the mistakes that break them.</summary>
/// <remarks>
/// Each known fault is compared with the symptoms by a weighted Jaccard index over the rules that are judged in both: what is broken in
/// both, of what is broken in either. The fewer faults break a rule, the more it weighs.
/// </remarks>
internal sealed class Diagnostician
{
    /// <summary>Less than that is a guess. Measured by leave-one-out over the bank, and by correct servers with a deviation.</summary>
    private const double Enough = 0.5;

    /// <summary>A second mistake that comes as near as that is named as well.</summary>
    private const double Near = 0.9;

    /// <summary>Servers seldom have more mistakes that show at once.</summary>
    private const int Most = 3;

    private readonly KnownFaults bank;
    private readonly Dictionary<string, double> weights;

    public Diagnostician(KnownFaults bank)
    {
        this.bank = bank;
        weights = bank.Faults.SelectMany(fault => fault.Breaks).CountBy(rule => rule)
            .ToDictionary(pair => pair.Key, pair => Math.Log((bank.Faults.Count + 1.0) / (pair.Value + 1)));
    }

    /// <summary>The mistake that explains most, then one that explains what is left, and so on.</summary>
    public IEnumerable<Explanation> Explain(Symptoms symptoms)
    {
        var left = symptoms.Broken.ToList();
        for (var found = 0; found < Most && Best(left, symptoms) is { } best; found++)
        {
            left.RemoveAll(best.Explained.Contains);
            yield return best;
        }
    }

    private Explanation? Best(List<string> left, Symptoms symptoms)
    {
        if (left.Count == 0) return null;
        List<(KnownFault Fault, double Score)> kinds =
        [
            .. bank.Faults.Select(fault => (Fault: fault, Score: Score(fault, left, symptoms.Kept)))
                .GroupBy(scored => scored.Fault.Kind, (_, same) => same.MaxBy(scored => scored.Score))
                .OrderByDescending(scored => scored.Score).Take(3),
        ];
        if (kinds is not [var (fault, score), ..] || score < Enough) return null; // nothing fits
        if (kinds is [_, _, var third] && third.Score >= Near * score) return null; // too much does
        List<string> explained = [.. left.Where(fault.Breaks.Contains)];
        return new Explanation(
            fault.Kind, kinds is [_, var second, ..] && second.Score >= Near * score ? second.Fault.Kind : null, score, symptoms.Broken,
            [.. explained.OrderByDescending(Weight)], [.. fault.Breaks.Where(symptoms.Kept.Contains).Order(StringComparer.Ordinal)]);
    }

    private double Score(KnownFault fault, List<string> broken, IReadOnlySet<string> kept)
    {
        double both = 0, either = 0;
        foreach (var rule in broken)
        {
            if (fault.Breaks.Contains(rule)) both += Weight(rule);
            else if (!fault.Keeps.Contains(rule)) continue;
            either += Weight(rule);
        }

        either += fault.Breaks.Where(kept.Contains).Sum(Weight);
        return both == 0 ? 0 : both / either;
    }

    /// <summary>A rule that no known fault breaks weighs most.</summary>
    private double Weight(string rule) => weights.GetValueOrDefault(rule, Math.Log(bank.Faults.Count + 1.0));
}
