namespace SocketConformance.Specification;

/// <summary>A whole comparison of servers: the input of every report format of it.</summary>
/// <param name="Version">The suite's version.</param>
/// <param name="Revision">Of the specification.</param>
/// <param name="DurationMs">From start to the last conversation or verdict.</param>
public sealed record ParityReport(string Version, int Revision, double DurationMs)
{
    /// <summary>Case by case, the first target with each other; empty when conversations were played.</summary>
    public IReadOnlyList<CaseParityReport> Cases { get; init; } = [];

    /// <summary>By random conversations; null when cases were compared.</summary>
    public FuzzReport? Fuzz { get; init; }

    /// <summary>Why something could not be compared, each a full sentence.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Ended by the user before everything was compared.</summary>
    public bool Interrupted { get; init; }

    public bool Equal => ExitCode == ExitCode.Conformant;

    public ExitCode ExitCode =>
        Interrupted ? ExitCode.Interrupted
        : Problems.Count > 0 || (Cases.Count == 0 && Fuzz is null) ? ExitCode.CouldNotJudge
        : Cases.Select(cases => cases.ExitCode).Append(Fuzz?.ExitCode ?? ExitCode.Conformant).Max();
}
