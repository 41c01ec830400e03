using System.Diagnostics;

namespace SocketConformance.Cases;

/// <summary>Resources: what connections leave behind. Orderly ends are looked at elsewhere (concurrency, threaded, forking).</summary>
[About(Contracts.Echo, Contracts.Threaded)]
public sealed class ResourceCases
{
    [Conformance("resources/descriptors-return", Must, "contract",
        "A server gives the descriptor of each connection back, also of those that were reset.",
        On = [Contracts.Echo, Contracts.Uppercase, Contracts.Threaded],
        Over = Over.Tcp,
        Needs = Needs.Process,
        Once = true,
        How = "1,000 peers (when that takes long fewer, at least 200) reset in mid-request; afterwards each of the server's processes may hold fewer than 30 descriptors more than before.",
        Catches = "a server that closes a connection where all went well, and not where an error is handled")]
    public async Task Descriptors_of_failed_connections_are_given_back(Server server)
    {
        await server.AssertServesAsync("at the start");
        var descriptors = Holdings.Descriptors(server);
        var peers = await CutOffAsync(server, 1000);
        await server.AssertServesAsync($"after {peers:N0} resets");

        await descriptors.AssertGivenBackAsync($"{peers:N0} connections");
    }

    [Conformance("resources/threads-return", Must, "contract",
        "A server's threads end with their connections, also with those that were reset.",
        Over = Over.Tcp,
        Needs = Needs.Process | Needs.Concurrent,
        Once = true,
        How = "200 peers reset in mid-request; afterwards each of the server's processes may have fewer than 30 threads more than before.",
        Catches = "a server whose threads end where all went well, and wait where an error is handled")]
    public async Task Threads_of_failed_connections_end(Server server)
    {
        await server.AssertServesAsync("at the start");
        var threads = Holdings.Threads(server);
        await CutOffAsync(server, 200);
        await server.AssertServesAsync("after 200 resets");

        await threads.AssertGivenBackAsync("200 connections");
    }

    [Conformance("resources/processes-return", Must, "contract",
        "A server's processes end with their connections, also with those that were reset.",
        On = [Contracts.Forking],
        Over = Over.Tcp,
        Needs = Needs.Process,
        Once = true,
        How = "30 peers reset in mid-request; after a further exchange fewer than 5 children may be left, zombies counted.",
        Catches = "a server whose children end where all went well, and stay where an error is handled")]
    public async Task Processes_of_failed_connections_end(Server server)
    {
        await CutOffAsync(server, 30);

        // Some reap only when the next request comes.
        var left = int.MaxValue;
        for (var exchange = 1; exchange <= 3 && left >= 5; exchange++)
        {
            await server.AssertServesAsync("after 30 resets");
            await Until.TrueAsync(() => (left = server.Process.Children.Count) < 5, Patience.Answer / 5);
        }

        if (left >= 5) throw new NotConformantException("no child of the 30 connections that have ended", $"{left} children");
    }

    [Conformance("resources/memory-returns", Level.Should, "contract",
        "A server keeps nothing large of connections that have ended.",
        On = [Contracts.Echo],
        Needs = Needs.Process,
        Once = true,
        How = "After 1,000 short connections the process's own memory (RssAnon) may have grown by less than 64 MiB: no collector lets so little garbage lie so high.",
        Catches = "a server that keeps the buffers of its former connections")]
    public async Task Memory_of_ended_connections_is_given_back(Server server)
    {
        await server.AssertServesAsync("at the start");
        await Crowd.RequireServedByItselfAsync(server, "keeps nothing of them itself");
        var before = server.Process.Memory;
        await RepeatAsync(1000, least: 1000, number => server.AssertServesAsync($"number {number} of 1,000"));

        var grown = (server.Process.Memory - before) / 1024 / 1024;
        if (grown >= 64) throw new NotConformantException("less than 64 MiB more than before", $"{grown:N0} MiB more after 1,000 connections");
    }

    /// <summary>Peers, one after the other, each gone in the middle of its request.</summary>
    /// <returns>How many there were.</returns>
    private static Task<int> CutOffAsync(Server server, int count) => RepeatAsync(count, least: Math.Min(count, 200), async _ =>
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync("cut o"u8.ToArray());
        peer.Reset();
    });

    /// <summary>Repeats until it is done, or has taken a sixth of the time for a case and been often enough: a server that starts a
    /// program for each peer, or a very slow machine, gets by with fewer.</summary>
    /// <returns>How often it was done.</returns>
    private static async Task<int> RepeatAsync(int count, int least, Func<int, Task> connection)
    {
        var began = Stopwatch.GetTimestamp();
        for (var number = 1; number <= count; number++)
        {
            await connection(number);
            var most = Patience.Case * 3 / 4;
            if (number < least && Stopwatch.GetElapsedTime(began) > most)
                throw new NotObservableException($"only {number:N0} connections in {most.TotalSeconds:0} s, of {least:N0} that are needed; --deadline-scale gives more time");
            if (number >= least && Stopwatch.GetElapsedTime(began) > Patience.Case / 6) return number;
        }

        return count;
    }
}
