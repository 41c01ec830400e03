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

    private readonly ConcurrentDictionary<(ContractTarget, Transport), ConcurrentBag<Spare>> kept = new();

    private readonly ConcurrentQueue<string> ended = new();

    /// <summary>The spares that were found to have ended though nobody had asked them to, in a sentence each.</summary>
    public IEnumerable<string> Ended => ended;

    /// <summary>A clean spare for this subject; null when there is none.</summary>
    public async Task<Instance?> TakeAsync(Subject subject)
    {
        while (Of(subject).TryTake(out var spare))
        {
            if (await Until.TrueAsync(() => IsClean(spare.Instance), Settling) && !spare.HasEnded) return spare.Instance;
            await EndAsync(spare);
        }

        return null;
    }

    /// <summary>Keeps a server whose case has passed.</summary>
    /// <param name="rule">That case's.</param>
    public void Keep(Subject subject, Instance instance, string rule) => Of(subject).Add(new Spare(instance, subject, rule));

    /// <summary>Ends every spare. New ones may be kept afterwards.</summary>
    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(kept.Values.SelectMany(Emptied).Select(EndAsync));

    private static IEnumerable<Spare> Emptied(ConcurrentBag<Spare> bag)
    {
        while (bag.TryTake(out var spare)) yield return spare;
    }

    private async Task EndAsync(Spare spare)
    {
        if (spare.HasEnded)
            ended.Enqueue($"{spare.Subject.Target.Name} ended though nobody had asked it to, with " +
                $"{ExitStatus.Words(await spare.Instance.Process!.Exited)}, some time after {spare.Rule} ({spare.Subject}) had passed.");
        await spare.Instance.DisposeAsync();
    }

    private ConcurrentBag<Spare> Of(Subject subject) => kept.GetOrAdd((subject.Contract, subject.Transport), _ => []);

    private static bool IsClean(Instance spare) => spare.Process!.Exited.IsCompleted
        || spare.Declared.Protocol.IsDatagram
        || SocketTable.AcceptQueue(spare.EndPoint) is { Length: 0 };

    private sealed record Spare(Instance Instance, Subject Subject, string Rule)
    {
        public bool HasEnded => Instance.Process!.Exited.IsCompleted;
    }
}
