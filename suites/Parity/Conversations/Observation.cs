using SocketConformance.Probe;

namespace SocketConformance.Parity;

/// <summary>What one client has got in one step, and how its connection stood after it.</summary>
/// <param name="Pieces">The bytes of a stream, however many receives brought them; of UDP each datagram.</param>
public readonly record struct Seen(byte[][] Pieces, PeerState State)
{
    public static Seen Nothing { get; } = new([], PeerState.Open);

    public bool Is(Seen other) => State == other.State && Pieces.Length == other.Pieces.Length
        && Pieces.Zip(other.Pieces).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
}

/// <summary>
/// What the clients of a conversation saw, step by step, and then while they ended. Names and process ids are replaced by
/// what they stand for, so that two servers can be compared.
/// </summary>
/// <param name="Moments">After each step, and at the end: what each client saw. A client that has not connected saw nothing.</param>
/// <param name="End">How the server stood in the end: null when it served on.</param>
public sealed record Observation(IReadOnlyList<IReadOnlyList<Seen>> Moments, string? End)
{
    public static string Exited(int status) => $"ended with status {status}";

    /// <summary>The first moment in which two servers differ: the number of steps when it is the clients' end, one more when it
    /// is the server's. Null when they do not.</summary>
    public static int? FirstDifference(Observation one, Observation other)
    {
        for (var at = 0; at < Math.Min(one.Moments.Count, other.Moments.Count); at++)
            if (!Same(one.Moments[at], other.Moments[at])) return at;
        return one.Moments.Count != other.Moments.Count || one.End != other.End ? Math.Min(one.Moments.Count, other.Moments.Count) : null;
    }

    private static bool Same(IReadOnlyList<Seen> one, IReadOnlyList<Seen> other)
    {
        for (var peer = 0; peer < Math.Max(one.Count, other.Count); peer++)
            if (!At(one, peer).Is(At(other, peer))) return false;
        return true;
    }

    private static Seen At(IReadOnlyList<Seen> moment, int peer) => peer < moment.Count ? moment[peer] : Seen.Nothing;
}
