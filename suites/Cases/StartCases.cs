using System.Net;
using System.Net.Sockets;

namespace SocketConformance.Cases;

/// <summary>Start-up: where a server listens, and what it does when it can't.</summary>
[About(Contracts.Echo, Contracts.EchoOnce, Contracts.Uppercase, Contracts.Threaded, Contracts.Forking)]
public sealed class StartCases
{
    [Conformance("start/listens-where-told", Must, "POSIX bind",
        "A server that was told to listen on one address listens on no other.",
        Over = Over.Tcp4,
        How = "The server was told 127.0.0.1; a connect to 127.0.0.2 at its port must be refused, and a plain exchange at 127.0.0.1 succeed.",
        Catches = "a server that binds 0.0.0.0 whatever it is told")]
    public async Task No_other_address_answers(Server server)
    {
        if (!server.IsTold("{host}")) throw new NotApplicableException("is not told a host");
        await ShouldRefuseAsync(server, new IPEndPoint(IPAddress.Parse("127.0.0.2"), server.Address.Port));
        await server.AssertServesAsync("at the address that it was told");
    }

    [Conformance("start/ipv6-does-not-take-ipv4", Level.Should, "RFC 3493 §5.3",
        "A server that was told to listen on ::1 does not listen on 127.0.0.1.",
        Over = Over.Tcp6,
        How = "The server was told ::1; a connect to 127.0.0.1 at its port must be refused, and a plain exchange at ::1 succeed.",
        Catches = "a server that binds the dual-stack wildcard in place of the address")]
    public async Task The_other_family_is_left_alone(Server server)
    {
        if (!server.IsTold("{host}")) throw new NotApplicableException("is not told a host");
        await ShouldRefuseAsync(server, new IPEndPoint(IPAddress.Loopback, server.Address.Port));
        await server.AssertServesAsync("at the address that it was told");
    }

    [Conformance("start/port-in-use-fails", Must, "POSIX bind: EADDRINUSE",
        "A server whose port is taken says so and exits with a status other than 0.",
        On = [Contracts.Echo, Contracts.EchoOnce, Contracts.Uppercase, Contracts.Threaded, Contracts.Forking, Contracts.UdpUppercase, Contracts.UdpEcho],
        Over = Over.Tcp | Over.Udp,
        Needs = Needs.Process,
        How = "A second instance is started with the port of the first: it must end, not with status 0, and print something; the first must go on serving.",
        Catches = "a server that exits with 0 when it could not bind, or shares the port by SO_REUSEPORT")]
    public async Task A_taken_port_ends_it(Server server)
    {
        await ShouldNotStartTwiceAsync(server, new StartOptions { Port = server.Address.Port, Unready = true });
    }

    [Conformance("start/unix-path-in-use-fails", Level.Should, "unix(7): EADDRINUSE",
        "A server whose Unix path is served by another does not take it over: it says so and exits with a status other than 0.",
        Over = Over.Unix,
        Needs = Needs.Process,
        How = "A second instance is started with the path of the first: it must end, not with status 0, and print something; the first must go on serving.",
        Catches = "a server that unlinks whatever is at its path")]
    public async Task A_taken_path_ends_it(Server server)
    {
        await ShouldNotStartTwiceAsync(server, new StartOptions { Path = server.EndPoint.ToString(), Unready = true });
    }

    [Conformance("start/rebinds-after-restart", Level.Should, "RFC 9293 §3.6.1 (TIME-WAIT); POSIX SO_REUSEADDR",
        "A server starts again on its port while connections of its former self are in TIME-WAIT.",
        On = [Contracts.Echo, Contracts.Uppercase, Contracts.Threaded],
        Over = Over.Tcp,
        Needs = Needs.Process | Needs.SocketTable,
        Unstarted = true,
        How = "The server and its children are killed with a connection open, whose end then waits in TIME-WAIT; a new instance on the same port must listen.",
        Catches = "a server that binds without SO_REUSEADDR")]
    public async Task It_starts_again_at_once(Server server)
    {
        // The kernel does not keep every connection in TIME-WAIT when it has much to do: then there is nothing to see.
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var killed = await server.StartAsync();
            var port = ((IPEndPoint)killed.EndPoint).Port;
            await LeaveInTimeWaitAsync(server, killed);
            if (!await Until.TrueAsync(() => IsInTimeWait(port), TimeSpan.FromMilliseconds(500))) continue;

            var again = await server.StartAsync(new StartOptions { Port = port, Unready = true });
            var listens = await ListensAsync(again);
            if (!IsInTimeWait(port)) continue;
            if (!listens) await DoesNotListenAsync(again);
            return;
        }

        throw new NotObservableException("no connection of the killed server stayed in TIME-WAIT");

        static bool IsInTimeWait(int port) => SocketTable.TcpRows(port).Any(row => row.State == TcpState.TimeWait);
    }

    [Conformance("start/unix-stale-path", Level.Should, "unix(7)",
        "A server that finds its Unix path left by a dead one starts, or ends with a message; it does not hang.",
        On = [Contracts.Echo, Contracts.Uppercase],
        Over = Over.Unix,
        Needs = Needs.Process,
        Unstarted = true,
        How = "A socket file that nobody listens on is at the path: the server must listen there, or print something and exit with a status other than 0.",
        Catches = "a server that waits, or ends in silence, when its path is taken by a leftover")]
    public async Task A_leftover_path_does_not_hang_it(Server server)
    {
        var path = Path.Combine(Path.GetTempPath(), $"socket-conformance-{Guid.NewGuid():N}.sock");
        try
        {
            LeaveStale(path);
            var instance = await server.StartAsync(new StartOptions { Path = path, Unready = true });
            if (await ListensAsync(instance)) return;
            await ShouldHaveFailedAsync(instance, "a leftover at its path");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Conformance("start/unix-path-too-long", Must, "unix(7): sun_path holds 108 bytes",
        "A server that is told a Unix path longer than a socket address holds says so and exits with a status other than 0.",
        On = [Contracts.Echo, Contracts.Uppercase],
        Over = Over.Unix,
        Needs = Needs.Process,
        Unstarted = true,
        How = "The server is started with a path of 200 bytes: it must end, not with status 0, and print something.",
        Catches = "a server that cuts the path, or ends in silence")]
    public async Task A_path_that_is_too_long_ends_it(Server server)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}-").PadRight(200, 'x');
        try
        {
            var instance = await server.StartAsync(new StartOptions { Path = path, Unready = true });
            await ShouldHaveFailedAsync(instance, "a path of 200 bytes");
        }
        finally
        {
            // Where a server that cuts the path has left its socket.
            File.Delete(path[..107]);
            File.Delete(path[..108]);
        }
    }

    [Conformance("start/unix-path-removed-on-stop", Level.Should, "unix(7)",
        "A server removes its Unix path when it is asked to stop.",
        Over = Over.Unix,
        Needs = Needs.Process,
        Graceful = true,
        How = "The stop signal is sent to the idle server; when it has ended, its path must be gone.",
        Catches = "a server that leaves its path behind, so that it can't start again")]
    public async Task Its_path_goes_with_it(Server server)
    {
        await server.AskToStopAsync();
        await server.AssertEndsAsync();

        if (File.Exists(server.EndPoint.ToString())) throw new NotConformantException("no file at its path once it has ended", "the socket file is still there");
    }

    private static async Task ShouldRefuseAsync(Server server, EndPoint elsewhere)
    {
        var outcome = await server.BeginConnect(elsewhere).Connected;
        if (outcome != SocketError.ConnectionRefused)
            throw new NotConformantException($"a connect to {elsewhere} refused", outcome == SocketError.Success ? "it is connected" : $"{outcome}");
    }

    private static async Task ShouldNotStartTwiceAsync(Server server, StartOptions same)
    {
        var second = await server.StartAsync(same);
        await ShouldHaveFailedAsync(second, $"{server.EndPoint} in use");
        await server.AssertServesAsync("at the first instance, after the second has failed");
    }

    /// <summary>Ended by itself, not with status 0, and not without a word.</summary>
    private static async Task ShouldHaveFailedAsync(Instance instance, string reason)
    {
        var process = instance.Process!;
        var status = await process.ExitWithinAsync(Patience.Start);
        if (status is null) throw new NotConformantException($"an end, because of {reason}", $"it still runs after {Patience.Start.TotalSeconds:0.#} s");
        if (status == 0) throw new NotConformantException($"an exit status other than 0, because of {reason}", "status 0");
        if (!await Until.TrueAsync(() => process.Stdout.Total + process.Stderr.Total > 0, TimeSpan.FromSeconds(1)))
            throw new NotConformantException($"a message that tells of {reason}", $"{ExitStatus.Words(status.Value)}, and not a word on stdout or stderr");
    }

    /// <summary>Kills the server while a connection is open: its side closes first, and waits in TIME-WAIT.</summary>
    private static async Task LeaveInTimeWaitAsync(Server server, Instance killed)
    {
        var peer = server.BeginConnect(killed.EndPoint);
        await peer.Connected;
        await server.AssertAcceptedAsync(peer);
        await killed.Process!.KillAllAsync(); // a child that serves the connection would keep it open
        await killed.Process.ExitWithinAsync(server.Grace);
        (await peer.ReadToEndAsync()).ShouldEnd(with: Fin, "the killed server's connection: ");
        peer.FinishSending();
    }

    private static async Task DoesNotListenAsync(Instance instance)
    {
        var ended = instance.Process!.Exited;
        throw new NotConformantException("a listening server", ended.IsCompleted ? $"it ended with {ExitStatus.Words(await ended)}" : "it does not listen");
    }

    private static async Task<bool> ListensAsync(Instance instance)
    {
        await Until.TrueAsync(() => instance.Process!.Exited.IsCompleted || IsListening(), Patience.Start);
        return IsListening();

        bool IsListening() => SocketTable.Listener(instance.EndPoint) is not null;
    }

    private static void LeaveStale(string path)
    {
        using var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        dead.Bind(new UnixDomainSocketEndPoint(path));
        dead.Listen();
        // .NET would remove the file with the socket: keep it under another name meanwhile.
        File.Move(path, $"{path}.kept");
        dead.Dispose();
        File.Move($"{path}.kept", path);
    }
}
