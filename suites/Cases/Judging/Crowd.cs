using System.Diagnostics;
using System.Net.Sockets;

namespace SocketConformance.Cases;

/// <summary>Many peers of one server.</summary>
internal static class Crowd
{
    /// <summary>Connects that many, one at a time.</summary>
    public static async Task<Peer[]> ConnectAsync(Server server, int count)
    {
        var peers = new Peer[count];
        for (var at = 0; at < count; at++) peers[at] = await server.ConnectAsync();
        return peers;
    }

    /// <summary>Has one connection after the other, until there have been all, or they have taken that long and been often enough: a
    /// server that starts a program for each peer, or a very slow machine, gets by with fewer.</summary>
    /// <returns>How many there have been.</returns>
    public static Task<int> RepeatAsync(int count, int least, TimeSpan enough, Func<int, Task> connection)
    {
        var began = Stopwatch.GetTimestamp();
        return RepeatAsync(count, least, number => number >= least && Stopwatch.GetElapsedTime(began) > enough, connection);
    }

    /// <summary>Has one connection after the other, until there have been all, or enough.</summary>
    /// <inheritdoc cref="RepeatAsync(int, int, TimeSpan, Func{int, Task})"/>
    /// <param name="isEnough">Whether so many are enough.</param>
    public static async Task<int> RepeatAsync(int count, int least, Func<int, bool> isEnough, Func<int, Task> connection)
    {
        var began = Stopwatch.GetTimestamp();
        for (var number = 1; number <= count; number++)
        {
            await connection(number);
            if (isEnough(number)) return number;
            var most = Patience.Case * 3 / 4;
            if (number < least && Stopwatch.GetElapsedTime(began) > most)
                throw new NotObservableException($"only {number:N0} connections in {most.TotalSeconds:0} s, of {least:N0} that are " +
                    "needed; --deadline-scale gives more time");
        }

        return count;
    }

    /// <summary>Servers that serve more at the same time are not filled.</summary>
    private const int Most = 1000;

    /// <summary>A peer in each of the places that the server declares.</summary>
    public static Task<Peer[]> FillAsync(Server server) => server.Declared.AtOnce is { } places and <= Most
        ? HoldAsync(server, places)
        : throw new NotApplicableException(
            $"declared limits.connections: {server.Declared.AtOnce}, and no more than {Most:N0} places are filled");

    /// <summary>Connects that many, one at a time, and waits until the server has dealt with them.</summary>
    public static async Task<Peer[]> HoldAsync(Server server, int count)
    {
        await server.PlacesReturnAsync();
        var peers = await ConnectAsync(server, count);
        foreach (var peer in peers) await server.AssertAcceptedAsync(peer);
        return peers;
    }

    /// <summary>Lets more peers ask than a server has places for, as many as its queue takes, and waits until it has dealt with
    /// them as far as it will.</summary>
    /// <returns>Those that it has not refused at once.</returns>
    public static async Task<IReadOnlyList<Peer>> AskBeyondAsync(Server server, int count)
    {
        List<Peer> peers = [];
        for (var at = 0; at < count && server.HasPlace(); at++)
        {
            var peer = server.BeginConnect();
            if (await peer.Connected != SocketError.Success) continue;
            peers.Add(peer);
            if (await peer.SendAsync(server.FirstBytes($"beyond {at}")) == Open) peer.FinishSending();
        }

        if (server.Instance.Process is { } process) await process.SleepsAsync();
        return peers;
    }

    /// <summary>The name that each connection's answer begins with.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync(Server server, IEnumerable<Peer> peers)
    {
        List<string> names = [];
        foreach (var peer in peers)
        {
            var request = Payload.Latin1($"who serves {peer.Number}?");
            names.Add((await peer.ExchangeAsync(request)).ShouldAnswer(server.Protocol, request, $"peer {peer.Number}: "));
        }

        return names;
    }

    /// <summary>For a case that looks at what the server's own process has of its peers.</summary>
    /// <param name="server">A server that has served already.</param>
    /// <param name="consequence">What a process of its own for each peer means for the case, such as <c>holds no descriptor for
    /// them</c>.</param>
    /// <exception cref="NotApplicableException">The server starts a process for each peer, or has some that accept.</exception>
    public static async Task RequireServedByItselfAsync(Server server, string consequence)
    {
        var before = server.Process.Children.Select(child => child.Pid).ToHashSet();
        var peer = await server.ConnectAsync();
        await server.AssertAcceptedAsync(peer);
        await server.Process.SleepsAsync(); // it has dealt with the connection
        var forks = server.Process.Children.Any(child => !before.Contains(child.Pid));
        var isElsewhere = SocketTable.ServerInode(peer) is { } inode && !ProcessTable.Holds(server.Process.Pid, inode);
        await LeaveAsync(server, peer, peer.Close);
        if (forks || isElsewhere) throw new NotApplicableException($"leaves its connections to processes of their own, and {consequence}");
    }

    /// <summary>Lets a peer leave, and where that can be seen waits until the server has let go of its connection or ended. What
    /// that did to the server is for the case to find out.</summary>
    /// <param name="peer">It has been accepted.</param>
    /// <param name="leave">How it leaves.</param>
    public static async Task LeaveAsync(Server server, Peer peer, Action leave)
    {
        var hasLetGo = server.Instance.Visibility.Hidden is null ? LetGoOf(peer, server.Instance.Process)
            : server.Instance.Process is { } process ? LetGoBy(process)
            : () => true;
        leave();
        await Until.TrueAsync(hasLetGo);
    }

    /// <summary>Told by the connection itself, whichever process of the server has it.</summary>
    /// <param name="process">Null for an external server: then any process may be the server's.</param>
    private static Func<bool> LetGoOf(Peer peer, ServerProcess? process)
    {
        if (SocketTable.ServerInode(peer) is not { } inode) return () => true;
        var holders = process is null ? ProcessTable.Holders(inode)
            : [.. process.Alive.Union(process.Children).Select(one => one.Pid).Where(pid => ProcessTable.Holds(pid, inode))];
        return () => !holders.Any(pid => ProcessTable.Holds(pid, inode));
    }

    /// <summary>Where the kernel's table shows no connection: told by how much the server's process has open.</summary>
    private static Func<bool> LetGoBy(ServerProcess process)
    {
        var held = Held();
        return () => process.Exited.IsCompleted || Held() < held;

        int Held() => process.Descriptors + process.Children.Count(child => child.State != 'Z');
    }
}
