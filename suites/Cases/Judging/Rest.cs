using System.Diagnostics;

namespace SocketConformance.Cases;

/// <summary>Whether a server that has nothing to do sleeps.</summary>
internal static class Rest
{
    /// <summary>More bytes in a quarter of a second than any log of a server without work.</summary>
    private const int Flood = 64 * 1024;

    /// <summary>A runtime may tidy up for a moment: three spans without a rest are a loop. Where processors are rare, little work
    /// takes as long, and who wakes for a moment waits long for its turn: a loop uses what it gets, and never sleeps. Nor do
    /// threads that wake each other in turn, though each of them does for half of the time.</summary>
    public static async Task ShouldBeAsync(Server server)
    {
        var span = TimeSpan.FromMilliseconds(250);
        var enough = span * 3 / 2;
        var most = Patience.Case / 2;
        var began = Stopwatch.GetTimestamp();
        var (watched, running, slept, asleep) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, false);
        var floods = 0;
        for (var spans = 0; spans < 3 || running < enough; spans++)
        {
            if (floods == 3)
                throw new NotConformantException("a server that sleeps",
                    $"it never stops printing: {Show.Count(Printed())} so far, the last of it stands below");
            if (server.Process.Exited is { IsCompletedSuccessfully: true, Result: var status })
                throw new NotConformantException("a server that sleeps", $"it ended with {ExitStatus.Words(status)}");
            if (Stopwatch.GetElapsedTime(began) > most)
            {
                if (asleep && slept > watched / 2) return;
                throw new NotObservableException($"only {running.TotalMilliseconds:0} ms of processor time were counted " +
                    $"(/proc/PID/task/TID/schedstat) in {most.TotalSeconds:0} s: too little to tell a loop from work that waits " +
                    "for its turn");
            }

            var before = server.Process.ProcessorTimes;
            var since = Stopwatch.GetTimestamp();
            var printed = Printed();
            // Only time shows that nothing is done in it.
            await Task.Delay(span);
            var sleeps = await server.Process.SleepsAsync(span); // of a thread that is ready to run, the wait is counted once it has run
            var elapsed = Stopwatch.GetElapsedTime(since);
            if (Printed() - printed > Flood)
            {
                floods++; // if it sleeps, then until somebody has read that
                continue;
            }

            asleep |= sleeps;
            if (before is null || server.Process.ProcessorTimes?.Since(before) is not { } spent) continue;
            if (sleeps && spent.Running < elapsed - spent.Busiest) return;
            (watched, running, slept) = (watched + elapsed, running + spent.Running, slept + elapsed - spent.Busiest);
        }

        if (asleep && running < slept) return;
        throw new NotConformantException(
            "a server that sleeps",
            $"in {watched.TotalMilliseconds:0} ms it ran for {running.TotalMilliseconds:0} ms, its busiest thread slept for " +
                $"{Math.Max(0, slept.TotalMilliseconds):0} ms, and all of them at once {(asleep ? "at times" : "never")}");

        long Printed() => server.Process.Stdout.Total + server.Process.Stderr.Total;
    }
}
