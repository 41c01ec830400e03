namespace SocketConformance.Specification;

/// <summary>Two targets' observations in every case that both could be judged by.</summary>
/// <param name="NotCompared">Cases in which one of them was not judged: skipped, inconclusive, or an error.</param>
/// <param name="Stale">Declared differences that are none, each a full sentence.</param>
public sealed record CaseParityReport(
    string First, string Second, IReadOnlyList<CaseParityRow> Rows, int NotCompared, IReadOnlyList<string> Stale)
{
    public IEnumerable<CaseParityRow> Of(CaseParityKind kind) => Rows.Where(row => row.Kind == kind);

    public int Count(CaseParityKind kind) => Of(kind).Count();

    public ExitCode ExitCode =>
        Rows.Count == 0 ? ExitCode.CouldNotJudge
        : Count(CaseParityKind.Different) > 0 || Stale.Count > 0 ? ExitCode.NotConformant
        : ExitCode.Conformant;
}

public enum CaseParityKind
{
    Equal,

    /// <summary>Different, and nobody has said why.</summary>
    Different,

    /// <summary>Different for a reason that is written down.</summary>
    Declared,

    /// <summary>One server's own runs differ: chance, and not compared.</summary>
    Unstable,
}

/// <summary>What two targets showed in one case.</summary>
public sealed record CaseParityRow(
    string Case, string Contract, Transport Transport, CaseParityKind Kind, CaseSeen First, CaseSeen Second, string? Reason);
