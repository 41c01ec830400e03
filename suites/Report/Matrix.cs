using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>Cases down, targets across.</summary>
internal sealed class Matrix
{
    private readonly Dictionary<string, int> columns = [];
    private readonly Dictionary<string, Row> rows = [];
    private readonly Dictionary<string, Section> sections = [];

    public Matrix(RunReport report)
    {
        foreach (var target in report.Targets)
            if (columns.TryAdd(target.Name, columns.Count)) Targets.Add(target.Name);
        foreach (var result in report.Results)
            if (columns.TryAdd(result.Target, columns.Count)) Targets.Add(result.Target);

        foreach (var _ in Targets) Totals.Add(new Tally());
        foreach (var result in report.Results) Add(result);
    }

    /// <summary>The columns' heads.</summary>
    public List<string> Targets { get; } = [];

    /// <summary>One for each column.</summary>
    public List<Tally> Totals { get; } = [];

    /// <summary>In the order in which the results name them first, as are their rows.</summary>
    public List<Section> Sections { get; } = [];

    private void Add(CaseResult result)
    {
        var column = columns[result.Target];
        Totals[column].Add(result.Verdict);
        RowOf(result).Add(result, column);
    }

    private Row RowOf(CaseResult result)
    {
        if (rows.TryGetValue(result.Case, out var row)) return row;
        if (!sections.TryGetValue(result.Section, out var section))
        {
            section = new Section(result.Section, []);
            sections.Add(section.Name, section);
            Sections.Add(section);
        }

        row = new Row(result, Targets.Count);
        rows.Add(row.Case, row);
        section.Rows.Add(row);
        return row;
    }

    internal sealed record Section(string Name, List<Row> Rows);

    internal sealed class Row
    {
        public Row(CaseResult first, int columns)
        {
            (Case, Statement, Source, Level) = (first.Case, first.Statement, first.Source, first.Level);
            Cells = new Tally[columns];
            for (var column = 0; column < columns; column++) Cells[column] = new Tally();
        }

        public string Case { get; }
        public string Statement { get; }
        public string Source { get; }

        /// <summary>The most binding one: a target's declaration can raise it.</summary>
        public Level Level { get; private set; }

        /// <summary>One for each column, over the target's contracts and transports.</summary>
        public Tally[] Cells { get; }

        public List<CaseResult> Results { get; } = [];

        public void Add(CaseResult result, int column)
        {
            if (result.Level < Level) Level = result.Level;
            Cells[column].Add(result.Verdict);
            Results.Add(result);
        }
    }
}
