using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Parity;

/// <summary>What is to be compared, and how long.</summary>
public sealed record FuzzPlan
{
    /// <summary>The first is compared with each of the others; a single one with the contract itself.</summary>
    public required IReadOnlyList<Target> Targets { get; init; }

    /// <summary>Conversations in all.</summary>
    public required int Conversations { get; init; }
    public required int Seed { get; init; }

    /// <summary>Where differences are kept; null to keep none.</summary>
    public string? Folder { get; init; }

    /// <summary>Conversations to begin with: differences of the past.</summary>
    public IReadOnlyList<Conversation> Corpus { get; init; } = [];

    /// <summary>Whether clients may reset their connections.</summary>
    public bool Resets { get; init; } = true;

    /// <summary>Told of each contract and transport when its conversations have been played.</summary>
    public Action<FuzzTally> Compared { get; init; } = _ => { };

    /// <summary>Cancelled when nothing more is to be played.</summary>
    public CancellationToken Interrupted { get; init; }
}
