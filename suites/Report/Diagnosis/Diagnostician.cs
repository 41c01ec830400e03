namespace SocketConformance.Report;

/// <summary>Reads a fault dictionary backwards: from the rules that are broken to the mistake, or the two, that break them.</summary>
/// <remarks>
/// Each known fault is compared with the symptoms by a weighted Jaccard index: what is broken in both, of what is broken in either. The
/// fewer faults break a rule, the more it weighs; a rule that is judged in one of the two only weighs less.
/// </remarks>
internal sealed class Diagnostician
{
    /// <summary>Less than that is a guess: measured by leave-one-out over the bank, as are the two below.</summary>
    private const double Enough = 0.75;

    /// <summary>Two fit more easily than one.</summary>
    private const double EnoughOfTwo = 0.85;

    /// <summary>A second mistake that comes as near as that is named as well; where a third does, nothing is said.</summary>
    private const double Near = 0.85;

    /// <summary>How much a broken rule counts against a fault that was not asked by it.</summary>
    private const double Unknown = 0.3;

    /// <summary>How many faults are tried in pairs.</summary>
    private const int Paired = 50;

    private readonly KnownFaults bank;
    private readonly Dictionary<string, double> weights;
    private readonly double telling; // the weight of a rule that few faults break: one in twenty

    public Diagnostician(KnownFaults bank)
    {
        this.bank = bank;
        weights = bank.Faults.SelectMany(fault => fault.Breaks).CountBy(rule => rule)
            .ToDictionary(pair => pair.Key, pair => Math.Log((bank.Faults.Count + 1.0) / (pair.Value + 1)));
        telling = Math.Min(Math.Log(20), weights.Values.DefaultIfEmpty().Max());
    }

    /// <summary>The mistake that explains what is broken, or two of them; none where nothing fits, or too much does.</summary>
    public IReadOnlyList<Explanation> Explain(Symptoms symptoms)
    {
        if (symptoms.Broken.Count < 2) return []; // whose page says it all
        List<(KnownFault Fault, double Score)> kinds =
        [
            .. bank.Faults.Select(fault => (Fault: fault, Score: Score(fault.Breaks, fault.Keeps.Contains, symptoms)))
                .GroupBy(scored => scored.Fault.Kind, (_, same) => same.MaxBy(scored => scored.Score))
                .OrderByDescending(scored => scored.Score).Take(3),
        ];
        if (kinds is not [var (fault, score), ..] || score < Enough) return Two(symptoms);
        if (kinds is [_, _, var third] && third.Score >= Near * score) return [];
        var or = kinds is [_, var second, ..] && second.Score >= Near * score ? second.Fault.Kind : null;
        return [Explained(fault, or, score, symptoms)];
    }

    /// <summary>Two mistakes whose rules together are those that are broken, of which each explains what the other does not. One that
    /// explains no more than what many break goes without saying.</summary>
    private IReadOnlyList<Explanation> Two(Symptoms symptoms)
    {
        List<KnownFault> shown =
        [
            .. bank.Faults.Where(fault => Share(fault, symptoms) >= Enough)
                .OrderByDescending(fault => symptoms.Broken.Where(fault.Breaks.Contains).Sum(Weight)).Take(Paired),
        ];
        var pairs = from one in shown
                    from other in shown.Skip(shown.IndexOf(one) + 1)
                    where one.Kind != other.Kind && Adds(one, other, symptoms) && Adds(other, one, symptoms)
                    let score = Score(
                        one.Breaks.Union(other.Breaks), rule => one.Keeps.Contains(rule) && other.Keeps.Contains(rule), symptoms)
                    where score >= EnoughOfTwo
                    orderby score descending
                    select (one, other, score);
        if (pairs.FirstOrDefault() is not ({ } more, { } less, var best)) return [];
        var first = Explained(more, null, best, symptoms);
        return Added(less, more, symptoms).Any(rule => Weight(rule) >= telling)
            ? [first, Explained(less, null, best, symptoms)]
            : [first];
    }

    /// <summary>Whether it explains at least two rules, or all of its own, that the other does not.</summary>
    private static bool Adds(KnownFault one, KnownFault other, Symptoms symptoms) =>
        Added(one, other, symptoms).Count() >= Math.Min(2, one.Breaks.Count);

    private static IEnumerable<string> Added(KnownFault one, KnownFault other, Symptoms symptoms) =>
        symptoms.Broken.Where(rule => one.Breaks.Contains(rule) && !other.Breaks.Contains(rule));

    /// <summary>How much of what such a server breaks is broken, of what was judged.</summary>
    private double Share(KnownFault fault, Symptoms symptoms)
    {
        var broken = symptoms.Broken.Where(fault.Breaks.Contains).Sum(Weight);
        return broken == 0 ? 0 : broken / (broken + fault.Breaks.Where(symptoms.Kept.Contains).Sum(Weight));
    }

    private Explanation Explained(KnownFault fault, FaultKind? or, double score, Symptoms symptoms) => new(
        fault.Kind, or, score, symptoms.Broken,
        [.. symptoms.Broken.Where(fault.Breaks.Contains).OrderByDescending(Weight)],
        [.. fault.Breaks.Where(symptoms.Kept.Contains).Order(StringComparer.Ordinal)]);

    private double Score(IEnumerable<string> breaks, Func<string, bool> keeps, Symptoms symptoms)
    {
        double both = 0, either = 0;
        var broken = breaks.ToHashSet();
        foreach (var rule in symptoms.Broken)
        {
            var weight = Weight(rule);
            if (broken.Contains(rule)) both += weight;
            either += broken.Contains(rule) || keeps(rule) ? weight : Unknown * weight;
        }

        either += broken.Where(symptoms.Kept.Contains).Sum(Weight);
        return both == 0 ? 0 : both / either;
    }

    /// <summary>A rule that no known fault breaks weighs most.</summary>
    private double Weight(string rule) => weights.GetValueOrDefault(rule, Math.Log(bank.Faults.Count + 1.0));
}
