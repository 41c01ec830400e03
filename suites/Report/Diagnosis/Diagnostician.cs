namespace SocketConformance.Report;

/// <summary>Reads a fault dictionary backwards: from the rules that are broken to the mistake, or the two, that break them.</summary>
/// <remarks>
/// Each known fault is compared with the symptoms by a weighted Jaccard index: what is broken in both, of what is broken in either. The
/// fewer faults break a rule, the more it weighs; a rule that is judged in one of the two only weighs less.
/// </remarks>
internal sealed class Diagnostician
{
    /// <summary>Less than that is a guess: measured by leave-one-out over the bank, as are the three below.</summary>
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
        return [Explained(fault, or, symptoms)];
    }

    /// <summary>Two mistakes whose rules together are those that are broken, of which each explains what the other does not. One that
    /// explains no more than what many break goes without saying.</summary>
    private IReadOnlyList<Explanation> Two(Symptoms symptoms)
    {
        List<KnownFault> shown =
        [
            .. bank.Faults.Where(fault => Share(fault, symptoms) >= Enough)
                .OrderByDescending(fault => Shared(fault, symptoms).Sum(Weight)).Take(Paired),
        ];
        var pairs = shown.SelectMany((one, at) => shown.Skip(at + 1).Select(other => (One: one, Other: other)))
            .Where(pair => pair.One.Kind != pair.Other.Kind)
            .Where(pair => Adds(pair.One, pair.Other, symptoms) && Adds(pair.Other, pair.One, symptoms))
            .Select(pair => (pair.One, pair.Other, Score: Score(pair.One, pair.Other, symptoms)))
            .Where(pair => pair.Score >= EnoughOfTwo);
        if (pairs.OrderByDescending(pair => pair.Score).FirstOrDefault() is not ({ } more, { } less, _)) return [];
        var first = Explained(more, null, symptoms);
        return Added(less, more, symptoms).Any(rule => Weight(rule) >= telling) ? [first, Explained(less, null, symptoms)] : [first];
    }

    /// <summary>Whether it explains at least two rules, or all of its own, that the other does not.</summary>
    private static bool Adds(KnownFault one, KnownFault other, Symptoms symptoms) =>
        Added(one, other, symptoms).Count() >= Math.Min(2, one.Breaks.Count);

    private static IEnumerable<string> Added(KnownFault one, KnownFault other, Symptoms symptoms) =>
        Shared(one, symptoms).Where(rule => !other.Breaks.Contains(rule));

    /// <summary>What such a server breaks, and is broken.</summary>
    private static IEnumerable<string> Shared(KnownFault fault, Symptoms symptoms) => symptoms.Broken.Where(fault.Breaks.Contains);

    /// <summary>How much of what such a server breaks is broken, of what was judged.</summary>
    private double Share(KnownFault fault, Symptoms symptoms)
    {
        var broken = Shared(fault, symptoms).Sum(Weight);
        return broken == 0 ? 0 : broken / (broken + fault.Breaks.Where(symptoms.Kept.Contains).Sum(Weight));
    }

    private Explanation Explained(KnownFault fault, FaultKind? or, Symptoms symptoms) => new(
        fault.Kind, or, symptoms.Broken, [.. Shared(fault, symptoms).OrderByDescending(Weight)],
        [.. fault.Breaks.Where(symptoms.Kept.Contains).Order(StringComparer.Ordinal)]);

    /// <summary>Of both together.</summary>
    private double Score(KnownFault one, KnownFault other, Symptoms symptoms) => Score(
        one.Breaks.Union(other.Breaks).ToHashSet(), rule => one.Keeps.Contains(rule) && other.Keeps.Contains(rule), symptoms);

    private double Score(IReadOnlySet<string> breaks, Func<string, bool> keeps, Symptoms symptoms)
    {
        double both = 0, either = 0;
        foreach (var rule in symptoms.Broken)
        {
            var weight = Weight(rule);
            var isShared = breaks.Contains(rule);
            if (isShared) both += weight;
            either += isShared || keeps(rule) ? weight : Unknown * weight;
        }

        either += breaks.Where(symptoms.Kept.Contains).Sum(Weight);
        return both == 0 ? 0 : both / either;
    }

    /// <summary>A rule that no known fault breaks weighs most.</summary>
    private double Weight(string rule) => weights.GetValueOrDefault(rule, Math.Log(bank.Faults.Count + 1.0));
}
