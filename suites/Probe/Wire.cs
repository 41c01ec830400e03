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
    private readonly List<Entry> first = [];
    private readonly Queue<Entry> last = [];
    private int dropped;
    private int peers;

    /// <summary>Numbers the peers of a case, so that a transcript with several tells them apart.</summary>
    public int NextPeer() => Interlocked.Increment(ref peers);

    public double Milliseconds => Stopwatch.GetElapsedTime(started).TotalMilliseconds;

    /// <summary>Notes an event that is not data: a connect, a FIN, a signal.</summary>
    public void Note(string what)
    {
        lock (guard) Add(new Entry { Milliseconds = Milliseconds, What = what });
    }

    /// <summary>Notes data; neighbouring pieces of one peer in one direction become one event.</summary>
    /// <param name="peer">The peer's number, from <see cref="NextPeer"/>.</param>
    /// <param name="arrow"><c>-></c> towards the target, <c>&lt;-</c> from it.</param>
    /// <param name="bytes">What went over the wire.</param>
    public void Data(int peer, string arrow, ReadOnlySpan<byte> bytes)
    {
        lock (guard)
        {
            if (Latest is { } latest && latest.Peer == peer && latest.Arrow == arrow)
                latest.Extend(bytes);
            else
                Add(new Entry { Milliseconds = Milliseconds, Peer = peer, Arrow = arrow, Bytes = { } }.Extend(bytes));
        }
    }

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<WireEvent> Events
    {
        get
        {
            lock (guard)
            {
                var events = first.Select(Describe).ToList();
                if (dropped > 0) events.Add(new WireEvent(first[^1].Milliseconds, $"… {dropped:N0} more events …"));
                events.AddRange(last.Select(Describe));
                return events;
            }
        }
    }

    /// <summary>The prefix of a peer's events; the only peer of a case needs none.</summary>
    internal static string Label(int peer) => peer > 1 ? $"[{peer}] " : "";

    private Entry? Latest => last.Count > 0 ? last.Last() : first.Count > 0 ? first[^1] : null;

    private void Add(Entry entry)
    {
        if (first.Count < Kept)
        {
            first.Add(entry);
            return;
        }

        last.Enqueue(entry);
        if (last.Count <= Kept) return;
        last.Dequeue();
        dropped++;
    }

    private static WireEvent Describe(Entry entry) => new(Math.Round(entry.Milliseconds, 3), entry.Arrow is null
        ? entry.What
        : $"{Label(entry.Peer)}{entry.Arrow} {Show.Bytes(entry.Bytes.ToArray(), entry.Total)}");

    private sealed class Entry
    {
        public required double Milliseconds { get; init; }
        public string What { get; init; } = "";
        public int Peer { get; init; }
        public string? Arrow { get; init; }
        public List<byte> Bytes { get; init; } = [];
        public long Total { get; private set; }

        public Entry Extend(ReadOnlySpan<byte> bytes)
        {
            Bytes.AddRange(bytes[..Math.Min(bytes.Length, Show.Preview + 1 - Math.Min(Bytes.Count, Show.Preview + 1))]);
            Total += bytes.Length;
            return this;
        }
    }
}
