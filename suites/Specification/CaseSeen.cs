using System.Collections;

namespace SocketConformance.Specification;

/// <summary>What one target showed in a case, with all left open that is chance.</summary>
/// <param name="Broken">What was seen where the rule was broken, in words; null when it was kept.</param>
/// <param name="Steps">Its wire, one peer after the other.</param>
public sealed record CaseSeen(string? Broken, Steps Steps);

/// <summary>Steps in their order; equal to others when each is.</summary>
public sealed class Steps(IEnumerable<WireStep> steps) : IEnumerable<WireStep>, IEquatable<Steps>
{
    private readonly WireStep[] steps = [.. steps];

    public static Steps None { get; } = new([]);

    public bool Equals(Steps? other) => other is not null && steps.AsSpan().SequenceEqual(other.steps);

    public override bool Equals(object? obj) => Equals(obj as Steps);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var step in steps) hash.Add(step);
        return hash.ToHashCode();
    }

    public IEnumerator<WireStep> GetEnumerator() => ((IEnumerable<WireStep>)steps).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
