using System.Diagnostics;
using SocketConformance.Specification;

namespace SocketConformance.Probe;

/// <summary>
/// The transcript of one case: every peer writes to it, the judge reads it. Bounded: of a long conversation the
/// first and the last <see cref="Kept"/> events stay.
/// </summary>
public sealed class Wire
{
    private const int Kept = 100;

    private readonly Lock guard = new();
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly List<WireEvent> first = [];
    private readonly Queue<WireEvent> last = [];
    private WireEvent? latest;
    private int dropped;
    private int peers;

    /// <summary>Numbers the peers of a case, so that a transcript with several tells them apart.</summary>
    public int NextPeer() => Interlocked.Increment(ref peers);

    /// <summary>Notes an event that is not data: a connect, a FIN, a signal.</summary>
    /// <param name="peer">The peer's number, from <see cref="NextPeer"/>; 0 when it is about no peer.</param>
    public void Note(WireStep step, int peer = 0)
    {
        lock (guard) Add(step, peer);
    }

    /// <summary>Notes data; neighbouring pieces of one peer in one direction become one event.</summary>
    /// <param name="peer">The peer's number, from <see cref="NextPeer"/>.</param>
    /// <param name="bytes">What went over the wire.</param>
    public void Data(int peer, Direction direction, ReadOnlySpan<byte> bytes)
    {
        lock (guard)
        {
            if (latest is { Step: WireStep.Data { Bytes: { } before } data } && latest.Peer == peer && data.Direction == direction)
                latest = latest with { Step = data with { Bytes = before.Then(bytes) } };
            else
                Add(new WireStep.Data(direction, Preview.Of(bytes)), peer);
        }
    }

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<WireEvent> Events
    {
        get
        {
            lock (guard)
            {
                List<WireEvent> events = [.. first];
                if (dropped > 0) events.Add(new WireEvent(first[^1].Milliseconds, 0, new WireStep.LeftOut(dropped)));
                events.AddRange(last);
                if (latest is not null) events.Add(latest);
                return events;
            }
        }
    }

    private void Add(WireStep step, int peer)
    {
        if (latest is not null) Keep(latest);
        latest = new WireEvent(Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 3), peer, step);
    }

    /// <summary>The latest event is one of the last, too.</summary>
    private void Keep(WireEvent happened)
    {
        if (first.Count < Kept)
        {
            first.Add(happened);
            return;
        }

        last.Enqueue(happened);
        if (last.Count < Kept) return;
        last.Dequeue();
        dropped++;
    }
}
