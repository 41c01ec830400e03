namespace SocketConformance.Specification;

/// <summary>The server broke the rule under test.</summary>
/// <param name="expected">What the rule asks for, in words.</param>
/// <param name="observed">What was seen instead, in words, escaped.</param>
/// <param name="hint">What such a failure usually means, where that is known.</param>
public sealed class NotConformantException(string expected, string observed, string? hint = null)
    : Exception($"expected {expected}; observed {observed}")
{
    public string Expected { get; } = expected;
    public string Observed { get; } = observed;
    public string? Hint { get; } = hint;

    /// <summary>What it has in common with others; null where nothing is known.</summary>
    public Difference? Difference { get; init; }

    /// <summary>The exchange whose reply was wrong, where that is what went wrong.</summary>
    public FailedExchange? Exchange { get; init; }
}

/// <summary>An exchange with a wrong reply.</summary>
/// <param name="Expected">What should have come.</param>
/// <param name="Reply">What came.</param>
/// <param name="End">How it ended, in a word: <c>FIN</c>.</param>
public sealed record FailedExchange(byte[] Expected, byte[] Reply, string End)
{
    /// <summary>What the peer sent; null where the case does not say.</summary>
    public byte[]? Request { get; init; }

    /// <summary>It only asks whether the server serves: what it replies is another rule's business.</summary>
    public bool IsPlain { get; init; }
}

/// <summary>The rule does not apply to this subject.</summary>
public sealed class NotApplicableException(string reason) : Exception(reason);

/// <summary>The rule cannot be observed from here: the platform or the way to the target hides it.</summary>
public sealed class NotObservableException(string reason) : Exception(reason);
