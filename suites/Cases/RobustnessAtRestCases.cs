using System.Diagnostics;

namespace SocketConformance.Cases;

/// <summary>Robustness: what a server does when there is nothing that it could do.</summary>
[About(Contracts.Echo, Contracts.Threaded, Shared = true, Waits = true)]
public sealed class RobustnessAtRestCases
{
    /// <summary>How many descriptors are left to a server that is to run out of them.</summary>
    private const int Room = 8;

    [Conformance("robustness/sleeps-when-idle", Level.Should, "contract",
        "A server that has nothing to do uses no processor time.",
        On = [Contracts.Echo, Contracts.Uppercase, Contracts.Threaded, Contracts.Forking, Contracts.UdpUppercase, Contracts.UdpEcho],
        Needs = Needs.Process,
        Once = true,
        How = "After an exchange, with an idle connection open: the server's processor time is read every 250 ms (/proc/PID/task/TID/schedstat), three times and until it has run for 375 ms: in one of the spans, or in all, its threads must be seen asleep all at once, and the busiest of them must sleep for longer than the server runs; a wait for a processor is neither.",
        Catches = "a server that asks again and again whether there is something to read")]
    public async Task An_idle_server_sleeps(Server server)
    {
        await server.AssertServesAsync("before the rest");
        if (!Contracts.IsDatagram(server.Contract)) await server.AssertAcceptedAsync(await server.ConnectAsync());

        await ShouldSleepAsync(server);
    }

    [Conformance("robustness/sleeps-while-stuck", Level.Should, "contract; POSIX poll",
        "A server whose peer does not read waits for room, and uses no processor time for it.",
        On = [Contracts.Echo],
        Needs = Needs.Process,
        Once = true,
        How = "A peer sends without reading until nothing more is taken; then its processor time is read as for sleeps-when-idle.",
        Catches = "a server that polls for input that it can't take, because it has no room for the reply")]
    public async Task A_server_that_is_stuck_sleeps(Server server)
    {
        var peer = await server.ConnectAsync();
        await server.SendUntilStuckAsync(peer, Payload.Numbered(16 * 1024 * 1024));

        await ShouldSleepAsync(server);
    }

    [Conformance("robustness/out-of-descriptors", Must, "POSIX accept: EMFILE",
        "A server that runs out of descriptors serves again once there are some.",
        Needs = Needs.Process | Needs.Concurrent,
        Alone = true,
        Once = true,
        How = "The server is left 8 descriptors (prlimit) and 12 peers connect; when they have gone, a plain exchange must succeed.",
        Catches = "a server that ends, or accepts nothing more, when accept fails")]
    public async Task Running_out_of_descriptors_is_survived(Server server)
    {
        var crowd = await ExhaustAsync(server);
        // So that it has met the failure, rather than just being about to.
        await server.Process.SleepsAsync(TimeSpan.FromMilliseconds(200));
        var process = server.Process;
        var full = process.Descriptors;
        foreach (var peer in crowd) peer.Close();
        // A full server may turn a newcomer away (libuv does): only once it has let go of the others has it to serve.
        await Until.TrueAsync(() => process.Exited.IsCompleted || process.Descriptors <= full - Room / 2 && SocketTable.Listener(server.EndPoint) is null or { Length: 0 });

        await server.AssertServesAsync("when descriptors are free again");
    }

    [Conformance("robustness/sleeps-when-full", Level.Should, "POSIX accept: EMFILE",
        "A server that runs out of descriptors waits for one, and uses no processor time for it.",
        Needs = Needs.Process | Needs.Concurrent,
        Alone = true,
        Once = true,
        How = "The server is left 8 descriptors (prlimit) and 12 peers connect; then its processor time is read as for sleeps-when-idle.",
        Catches = "a server that repeats accept at once when it has failed")]
    public async Task A_full_server_sleeps(Server server)
    {
        await ExhaustAsync(server);

        await ShouldSleepAsync(server);
    }

    /// <summary>More peers than the server has descriptors for: some hold one, the rest wait in the queue.</summary>
    private static async Task<IReadOnlyList<Peer>> ExhaustAsync(Server server)
    {
        await server.AssertServesAsync("at the start");
        await Crowd.RequireServedByItselfAsync(server, "holds no descriptor for them");
        var most = server.Process.Descriptors + Room;
        server.Process.LimitDescriptors(most);
        server.Wire.Note($"server limited to {most} descriptors");

        List<Peer> crowd = [];
        for (var at = 0; at < Room; at++) crowd.Add(await server.ConnectAsync());
        await server.QueueDrainsAsync(); // so that there is room in it for the others
        for (var at = 0; at < 4; at++) crowd.Add(server.BeginConnect());
        if (!await Until.TrueAsync(() => server.Process.Exited.IsCompleted || server.Process.Descriptors >= most - 1))
            throw new NotObservableException($"{crowd.Count} peers took only {server.Process.Descriptors - most + Room} of the {Room} descriptors that were left");
        return crowd;
    }

    /// <summary>A runtime may tidy up for a moment: three spans without a rest are a loop. Where processors are rare, little work
    /// takes as long, and who wakes for a moment waits long for its turn: a loop uses what it gets, and never sleeps. Nor do
    /// threads that wake each other in turn, though each of them does for half of the time.</summary>
    private static async Task ShouldSleepAsync(Server server)
    {
        var span = TimeSpan.FromMilliseconds(250);
        var enough = span * 3 / 2;
        var most = Patience.Case / 2;
        var began = Stopwatch.GetTimestamp();
        var (watched, running, slept, asleep) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, false);
        for (var spans = 0; spans < 3 || running < enough; spans++)
        {
            if (server.Process.Exited is { IsCompletedSuccessfully: true, Result: var status })
                throw new NotConformantException("a server that sleeps", $"it ended with {ExitStatus.Words(status)}");
            if (Stopwatch.GetElapsedTime(began) > most)
            {
                if (asleep && slept > watched / 2) return;
                throw new NotObservableException($"only {running.TotalMilliseconds:0} ms of processor time were counted (/proc/PID/task/TID/schedstat) in {most.TotalSeconds:0} s: too little to tell a loop from work that waits for its turn");
            }

            var before = server.Process.ProcessorTimes;
            var since = Stopwatch.GetTimestamp();
            // Only time shows that nothing is done in it.
            await Task.Delay(span);
            var sleeps = await server.Process.SleepsAsync(span); // of a thread that is ready to run, the wait is counted once it has run
            var elapsed = Stopwatch.GetElapsedTime(since);
            asleep |= sleeps;
            if (before is null || server.Process.ProcessorTimes?.Since(before) is not { } spent) continue;
            if (sleeps && spent.Running < elapsed - spent.Busiest) return;
            (watched, running, slept) = (watched + elapsed, running + spent.Running, slept + elapsed - spent.Busiest);
        }

        if (asleep && running < slept) return;
        throw new NotConformantException(
            "a server that sleeps",
            $"in {watched.TotalMilliseconds:0} ms it ran for {running.TotalMilliseconds:0} ms, its busiest thread slept for {Math.Max(0, slept.TotalMilliseconds):0} ms, and all of them at once {(asleep ? "at times" : "never")}");
    }
}
