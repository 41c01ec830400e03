namespace SocketConformance.Specification;

/// <summary>A whole run: the input of every report format.</summary>
/// <param name="Version">The suite's version.</param>
/// <param name="Targets">In the order of the command line: one column each.</param>
/// <param name="Results">In the order of the specification, then of the targets.</param>
/// <param name="DurationMs">From start to the last verdict.</param>
/// <param name="Strict">A deviation counts as a failure.</param>
/// <param name="Interrupted">Ended by the user before every case was judged.</param>
/// <param name="Problems">What makes the run unfit to judge or fail as a whole: no case ran, a known failure that
/// names no case, a target that did not start. Each a full sentence with the way out.</param>
public sealed record RunReport(
    string Version,
    IReadOnlyList<TargetSummary> Targets,
    IReadOnlyList<CaseResult> Results,
    double DurationMs,
    bool Strict,
    bool Interrupted,
    IReadOnlyList<Problem> Problems)
{
    /// <summary>The revision of the specification that the run judged by; null in reports from before it was told.</summary>
    public int? Revision { get; init; }

    /// <summary>What every deadline was multiplied by: the <c>--deadline-scale</c>, and what the machine needed.</summary>
    public double DeadlineScale { get; init; } = 1;

    /// <summary>How often every case was judged.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>The part of a run that this is; null when it is the whole.</summary>
    public Shard? Shard { get; init; }

    /// <summary>True when no case speaks against any target and nothing stood in the way of judging.</summary>
    public bool Conformant => ExitCode == ExitCode.Conformant;

    public ExitCode ExitCode =>
        Interrupted ? ExitCode.Interrupted
        : Results.Count == 0 || Results.All(r => r.Verdict is Verdict.Skip or Verdict.Inconclusive)
            || Results.Any(r => r.Verdict == Verdict.Error)
            || Problems.Any(p => p.Kind == ProblemKind.CouldNotJudge) ? ExitCode.CouldNotJudge
        : Results.Any(r => SpeaksAgainst(r.Verdict))
            || Problems.Any(p => p.Kind == ProblemKind.NotConformant) ? ExitCode.NotConformant
        : ExitCode.Conformant;

    /// <summary>Whether a verdict alone makes the run not conformant.</summary>
    public bool SpeaksAgainst(Verdict verdict) => verdict switch
    {
        Verdict.Fail or Verdict.UnexpectedPass or Verdict.Flaky or Verdict.Error => true,
        Verdict.Deviation => Strict,
        _ => false,
    };
}

/// <summary>One column of the matrix, and what the target declared about itself.</summary>
/// <param name="Name">The target's name.</param>
/// <param name="How">How it is started, such as a command or an image.</param>
/// <param name="Declared">What it declares, one line a contract: <c>echo: concurrent, backlog 5, graceful, tcp4 tcp6 unix</c>.</param>
public sealed record TargetSummary(string Name, string How, IReadOnlyList<string> Declared);

public enum ProblemKind
{
    CouldNotJudge,
    NotConformant,
}

public sealed record Problem(ProblemKind Kind, string Message);

/// <summary>The exit codes. They are fixed: scripts rely on them.</summary>
public enum ExitCode
{
    /// <summary>Every case that ran kept its rule, or is a known failure.</summary>
    Conformant = 0,

    /// <summary>A rule is broken, a parity differs, or a report regressed.</summary>
    NotConformant = 1,

    /// <summary>Wrong usage, no such case, zero cases ran, a target that did not start, an error in any case.</summary>
    CouldNotJudge = 2,

    /// <summary>Ctrl-C; what was judged so far has been printed and written.</summary>
    Interrupted = 130,
}
