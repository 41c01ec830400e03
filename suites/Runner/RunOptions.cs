using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.Runner;

/// <summary>What the command line asks for.</summary>
internal sealed record RunOptions
{
    public required IReadOnlyList<string> Targets { get; init; }
    public string? Contract { get; init; }

    /// <summary>The protocol that stands in place of <see cref="Contract"/>: a shipped one, or a file.</summary>
    public string? Protocol { get; init; }

    /// <summary>What is sent, where the command line itself describes the protocol.</summary>
    public string? Send { get; init; }

    /// <summary>What comes back.</summary>
    public string? Expect { get; init; }

    /// <summary>Both are datagrams.</summary>
    public bool Udp { get; init; }

    /// <summary>The server closes once it has answered.</summary>
    public bool Once { get; init; }

    /// <summary>The head of the column of <see cref="Command"/>; null for the program's name.</summary>
    public string? Name { get; init; }
    public required IReadOnlyList<string> Cases { get; init; }
    public Level Level { get; init; } = Level.May;

    /// <summary>Only cases that this revision of the specification holds.</summary>
    public int Revision { get; init; } = Specification.Revision.Current;
    public required IReadOnlyList<ReportRequest> Reports { get; init; }

    public Detail Detail { get; init; }
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
    public bool PrintProtocol { get; init; }

    /// <summary>The command behind <c>--</c>; empty when there is none.</summary>
    public required IReadOnlyList<string> Command { get; init; }
}
