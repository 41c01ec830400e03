using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>How far a run is. Guarded by its owner.</summary>
internal sealed class ProgressState
{
    private readonly Dictionary<string, Section> sections = [];

    /// <summary>Which round of how many; null when there is but one.</summary>
    public (int Number, int Of)? Round { get; private set; }

    public int Planned { get; private set; }
    public int Judged { get; private set; }

    /// <summary>In the order of their first results.</summary>
    public List<(string Name, Tally Tally)> Targets { get; } = [];

    /// <summary>Those in which a case runs now.</summary>
    public IEnumerable<string> Running
    {
        get
        {
            foreach (var (name, section) in sections)
                if (section.Running > 0) yield return name;
        }
    }

    public void Begin(IReadOnlyDictionary<string, int> planned)
    {
        foreach (var (name, count) in planned)
        {
            SectionOf(name).Planned = count;
            Planned += count;
        }
    }

    /// <summary>Begins to count the sections anew; what the targets got so far stays.</summary>
    public void BeginRound(int number, int rounds)
    {
        Round = (number, rounds);
        Judged = 0;
        foreach (var section in sections.Values) section.Clear();
    }

    public void Start(string section) => SectionOf(section).Running++;

    /// <returns>The section's counts when this was the last of its results.</returns>
    public Tally? Add(CaseResult result)
    {
        Judged++;
        TargetOf(result.Target).Add(result.Verdict);
        var section = SectionOf(result.Section);
        section.Tally.Add(result.Verdict);
        section.Running = Math.Max(0, section.Running - 1);
        return section.Tally.Total == section.Planned ? section.Tally : null;
    }

    private Tally TargetOf(string name)
    {
        foreach (var (known, tally) in Targets)
            if (known == name) return tally;
        var added = new Tally();
        Targets.Add((name, added));
        return added;
    }

    private Section SectionOf(string name)
    {
        if (!sections.TryGetValue(name, out var section)) sections.Add(name, section = new Section());
        return section;
    }

    private sealed class Section
    {
        public int Planned { get; set; }
        public int Running { get; set; }
        public Tally Tally { get; private set; } = new();

        public void Clear() => (Running, Tally) = (0, new Tally());
    }
}
