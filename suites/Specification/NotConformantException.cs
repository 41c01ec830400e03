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
}

/// <summary>The rule does not apply to this subject.</summary>
public sealed class NotApplicableException(string reason) : Exception(reason);

/// <summary>The rule cannot be observed from here: the platform or the way to the target hides it.</summary>
public sealed class NotObservableException(string reason) : Exception(reason);
