using System.Collections.Concurrent;

namespace SocketConformance.Cases;

/// <summary>
/// Servers that a case has left as it found them, kept for the next case that will do the same. Half of the time would
/// otherwise go into starting servers. Only a pass makes a spare; a case that does not pass on a spare is judged
/// again on a fresh server, and that verdict counts.
/// </summary>
internal sealed class Spares : IAsyncDisposable
{
    /// <summary>For a server to let go of the last case's peers. One that needs longer is replaced.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<(ContractTarget, Transport), ConcurrentBag<Instance>> kept = new();

    /// <summary>A clean spare for this subject; null when there is none.</summary>
    public async Task<Instance?> TakeAsync(Subject subject)
    {
        while (Of(subject).TryTake(out var spare))
        {
            if (await Until.TrueAsync(() => IsClean(spare), Settling) && !spare.Process!.Exited.IsCompleted) return spare;
            await spare.DisposeAsync();
        }

        return null;
    }

    /// <summary>Keeps a server whose case has passed.</summary>
    public void Keep(Subject subject, Instance instance) => Of(subject).Add(instance);

    /// <summary>Ends every spare. New ones may be kept afterwards.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(kept.Values.SelectMany(Emptied).Select(spare => spare.DisposeAsync().AsTask()));

    private static IEnumerable<Instance> Emptied(ConcurrentBag<Instance> bag)
    {
        while (bag.TryTake(out var spare)) yield return spare;
    }

    private ConcurrentBag<Instance> Of(Subject subject) => kept.GetOrAdd((subject.Contract, subject.Transport), _ => []);

    private static bool IsClean(Instance spare) => spare.Process!.Exited.IsCompleted
        || Contracts.IsDatagram(spare.Declared.Contract)
        || SocketTable.Listener(spare.EndPoint) is { Length: 0 };
}
