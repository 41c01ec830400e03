using System.Globalization;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>The mistake that a target has probably made: one whose consequences are those that were seen.</summary>
/// <param name="Contracts">Those of the target in which it shows.</param>
/// <param name="Kind">The mistake.</param>
/// <param name="Or">Another that fits about as well; null when there is none.</param>
/// <param name="Explained">The rules that the target breaks and that mistake breaks too; first the one to look at.</param>
/// <param name="Broken">How many rules the target breaks in these contracts.</param>
/// <param name="Surplus">The rules that the mistake would break too, and that the target keeps.</param>
internal sealed record Diagnosis(
    string Target, IReadOnlyList<string> Contracts, FaultKind Kind, FaultKind? Or, IReadOnlyList<string> Explained, int Broken,
    IReadOnlyList<string> Surplus)
{
    /// <summary>In the order of the targets; none for what fits nothing that is known.</summary>
    public static List<Diagnosis> Of(RunReport report) => Of(report, KnownFaults.Shipped);

    /// <inheritdoc cref="Of(RunReport)"/>
    public static List<Diagnosis> Of(RunReport report, KnownFaults bank)
    {
        if (!report.Results.Any(result => result.Verdict.IsBroken())) return []; // and nothing is read
        var doctor = new Diagnostician(bank);
        return
        [
            .. from result in report.Results
               group result by (result.Target, result.Contract) into subject
               from diagnosis in doctor.Explain(Symptoms.Of(subject))
               group (subject.Key.Contract, Diagnosis: diagnosis) by (subject.Key.Target, diagnosis.Kind) into same
               select Merged(same.Key.Target, [.. same]),
        ];
    }

    /// <summary>Such as "26 of the 28 broken rules are those of a server that waits for a line end; nothing that passed here fails there."
    /// </summary>
    public string Words => $"{Share} of a server that {Kind.Words}{Against}.{(Or is null ? "" : $" Or of one that {Or.Words}.")}";

    /// <summary>What to do about it.</summary>
    public string Advice => $"{char.ToUpperInvariant(Kind.Advice[0])}{Kind.Advice[1..]}. See {Explained[0]} first.";

    private string Share => (Explained.Count, Broken) switch
    {
        (2, 2) => "Both broken rules are those",
        (var all, _) when all == Broken => string.Create(CultureInfo.InvariantCulture, $"All {all} broken rules are those"),
        (1, var all) => string.Create(CultureInfo.InvariantCulture, $"One of the {all} broken rules is that"),
        (var some, var all) => string.Create(CultureInfo.InvariantCulture, $"{some} of the {all} broken rules are those"),
    };

    private string Against => Surplus switch
    {
        [] => "; nothing that passed here fails there",
        [var one] => $"; there {one} fails as well",
        _ => string.Create(CultureInfo.InvariantCulture, $"; there {Surplus.Count} more fail, among them {Surplus[0]}"),
    };

    private static Diagnosis Merged(string target, List<(string Contract, Explanation Explanation)> same)
    {
        List<Explanation> each = [.. same.Select(one => one.Explanation)];
        return new Diagnosis(
            target, [.. same.Select(one => one.Contract)], each[0].Kind, each.TrueForAll(one => one.Or == each[0].Or) ? each[0].Or : null,
            [.. each.SelectMany(one => one.Explained).Distinct()], each.SelectMany(one => one.Broken).Distinct().Count(),
            [.. each.SelectMany(one => one.Surplus).Distinct()]);
    }
}
