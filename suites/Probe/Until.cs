using System.Diagnostics;

namespace SocketConformance.Probe;

/// <summary>Waits for states that nothing announces: the kernel's tables and /proc.</summary>
public static class Until
{
    /// <summary>
    /// Looks until the condition holds: at once, again when others have had the processor, then every millisecond, so
    /// that a wait takes little from the server that is waited for.
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
            if (looks == 0) await Task.Yield();
            else await Task.Delay(1);
        }
    }
}
