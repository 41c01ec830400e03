using System.Diagnostics;

namespace SocketConformance.Cases;

/// <summary>Spreads requests evenly, for a target that declares how many a second its server answers.</summary>
internal sealed class Pace
{
    /// <summary>The server's clock and ours may begin their seconds apart.</summary>
    private const double Spare = 1.1;

    private readonly Lock guard = new();
    private long next;

    /// <summary>Waits for the next request's turn.</summary>
    /// <param name="perSecond">How many there may be; null for as many as one likes.</param>
    public async Task WaitAsync(double? perSecond)
    {
        if (perSecond is not { } most) return;
        TimeSpan wait;
        lock (guard)
        {
            var now = Stopwatch.GetTimestamp();
            var turn = Math.Max(now, next);
            wait = Stopwatch.GetElapsedTime(now, turn);
            next = turn + (long)(Stopwatch.Frequency * Spare / most);
        }

        await Task.Delay(wait); // what the target declares; no event stands for it
    }
}
