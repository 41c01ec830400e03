using System.Globalization;
using System.Text;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>How many results have which verdict: a cell of the matrix, or a whole target.</summary>
internal sealed class Tally
{
    /// <summary>Every verdict, what needs attention first. A pass outweighs a skip: a skipped case asks nothing.</summary>
    public static IReadOnlyList<Verdict> WorstFirst { get; } =
    [
        Verdict.Error, Verdict.Fail, Verdict.Flaky, Verdict.UnexpectedPass, Verdict.Deviation,
        Verdict.KnownFailure, Verdict.Inconclusive, Verdict.Pass, Verdict.Skip,
    ];

    private readonly int[] counts = new int[WorstFirst.Count];

    public int Total { get; private set; }

    public int this[Verdict verdict] => counts[(int)verdict];

    public void Add(Verdict verdict)
    {
        counts[(int)verdict]++;
        Total++;
    }

    public void Add(Tally other)
    {
        foreach (var verdict in WorstFirst) counts[(int)verdict] += other[verdict];
        Total += other.Total;
    }

    /// <summary>The verdict that the whole is shown as; null when nothing was judged.</summary>
    public Verdict? Worst
    {
        get
        {
            foreach (var verdict in WorstFirst)
                if (this[verdict] > 0) return verdict;
            return null;
        }
    }

    /// <summary>All results have the same verdict.</summary>
    public bool Uniform => Worst is not { } worst || this[worst] == Total;

    /// <summary>Such as <c>✔</c>, <c>✔ 3</c> (all three), <c>✘ 1/3</c> (one of three), <c>·</c> (none).</summary>
    public string Cell
    {
        get
        {
            if (Worst is not { } worst) return Signs.None;
            if (!Uniform) return string.Create(CultureInfo.InvariantCulture, $"{worst.Sign()} {this[worst]}/{Total}");
            return Total == 1 ? worst.Sign() : string.Create(CultureInfo.InvariantCulture, $"{worst.Sign()} {Total}");
        }
    }

    /// <summary>Such as <c>2 fail, 96 pass, 3 skip</c>.</summary>
    public string Words
    {
        get
        {
            if (Total == 0) return "nothing judged";
            var words = new StringBuilder();
            foreach (var verdict in WorstFirst)
            {
                if (this[verdict] == 0) continue;
                if (words.Length > 0) words.Append(", ");
                words.Append(CultureInfo.InvariantCulture, $"{this[verdict]} {verdict.Word()}");
            }

            return words.ToString();
        }
    }
}
