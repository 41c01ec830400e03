using System.Diagnostics;

namespace SocketConformance.Probe;

/// <summary>Waits for states that nothing announces: the kernel's tables and /proc.</summary>
public static class Until
{
    /// <summary>
    /// Looks until the condition holds. Looks back off from at once to every 2 ms, so that a state that lasts is seen
    /// early and a wait costs little.
    /// </summary>
    /// <returns>False when it did not hold before the deadline.</returns>
    public static async Task<bool> TrueAsync(Func<bool> condition, TimeSpan? deadline = null)
    {
        var limit = deadline ?? Patience.Answer;
        var started = Stopwatch.GetTimestamp();
        for (var looks = 0; ; looks++)
        {
            if (condition()) return true;
            if (Stopwatch.GetElapsedTime(started) > limit) return false;
            if (looks < 20) await Task.Yield();
            else await Task.Delay(looks < 100 ? 1 : 2);
        }
    }
}
