using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.Runner;

/// <summary>What the command line asks for.</summary>
internal sealed record RunOptions
{
    public required IReadOnlyList<string> Targets { get; init; }
    public string? Contract { get; init; }
    public required IReadOnlyList<string> Cases { get; init; }
    public Level Level { get; init; } = Level.May;
    public required IReadOnlyList<ReportRequest> Reports { get; init; }
    public string? KnownFailures { get; init; }
    public string? WriteKnownFailures { get; init; }
    public Shard? Shard { get; init; }
    public int Jobs { get; init; }
    public double DeadlineScale { get; init; }
    public bool Strict { get; init; }
    public bool FailFast { get; init; }
    public bool List { get; init; }
    public string? Explain { get; init; }
    public bool Spec { get; init; }
    public int Repeat { get; init; } = 1;
    public bool SelfTest { get; init; }

    /// <summary>The self-test judges every broken server by every case, not only by the one that is named for it.</summary>
    public bool KillMatrix { get; init; }
    public bool Parity { get; init; }
    public int? Fuzz { get; init; }
    public int? Seed { get; init; }
    public string? Replay { get; init; }
    public bool Timings { get; init; }
    public bool PrintTarget { get; init; }

    /// <summary>The command behind <c>--</c>; empty when there is none.</summary>
    public required IReadOnlyList<string> Command { get; init; }
}
