namespace SocketConformance.Specification;

/// <summary>How a message begins, and how long it is: as much of it as a report shows.</summary>
public sealed class Preview : IEquatable<Preview>
{
    /// <summary>So many bytes are kept.</summary>
    public const int Most = 48;

    private readonly byte[] start;

    /// <param name="start">The bytes, or the first of them.</param>
    /// <param name="length">How many there are in all; null leaves that open.</param>
    public Preview(ReadOnlySpan<byte> start, long? length)
    {
        this.start = start[..Math.Min(start.Length, Most)].ToArray();
        Length = length;
    }

    public static Preview Of(ReadOnlySpan<byte> bytes) => new(bytes, bytes.Length);

    public ReadOnlySpan<byte> Start => start;

    public long? Length { get; }

    /// <summary>This message with more at its end.</summary>
    /// <param name="more">The bytes, or the first of them.</param>
    /// <param name="length">How many more there are in all; by default all are given.</param>
    public Preview Then(ReadOnlySpan<byte> more, long? length = null) => new(this, more, length ?? more.Length);

    public bool Equals(Preview? other) => other is not null && Length == other.Length && Start.SequenceEqual(other.Start);

    public override bool Equals(object? obj) => Equals(obj as Preview);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Length);
        hash.AddBytes(start);
        return hash.ToHashCode();
    }

    private Preview(Preview before, ReadOnlySpan<byte> more, long length)
    {
        var isCut = before.start.Length == Most || before.start.Length < before.Length;
        start = isCut ? before.start : [.. before.start, .. more[..Math.Min(more.Length, Most - before.start.Length)]];
        Length = before.Length + length;
    }
}
