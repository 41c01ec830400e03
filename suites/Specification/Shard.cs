using System.Globalization;

namespace SocketConformance.Specification;

/// <summary>One of the parts into which a run is split, so that several machines share it.</summary>
/// <param name="Index">From 1 to <paramref name="Count"/>.</param>
public sealed record Shard(int Index, int Count)
{
    public const int Most = 10_000;

    /// <summary>How many results all the shards hold together; 0 before that is known.</summary>
    public int Results { get; init; }

    /// <summary>The shard that <c>2/3</c> stands for; null when it stands for none.</summary>
    public static Shard? Parse(string word) => word.Split('/') is [var index, var count]
        && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var part)
        && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var parts)
        && part >= 1 && part <= parts && parts <= Most
            ? new Shard(part, parts)
            : null;

    /// <summary>Its part of a whole: every n-th, so that neighbours, which take alike long, are spread over all shards.</summary>
    public IEnumerable<T> Of<T>(IEnumerable<T> whole) => whole.Where((_, at) => at % Count == Index - 1);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
