namespace SocketConformance.Specification;

/// <summary>One case, judged against one subject. The input of every report.</summary>
public sealed record CaseResult
{
    public required string Case { get; init; }
    public required string Contract { get; init; }
    public required Transport Transport { get; init; }
    public required string Target { get; init; }

    /// <summary>The level that counted for this target: a declared grace can raise a SHOULD to a MUST.</summary>
    public required Level Level { get; init; }
    public required Verdict Verdict { get; init; }
    public required string Statement { get; init; }
    public required string Source { get; init; }

    /// <summary>What the rule asks for, in words; null unless the rule was broken.</summary>
    public string? Expected { get; init; }

    /// <summary>What was seen instead, in words; null unless the rule was broken.</summary>
    public string? Observed { get; init; }

    /// <summary>What is wrong apart from the case's own bytes; null unless the rule was broken, and where it can't be said.</summary>
    public Difference? Difference { get; init; }

    /// <summary>Why the verdict is not a plain pass or fail: the skip's, error's or known failure's reason.</summary>
    public string? Reason { get; init; }

    /// <summary>What such a failure usually means.</summary>
    public string? Hint { get; init; }

    /// <summary>What the kernel knew of the conversation when the rule was broken: the states of both ends, what was not read and not
    /// accepted; null where nothing is known.</summary>
    public string? Kernel { get; init; }

    /// <summary>The server's command, state and last output when the case ended.</summary>
    public string? Server { get; init; }

    public IReadOnlyList<WireEvent> Wire { get; init; } = [];
    public double DurationMs { get; init; }

    /// <summary>The command that repeats this case alone.</summary>
    public required string Again { get; init; }

    public Judgement Judgement => new(Case, Contract, Transport, Target);

    public string Section => Case[..Case.IndexOf('/')];
}
