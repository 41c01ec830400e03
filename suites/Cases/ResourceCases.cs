using System.Diagnostics;

namespace SocketConformance.Cases;

/// <summary>Resources: what connections leave behind. Orderly ends are looked at elsewhere (concurrency, threaded, forking).</summary>
[Asks(Connections | ServesOn | Concurrent, NotOf = NamesProcess, Because = Reasons.AProcessForEachPeer, IncidentalReplies = true)]
public sealed class ResourceCases
{
    [Conformance("resources/descriptors-return", Must, "contract",
        "A server gives the descriptor of each connection back, also of those that were reset.",
        Asks = Connections | ServesOn, NotOf = NamesProcess, Because = Reasons.AProcessForEachPeer,
        Over = Over.Tcp,
        Needs = Needs.Process,
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "300 peers a round (when that takes long fewer, at least 60) reset, in turn before they have sent anything and in the " +
            "middle of their request; the descriptors of the server's processes are counted as for concurrency/descriptors-return.",
        Catches = "a server that closes a connection where all went well, and not where an error is handled")]
    public async Task Descriptors_of_failed_connections_are_given_back(Server server)
    {
        await server.AssertServesAsync("at the start");

        await Leftovers.Descriptors.AssertNoneAsync(server, most: 300, least: 60, number => CutOffAsync(server, number % 2 == 0),
            ", all of them reset");
        await server.AssertServesAsync("after all the resets");
    }

    [Conformance("resources/threads-return", Must, "contract",
        "A server's threads end with their connections, also with those that were reset.",
        Over = Over.Tcp,
        Needs = Needs.Process | Needs.Concurrent,
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "300 peers a round (when that takes long fewer, at least 60), of which every second resets, in turn before it has sent " +
            "anything and in the middle of its request, and the others have an exchange; the threads of the server's processes are " +
            "counted as for concurrency/descriptors-return.",
        Catches = "a server whose threads end where all went well, and wait where an error is handled")]
    public async Task Threads_of_failed_connections_end(Server server)
    {
        await server.AssertServesAsync("at the start");

        await Leftovers.Threads.AssertNoneAsync(server, most: 300, least: 60, number => CutOffOrServeAsync(server, number),
            ", half of them reset");
    }

    [Conformance("resources/processes-return", Must, "contract",
        "A server's processes end with their connections, also with those that were reset.",
        Asks = NamesProcess,
        Over = Over.Tcp,
        Needs = Needs.Process,
        FirstTransportOnly = true,
        How = "100 peers a round (when that takes long fewer, at least 60), of which every second resets, in turn before it has sent " +
            "anything and in the middle of its request, and the others have an exchange; the server's children are counted, zombies " +
            "too, as for concurrency/descriptors-return.",
        Catches = "a server whose children end where all went well, and stay where an error is handled")]
    public async Task Processes_of_failed_connections_end(Server server)
    {
        await server.AssertServesAsync("at the start");

        // Some reap only when the next request comes: every second connection is one.
        await Leftovers.Children.AssertNoneAsync(server, most: 100, least: 60, number => CutOffOrServeAsync(server, number),
            ", half of them reset");
    }

    [Conformance("resources/datagrams-leave-nothing", Level.Should, "contract",
        "A UDP server keeps no descriptor, thread or child for a datagram that it has answered.",
        Since = 2,
        Asks = Datagrams,
        FirstTransportOnly = true,
        Needs = Needs.Process,
        AnyProtocol = true,
        How = "300 datagrams a round (when that takes long fewer, at least 60), each from a port of its own and answered; the server's " +
            "descriptors, threads and children are counted as for concurrency/descriptors-return.",
        Catches = "a server that opens a socket for each peer, to reply from, and never closes it")]
    public async Task Datagrams_leave_nothing(Server server)
    {
        foreach (var leftovers in (Leftovers[])[Leftovers.Descriptors, Leftovers.Threads, Leftovers.Children])
            await leftovers.AssertNoneAsync(server, most: 300, least: 60, async number =>
            {
                using var peer = server.OpenDatagram();
                await server.AssertRepliesAsync(peer, $"datagram {number}", $"datagram {number} of a round");
            });
    }

    [Conformance("resources/memory-returns", Level.Should, "contract",
        "A server keeps nothing large of connections that have ended.",
        Asks = Repeats | ServesOn,
        Needs = Needs.Process,
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "Short connections in rounds of 1,000, until the server's own memory (RssAnon) has grown by less than 32 MiB in one of " +
            "them, or by less than half as much as in the one before. What goes on is accused once it is more than 128 MiB, and more " +
            "than a 32nd of the memory there is: a JVM begins with a heap of half of that, and lets garbage lie in it. When memory grows " +
            "so fast that two thirds of that are reached sooner, rounds are as long as that takes.",
        Catches = "a server that keeps the buffers of its former connections")]
    public async Task Memory_of_ended_connections_is_given_back(Server server)
    {
        await server.AssertServesAsync("at the start");
        await Crowd.RequireServedByItselfAsync(server, "keeps nothing of them itself");
        var began = Stopwatch.GetTimestamp();
        var mayLie = Math.Max(128, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024 / 1024 / 32);
        var length = 1000;
        List<long> grown = [];
        while (grown.Count < 2 || grown.Sum() <= mayLie)
        {
            if (grown.Count > 0 && Stopwatch.GetElapsedTime(began) > Patience.Case * 2 / 3)
                throw new NotObservableException($"{grown.Sum():N0} MiB more after {grown.Count * length:N0} connections may be " +
                    $"garbage: a JVM lets up to {mayLie:N0} MiB lie; started with a small heap (java -Xmx32m), or judged with more time " +
                    "(--deadline-scale), the server shows whether it is");
            var before = server.Process.Memory;
            var enough = grown.Count == 0 ? mayLie * 2 / 3 : long.MaxValue;
            length = await Crowd.RepeatAsync(length, least: length, number => number % 50 == 0 && Grown(before) > enough,
                number => server.AssertServesAsync($"number {number} of {length:N0}"));
            var more = Grown(before);
            if (more < 32 || grown.Count > 0 && more < grown[^1] / 2) return;
            grown.Add(more);
        }

        throw new NotConformantException("memory that stops growing",
            $"{string.Join(", ", grown.Select(round => $"{round:N0}"))} MiB more in rounds of {length:N0} connections");

        long Grown(long since) => (server.Process.Memory - since) / 1024 / 1024;
    }

    [Conformance("resources/descriptors-return-at-every-stage", Must, "contract",
        "A server gives back the descriptor of each connection that is reset, however far it had come: not accepted yet, silent, in the " +
            "middle of its request, its reply under way.",
        Since = 2,
        Asks = Connections | ServesOn, NotOf = NamesProcess, Because = Reasons.AProcessForEachPeer,
        Over = Over.Tcp,
        Needs = Needs.Process | Needs.SocketTable,
        FirstTransportOnly = true,
        AnyProtocol = true,
        How = "100 peers a round for each stage: reset in the queue, while the server is stopped; reset once accepted; reset once their " +
            "first bytes were read; reset with a reply unread, of 256 KiB in small segments where a reply is as long as what was asked. " +
            "The descriptors are counted as for concurrency/descriptors-return.",
        Catches = "a server that forgets the descriptor when getpeername or its first receive fails")]
    public async Task Descriptors_are_given_back_at_every_stage(Server server)
    {
        await server.AssertServesAsync("at the start");

        var asked = server.Protocol.Dialogue is not null ? server.FirstBytes("")
            : Payload.Numbered(server.Protocol.Capabilities.HasFlag(GrowingReply) ? 256 * 1024 : 16);
        var together = server.Declared.Concurrent ? server.UpTo(10) : 1;
        await ShouldLeaveNoneAsync("before they were accepted", QueueHolds(server), async count =>
        {
            await server.Process.AllSleepAsync(Patience.Answer / 50); // one that waits for its child to exec (vfork) can't be stopped
            await server.FreezeAsync();
            foreach (var peer in await Crowd.ConnectAsync(server, count)) peer.Reset();
            server.Thaw();
            await server.QueueDrainsAsync();
        });
        await ShouldLeaveNoneAsync("before their first byte", together, count => ResetAsync(server, count, server.AssertAcceptedAsync));
        await ShouldLeaveNoneAsync("in the middle of their request", together, count => ResetAsync(server, count, async peer =>
        {
            await peer.SendAsync(Half(server));
            await Server.HasReadAsync(peer);
        }));
        await ShouldLeaveNoneAsync("while their reply was under way", together, count => ResetAsync(server, count, async peer =>
        {
            await peer.SendUntilFullAsync(asked, quiet: TimeSpan.FromMilliseconds(10));
            await Until.TrueAsync(() => peer.Available > 0, Patience.Answer / 5);
        }));
        await server.AssertServesAsync("after all the resets");

        Task ShouldLeaveNoneAsync(string when, int atOnce, Func<int, Task> reset) => Leftovers.Descriptors.AssertNoneAsync(server,
            most: 100, least: 100, number => number % atOnce == 0 ? reset(atOnce) : Task.CompletedTask, $", all of them reset {when}");
    }

    /// <summary>Peers that reset at the same time.</summary>
    /// <param name="server">The server.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="before">What each does before.</param>
    private static async Task ResetAsync(Server server, int count, Func<Peer, Task> before)
    {
        var peers = new Peer[count];
        for (var at = 0; at < count; at++) peers[at] = await server.ConnectAsync(receiveBuffer: 4096, segment: 536);
        await Task.WhenAll(peers.Select(before));
        foreach (var peer in peers) peer.Reset();
    }

    /// <summary>How many of ten peers at once the server's queue has places for: one, two, five, or all.</summary>
    private static int QueueHolds(Server server)
    {
        var places = SocketTable.AcceptQueue(server.EndPoint)?.Backlog ?? 1;
        return places >= 10 ? 10 : places >= 5 ? 5 : places >= 2 ? 2 : 1;
    }

    /// <summary>A peer that is gone before it has said anything, which fails the server's receive however quick it is, or in the middle
    /// of its request: one that replies to what it has may have replied before that.</summary>
    private static async Task CutOffAsync(Server server, bool isSilent)
    {
        var peer = await server.ConnectAsync();
        if (!isSilent) await peer.SendAsync(Half(server));
        peer.Reset();
    }

    /// <summary>The beginning of a request.</summary>
    private static byte[] Half(Server server) => server.FirstBytes("cut off by") is var request ? request[..(request.Length / 2)] : [];

    /// <summary>Every second connection ends as it should.</summary>
    private static Task CutOffOrServeAsync(Server server, int number) =>
        number % 2 == 0 ? server.AssertServesAsync($"number {number} of a round, after a reset") : CutOffAsync(server, number % 4 == 1);
}
