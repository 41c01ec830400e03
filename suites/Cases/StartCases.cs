using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

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

    [Conformance("start/any-ipv4", Must, "ip(7): INADDR_ANY",
        "A server that is told to listen on 0.0.0.0 serves at every address of its host.",
        On = [Contracts.Echo, Contracts.Uppercase, Contracts.Threaded, Contracts.Forking],
        Over = Over.Tcp4,
        Needs = Needs.Process,
        Unstarted = true,
        How = "The server is told 0.0.0.0; a plain exchange must succeed at 127.0.0.1 and at 127.0.0.2.",
        Catches = "a server that binds the loopback address, whatever it is told")]
    public async Task Every_ipv4_address_is_served(Server server)
    {
        var port = await ListenAtAsync(server, "0.0.0.0");
        await ShouldServeAsync(server, new IPEndPoint(IPAddress.Loopback, port));
        await ShouldServeAsync(server, new IPEndPoint(IPAddress.Parse("127.0.0.2"), port));
    }

    [Conformance("start/any-ipv6", Must, "RFC 3493 §5.3",
        "A server that is told to listen on :: serves IPv6 peers, and serves IPv4 peers or refuses them.",
        On = [Contracts.Echo, Contracts.Uppercase, Contracts.Threaded, Contracts.Forking],
        Over = Over.Tcp6,
        Needs = Needs.Process,
        Unstarted = true,
        How = "The server is told ::; a plain exchange must succeed at ::1, and at 127.0.0.1 either succeed or be refused.",
        Catches = "a server that takes :: for an IPv4 address, or accepts IPv4 peers and can't handle their addresses")]
    public async Task Ipv6_is_served_and_ipv4_served_or_refused(Server server)
    {
        var port = await ListenAtAsync(server, "::");
        await ShouldServeAsync(server, new IPEndPoint(IPAddress.IPv6Loopback, port));

        var mapped = new IPEndPoint(IPAddress.Loopback, port);
        var peer = server.BeginConnect(mapped);
        if (await peer.Connected != SocketError.ConnectionRefused) await ShouldServeAsync(server, peer, mapped);
    }

    [Conformance("start/port-zero-announced", Must, "POSIX bind: port 0; contract",
        "A server that is told port 0 announces the port that it got.",
        On = [Contracts.Echo, Contracts.Uppercase, Contracts.Threaded, Contracts.Forking],
        Over = Over.Tcp,
        Needs = Needs.Process,
        Unstarted = true,
        How = "Two instances are told port 0; each must print what the target's ready pattern finds a port in, not the same, and serve there.",
        Catches = "a server that announces the port it was told, rather than the one it has")]
    public async Task The_port_that_it_got_is_announced(Server server)
    {
        if (server.Declared.Ready?.GetGroupNames().Contains("port") is not true) throw new NotApplicableException("declares no ready pattern with a port");
        List<int> ports = [];
        for (var at = 0; at < 2; at++)
        {
            var instance = await server.StartAsync(new StartOptions { Port = 0, Unready = true });
            var port = int.Parse((await AnnouncementAsync(server, instance)).Groups["port"].ValueSpan, CultureInfo.InvariantCulture);
            if (port == 0) throw new NotConformantException("the port that the kernel gave", "port 0 announced");
            await ShouldServeAsync(server, new IPEndPoint(((IPEndPoint)instance.EndPoint).Address, port));
            ports.Add(port);
        }

        if (ports[0] == ports[1]) throw new NotConformantException("two ports of two instances", $"port {ports[0]} of both");
    }

    [Conformance("start/ready-means-ready", Must, "contract",
        "A server that says that it is ready can be connected to.",
        On = [Contracts.Echo, Contracts.Uppercase, Contracts.Threaded, Contracts.Forking],
        Needs = Needs.Process,
        Unstarted = true,
        How = "As soon as the server has printed what the target's ready pattern matches, a connect must succeed.",
        Catches = "a server that announces itself before it listens")]
    public async Task Who_says_ready_can_be_connected_to(Server server)
    {
        if (server.Declared.Ready is null) throw new NotApplicableException("declares no ready pattern");
        var instance = await server.StartAsync(new StartOptions { Unready = true });
        await AnnouncementAsync(server, instance);

        var outcome = await server.BeginConnect(instance.EndPoint).Connected;
        if (outcome != SocketError.Success) throw new NotConformantException("a connection, once the server has said that it is ready", $"{outcome}");
    }

    [Conformance("start/unix-path-is-a-file", Level.Should, "unix(7): EADDRINUSE",
        "A server that finds an ordinary file at its Unix path leaves it alone: it says so and exits with a status other than 0.",
        On = [Contracts.Echo, Contracts.Uppercase],
        Over = Over.Unix,
        Needs = Needs.Process,
        How = "A server is started with the path of a text file: it must end, not with status 0, and print something, and the file be as it was.",
        Catches = "a server that unlinks whatever is at its path")]
    public async Task An_ordinary_file_is_left_alone(Server server)
    {
        const string content = "not a socket";
        var path = Beside(server, "txt");
        await File.WriteAllTextAsync(path, content);
        var instance = await server.StartAsync(new StartOptions { Path = path, Unready = true });
        await ListensAsync(instance);

        if (!IsAsItWas()) throw new NotConformantException("the file left alone", "it is gone, or another");
        await ShouldHaveFailedAsync(instance, "a file at its path");

        bool IsAsItWas()
        {
            try
            {
                return File.ReadAllText(path) == content;
            }
            catch (IOException)
            {
                return false; // a socket can't be read
            }
        }
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
            if (!await Until.TrueAsync(() => IsInTimeWait(port), TimeSpan.FromMilliseconds(500)))
            {
                await killed.DisposeAsync(); // a fixed port is wanted again
                continue;
            }

            var again = await server.StartAsync(new StartOptions { Port = port, Unready = true });
            var listens = await ListensAsync(again);
            if (!IsInTimeWait(port))
            {
                await again.DisposeAsync();
                await killed.DisposeAsync();
                continue;
            }

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
        How = "A socket file that nobody listens on is at the path of a second instance: the server must listen there, or print something and exit with a status other than 0.",
        Catches = "a server that waits, or ends in silence, when its path is taken by a leftover")]
    public async Task A_leftover_path_does_not_hang_it(Server server)
    {
        var path = Beside(server, "stale");
        LeaveStale(path);
        var instance = await server.StartAsync(new StartOptions { Path = path, Unready = true });
        if (await ListensAsync(instance)) return;
        await ShouldHaveFailedAsync(instance, "a leftover at its path");
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

    /// <summary>Starts an instance that is told that address, and waits until it listens.</summary>
    private static async Task<int> ListenAtAsync(Server server, string host)
    {
        if (!server.IsTold("{host}")) throw new NotApplicableException("is not told a host");
        var instance = await server.StartAsync(new StartOptions { Host = host, Unready = true });
        if (!await ListensAsync(instance)) await DoesNotListenAsync(instance);
        return ((IPEndPoint)instance.EndPoint).Port;
    }

    private static Task ShouldServeAsync(Server server, IPEndPoint address) => ShouldServeAsync(server, server.BeginConnect(address), address);

    private static async Task ShouldServeAsync(Server server, Peer peer, IPEndPoint address)
    {
        var outcome = await peer.Connected;
        if (outcome != SocketError.Success) throw new NotConformantException($"a connection to {address}", $"{outcome}");
        var request = Payload.Latin1($"served at {address}?");
        Plain.ShouldAnswer(server.Contract, await peer.ExchangeAsync(request), request, $"at {address}: ");
        peer.Close(); // the server may serve one connection at a time
    }

    /// <summary>What the ready pattern finds in what the instance prints.</summary>
    private static async Task<Match> AnnouncementAsync(Server server, Instance instance)
    {
        var process = instance.Process!;
        var ready = server.Declared.Ready!;
        if (await Until.TrueAsync(() => process.Exited.IsCompleted || Found().Success, Patience.Start) && Found() is { Success: true } found) return found;
        throw new NotConformantException($"output that matches {ready}", process.Exited.IsCompleted ? $"it ended with {ExitStatus.Words(await process.Exited)}" : "none");

        Match Found() => ready.Match(process.Stdout.Text) is { Success: true } printed ? printed : ready.Match(process.Stderr.Text);
    }

    /// <summary>A path beside that of the first instance: there a container sees our files, too. It goes with the run's folder.</summary>
    private static string Beside(Server server, string extension) => $"{server.EndPoint}.{extension}";

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
        var began = Stopwatch.GetTimestamp();
        // A second try comes within seconds, if it comes at all.
        var status = await process.ExitUnlessAtRestAsync(Patience.Start, Patience.Answer);
        if (status is null) throw new NotConformantException($"an end, because of {reason}", $"it still runs after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.#} s");
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
