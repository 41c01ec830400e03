using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace SocketConformance.Cases;

/// <summary>Start-up: where a server listens, and what it does when it can't.</summary>
[Asks(Connections, IncidentalReplies = true)]
public sealed class StartCases
{
    [Conformance("start/listens-where-told", Must, "POSIX bind",
        "A server that was told to listen on one address listens on no other.",
        Over = Over.Tcp4,
        AnyProtocol = true,
        How = "The server was told 127.0.0.1; a connect to 127.0.0.2 at its port must be refused, and a plain exchange at " +
            "127.0.0.1 succeed.",
        Catches = "a server that binds 0.0.0.0 whatever it is told")]
    public async Task No_other_address_answers(Server server)
    {
        if (!server.IsTold("{host}")) throw new NotApplicableException("is not told a host");
        await ShouldRefuseAsync(server, server.At(IPAddress.Parse("127.0.0.2")));
        await server.AssertServesAsync("at the address that it was told");
    }

    [Conformance("start/listens-at-its-address", Must, "POSIX bind",
        "A server that was told an address and a port listens there.",
        Since = 2,
        Over = Over.Tcp,
        Needs = Needs.Process,
        NeedsNoAnswer = true,
        Unstarted = true,
        AnyProtocol = true,
        How = "Once a server has started, the kernel's table must show a listener at its address. Where its process listens at that port " +
            "of another address instead, it has not done what it was told; one that listens nowhere, or has ended, has not started.",
        Catches = "a server that listens at 127.0.0.1 when it is told ::1")]
    public async Task It_listens_where_it_was_told(Server server)
    {
        if (!server.IsTold("{host}")) throw new NotApplicableException("is not told a host");
        try
        {
            var instance = await server.StartAsync();
            // One that says that it is ready is not looked for.
            if (SocketTable.AcceptQueue(instance.EndPoint) is null && instance.Process!.ListensInstead(instance.EndPoint) is { } instead)
                throw new ListensElsewhereException(instance.EndPoint, instead);
        }
        catch (ListensElsewhereException elsewhere)
        {
            throw new NotConformantException($"a listener at {elsewhere.Told}", $"it listens at {elsewhere.Instead} instead");
        }
    }

    [Conformance("start/ipv6-does-not-take-ipv4", Level.Should, "RFC 3493 §5.3",
        "A server that was told to listen on ::1 does not listen on 127.0.0.1.",
        Over = Over.Tcp6,
        AnyProtocol = true,
        How = "The server was told ::1; a connect to 127.0.0.1 at its port must be refused, and a plain exchange at ::1 succeed.",
        Catches = "a server that binds the dual-stack wildcard in place of the address")]
    public async Task The_other_family_is_left_alone(Server server)
    {
        if (!server.IsTold("{host}")) throw new NotApplicableException("is not told a host");
        await ShouldRefuseAsync(server, server.At(IPAddress.Loopback));
        await server.AssertServesAsync("at the address that it was told");
    }

    [Conformance("start/any-ipv4", Must, "ip(7): INADDR_ANY",
        "A server that is told to listen on 0.0.0.0 serves at every address of its host.",
        Asks = Connections | ServesOn,
        Over = Over.Tcp4,
        Needs = Needs.Process,
        Unstarted = true,
        AnyProtocol = true,
        How = "The server is told 0.0.0.0; a plain exchange must succeed at 127.0.0.1 and at 127.0.0.2.",
        Catches = "a server that binds the loopback address, whatever it is told")]
    public async Task Every_ipv4_address_is_served(Server server)
    {
        var instance = await ListenAtAsync(server, "0.0.0.0");
        await ShouldServeAsync(server, instance.At(IPAddress.Loopback));
        await ShouldServeAsync(server, instance.At(IPAddress.Parse("127.0.0.2")), isPrepared: true);
    }

    [Conformance("start/any-ipv6", Must, "RFC 3493 §5.3",
        "A server that is told to listen on :: serves IPv6 peers, and serves IPv4 peers or refuses them.",
        Asks = Connections | ServesOn,
        Over = Over.Tcp6,
        Needs = Needs.Process,
        Unstarted = true,
        AnyProtocol = true,
        How = "The server is told ::; a plain exchange must succeed at ::1, and at 127.0.0.1 either succeed or be refused.",
        Catches = "a server that takes :: for an IPv4 address, or accepts IPv4 peers and can't handle their addresses")]
    public async Task Ipv6_is_served_and_ipv4_served_or_refused(Server server)
    {
        var instance = await ListenAtAsync(server, "::");
        await ShouldServeAsync(server, instance.At(IPAddress.IPv6Loopback));

        var mapped = instance.At(IPAddress.Loopback);
        var peer = server.BeginConnect(mapped);
        if (await peer.Connected != SocketError.ConnectionRefused) await ShouldServeAsync(server, peer, mapped);
    }

    [Conformance("start/port-zero-announced", Must, "POSIX bind: port 0; contract",
        "A server that is told port 0 announces the port that it got.",
        Asks = Connections | ServesOn,
        Over = Over.Tcp,
        Needs = Needs.Process,
        Unstarted = true,
        Also = Connections | ServesOne,
        AnyProtocol = true,
        How = "Two instances are told port 0; each must print what the target's ready pattern finds a port in, not the same, and " +
            "serve there.",
        Catches = "a server that announces the port it was told, rather than the one it has")]
    public async Task The_port_that_it_got_is_announced(Server server)
    {
        if (server.Declared.Ready?.GetGroupNames().Contains("port") is not true)
            throw new NotApplicableException("declares no ready pattern with a port");
        if (server.Declared.FixedPort is not null && !server.IsTold("{port}"))
            throw new NotApplicableException("has one port, and can't be told another");
        List<int> ports = [];
        for (var at = 0; at < 2; at++)
        {
            var instance = await server.StartAsync(new StartOptions { Where = new IPEndPoint(IPAddress.Any, 0), Unready = true });
            var port = int.Parse((await AnnouncementAsync(server, instance)).Groups["port"].ValueSpan, CultureInfo.InvariantCulture);
            if (port == 0) throw new NotConformantException("the port that the kernel gave", "port 0 announced");
            await ShouldServeAsync(server, instance.At(((IPEndPoint)instance.EndPoint).Address, port));
            ports.Add(port);
        }

        if (ports[0] == ports[1]) throw new NotConformantException("two ports of two instances", $"port {ports[0]} of both");
    }

    [Conformance("start/ready-means-ready", Must, "contract",
        "A server that says that it is ready can be connected to.",
        Asks = Connections | ServesOn,
        Needs = Needs.Process,
        Unstarted = true,
        Also = Connections | ServesOne,
        AnyProtocol = true,
        How = "As soon as the server has printed what the target's ready pattern matches, a connect must succeed.",
        Catches = "a server that announces itself before it listens")]
    public async Task Who_says_ready_can_be_connected_to(Server server)
    {
        if (server.Declared.Ready is null) throw new NotApplicableException("declares no ready pattern");
        var instance = await server.StartAsync(new StartOptions { Unready = true });
        await AnnouncementAsync(server, instance);

        var outcome = await server.BeginConnect(instance.EndPoint).Connected;
        if (outcome != SocketError.Success)
            throw new NotConformantException("a connection, once the server has said that it is ready", SocketErrors.OfConnect(outcome));
    }

    [Conformance("start/unix-path-is-a-file", Level.Should, "unix(7): EADDRINUSE",
        "A server that finds an ordinary file at its Unix path leaves it alone: it says so and exits with a status other than 0.",
        Asks = Connections | ServesOn, NotOf = NamesHandler, Because = Reasons.WhoeverAnswers,
        Over = Over.Unix,
        Needs = Needs.Process,
        AnyProtocol = true,
        How = "A server is started with the path of a text file: it must end, not with status 0, and print something, and the file be " +
            "as it was.",
        Catches = "a server that unlinks whatever is at its path")]
    public async Task An_ordinary_file_is_left_alone(Server server)
    {
        const string content = "not a socket";
        var path = Beside(server, "txt");
        await File.WriteAllTextAsync(path, content);
        var instance = await server.StartAsync(new StartOptions { Path = path, Unready = true });
        await ListensAsync(instance);

        if (!IsAsItWas()) throw new NotConformantException("the file left alone", "it is gone, or another");
        await ShouldHaveFailedAsync(server, instance, "a file at its path");

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
        Asks = Serves,
        Over = Over.Tcp | Over.Udp,
        Needs = Needs.Process,
        AnyProtocol = true,
        How = "A second instance is started with the port of the first: it must end, not with status 0, and print something, unless the " +
            "target declares `port-in-use`; the first must go on serving.",
        Catches = "a server that exits with 0 when it could not bind, or shares the port by SO_REUSEPORT")]
    public async Task A_taken_port_ends_it(Server server)
    {
        var same = new StartOptions { Where = server.Address, Unready = true };
        if (server.Declared.PortInUse == PortInUse.Fails) await ShouldNotStartTwiceAsync(server, same);
        else await SecondInstance.ShouldHarmNobodyAsync(server, same, exchanges: 16);
    }

    [Conformance("start/unix-path-in-use-fails", Level.Should, "unix(7): EADDRINUSE",
        "A server whose Unix path is served by another does not take it over: it says so and exits with a status other than 0.",
        Over = Over.Unix,
        Needs = Needs.Process,
        AnyProtocol = true,
        How = "A second instance is started with the path of the first: it must end, not with status 0, and print something; the first " +
            "must go on serving.",
        Catches = "a server that unlinks whatever is at its path")]
    public async Task A_taken_path_ends_it(Server server)
    {
        await ShouldNotStartTwiceAsync(server, new StartOptions { Path = server.EndPoint.ToString(), Unready = true });
    }

    [Conformance("start/foreign-address-fails", Level.Should, "POSIX bind: EADDRNOTAVAIL",
        "A server that is told an address which this machine does not have says so and exits with a status other than 0.",
        Since = 2,
        Asks = Serves,
        Over = Over.Tcp4 | Over.Udp4,
        Needs = Needs.Process,
        Unstarted = true,
        AnyProtocol = true,
        How = "An instance is told 192.0.2.1, which is nobody's (RFC 5737): it must end, not with status 0, and print something.",
        Catches = "a server that listens everywhere, or runs on without listening, when it can't have its address")]
    public async Task An_address_of_nobody_ends_it(Server server)
    {
        if (!server.IsTold("{host}")) throw new NotApplicableException("is not told a host");
        var instance = await server.StartAsync(new StartOptions { Host = "192.0.2.1", Unready = true });
        if (Network.Of(instance.EndPoint).Setting(BindsAnything).Trim() != "0")
            throw new NotObservableException($"this machine binds addresses that it does not have (/proc/sys/net/{BindsAnything})");

        await ShouldHaveFailedAsync(server, instance, "an address that this machine does not have");
    }

    private const string BindsAnything = "ipv4/ip_nonlocal_bind";

    [Conformance("start/rebinds-after-restart", Level.Should, "RFC 9293 §3.6.1 (TIME-WAIT); POSIX SO_REUSEADDR",
        "A server starts again on its port while connections of its former self are in TIME-WAIT.",
        Asks = Connections | ServesOn, NotOf = NamesProcess, Because = Reasons.ForkingStopFreesThePort,
        Also = NamesProcess,
        Over = Over.Tcp,
        Needs = Needs.Process | Needs.SocketTable,
        Unstarted = true,
        AnyProtocol = true,
        How = "The server and its children are killed with a connection open, whose end then waits in TIME-WAIT; a new instance on the " +
            "same port must listen.",
        Catches = "a server that binds without SO_REUSEADDR")]
    public async Task It_starts_again_at_once(Server server)
    {
        // The kernel does not keep every connection in TIME-WAIT when it has much to do: then there is nothing to see.
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var killed = await server.StartAsync();
            var place = (IPEndPoint)killed.EndPoint;
            await LeaveInTimeWaitAsync(server, killed);
            if (!await Until.TrueAsync(() => IsInTimeWait(place), TimeSpan.FromMilliseconds(500)))
            {
                await killed.DisposeAsync(); // a fixed port is wanted again
                continue;
            }

            var again = await server.StartAsync(new StartOptions { Where = place, Unready = true });
            var listens = await ListensAsync(again);
            if (!IsInTimeWait(place))
            {
                await again.DisposeAsync();
                await killed.DisposeAsync();
                continue;
            }

            if (!listens) await DoesNotListenAsync(again);
            return;
        }

        throw new NotObservableException("no connection of the killed server stayed in TIME-WAIT");

        static bool IsInTimeWait(IPEndPoint place) => SocketTable.TcpRows(place).Any(row => row.State == TcpState.TimeWait);
    }

    [Conformance("start/unix-stale-path", Level.Should, "unix(7)",
        "A server that finds its Unix path left by a dead one starts, or ends with a message; it does not hang.",
        Asks = Connections | ServesOn, NotOf = NamesHandler, Because = Reasons.WhoeverAnswers,
        Over = Over.Unix,
        Needs = Needs.Process,
        Also = Connections | ServesOne,
        AnyProtocol = true,
        How = "A socket file that nobody listens on is at the path of a second instance: the server must listen there, or print " +
            "something and exit with a status other than 0.",
        Catches = "a server that waits, or ends in silence, when its path is taken by a leftover")]
    public async Task A_leftover_path_does_not_hang_it(Server server)
    {
        var path = Beside(server, "stale");
        LeaveStale(path);
        var instance = await server.StartAsync(new StartOptions { Path = path, Unready = true });
        if (await ListensAsync(instance)) return;
        await ShouldHaveFailedAsync(server, instance, "a leftover at its path");
    }

    [Conformance("start/unix-starts-over-a-stale-path", Level.Should, "unix(7)",
        "A server that finds its Unix path left by a dead one listens there.",
        Since = 2,
        Over = Over.Unix,
        Needs = Needs.Process,
        AnyProtocol = true,
        How = "A socket file that nobody listens on is at the path of a second instance: the server must listen there.",
        Catches = "a server that can't start again after it was killed, until somebody removes its path")]
    public async Task It_starts_where_a_dead_one_was(Server server)
    {
        var path = Beside(server, "left");
        LeaveStale(path);
        var instance = await server.StartAsync(new StartOptions { Path = path, Unready = true });

        if (!await ListensAsync(instance)) await DoesNotListenAsync(instance);
    }

    [Conformance("start/listener-is-close-on-exec", Level.Should, "POSIX fcntl: FD_CLOEXEC",
        "A server's listener is closed in the programs that it starts.",
        Since = 2,
        FirstTransportOnly = true,
        Needs = Needs.Process | Needs.SocketTable,
        AnyProtocol = true,
        How = "The listening socket is looked up in the kernel's table, and in each process of the server that has it (/proc/PID/fd); " +
            "the flags of its descriptor (/proc/PID/fdinfo) must hold O_CLOEXEC. Where they do not, a peer connects: no program that " +
            "the server starts for it may have the socket. A server that starts none is not asked; nor is a child that goes on with the " +
            "server's own program.",
        Catches = "a server whose port is held by a program that it started, and that outlives it")]
    public async Task A_program_does_not_inherit_the_listener(Server server)
    {
        var inode = SocketTable.AcceptQueue(server.EndPoint)?.Inode
            ?? throw new NotConformantException("a listening server", "nobody listens");
        var before = server.Process.Pids;
        var descriptors = before.SelectMany(pid => ProcessTable.DescriptorsOf(pid, inode)).ToList();
        if (descriptors.Count == 0)
            throw new NotObservableException("the server's descriptors can't be looked at from here (/proc/PID/fd): run the suite as root");

        if (descriptors.FirstOrDefault(one => !one.ClosedOnExec).Descriptor is not { } open) return;
        await server.AssertAcceptedAsync(await server.ConnectAsync());
        await server.Process.AllSleepAsync(Patience.Start);
        var programs = server.Process.Pids.Except(before).Where(ProcessTable.HasExecuted).ToList();
        if (programs.Count == 0) throw new NotApplicableException("starts no program for a peer that could inherit its listener");
        if (programs.Any(pid => ProcessTable.Holds(pid, inode)))
            throw new NotConformantException("a listener that is closed on exec",
                $"its descriptor {open} stays open, and a program that serves a peer has it");
    }

    [Conformance("start/closed-standard-streams", May, "POSIX exec: file descriptors 0, 1, 2",
        "A server that is started with its standard streams closed serves as ever, or ends.",
        Since = 2,
        Asks = Connections | ServesOn,
        FirstTransportOnly = true,
        Needs = Needs.Process,
        Unstarted = true,
        AnyProtocol = true,
        How = "The server is started with descriptors 0, 1 and 2 closed, so that its own sockets may get these numbers: it must listen, " +
            "or end; if it listens, three exchanges, or each that its protocol has, must give the replies and nothing else.",
        Catches = "a server whose connection becomes its standard output")]
    public async Task Nothing_is_logged_to_a_peer(Server server)
    {
        if (server.Declared.Launch is not CommandLaunch)
            throw new NotApplicableException("runs in a container, whose engine gives it its standard streams");
        var instance = await server.StartAsync(new StartOptions { ClosedStreams = true, Unready = true });
        if (!await ListensAsync(instance))
        {
            if (!instance.Process!.Exited.IsCompleted) await DoesNotListenAsync(instance);
            throw new NotApplicableException(
                $"ended with {ExitStatus.Words(await instance.Process.Exited)} without standard streams, as it may");
        }

        var exchanges = server.Protocol.Dialogue?.Exchanges ?? []; // some leave a word in a log, some none
        for (var number = 1; number <= Math.Max(3, exchanges.Count); number++)
            try
            {
                if (number == 1) await PlainExchange.PrepareAsync(instance);
                await server.AssertAnswersAsync(server.BeginConnect(instance.EndPoint), $"who reads your log, {number}?",
                    $"exchange {number}, without standard streams: ",
                    exchanges.Count > 0 ? exchanges[(number - 1) % exchanges.Count] : null);
            }
            catch (Exception failed) when (failed is NotConformantException or LaunchException
                && (instance.Process!.Exited.IsCompleted || ProcessTable.IsEnding(instance.Process.Pid)))
            {
                // A moment after it listened, by the first word that it could not print.
                throw new NotApplicableException("ended without standard streams, as it may");
            }
    }

    [Conformance("start/unix-path-too-long", Must, "unix(7): sun_path holds 108 bytes",
        "A server that is told a Unix path longer than a socket address holds says so and exits with a status other than 0.",
        Asks = Connections | ServesOn, NotOf = NamesHandler, Because = Reasons.WhoeverAnswers,
        Over = Over.Unix,
        Needs = Needs.Process,
        Unstarted = true,
        Also = Connections | ServesOne,
        AnyProtocol = true,
        How = "The server is started with a path of 200 bytes: it must end, not with status 0, and print something.",
        Catches = "a server that cuts the path, or ends in silence")]
    public async Task A_path_that_is_too_long_ends_it(Server server)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}-").PadRight(200, 'x');
        try
        {
            var instance = await server.StartAsync(new StartOptions { Path = path, Unready = true });
            await ShouldHaveFailedAsync(server, instance, "a path of 200 bytes");
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
        AnyProtocol = true,
        How = "The stop signal is sent to the idle server; when it has ended, its path must be gone.",
        Catches = "a server that leaves its path behind, so that it can't start again")]
    public async Task Its_path_goes_with_it(Server server)
    {
        await server.AskToStopAsync();
        await server.AssertEndsAsync();

        if (File.Exists(server.EndPoint.ToString()))
            throw new NotConformantException("no file at its path once it has ended", "the socket file is still there");
    }

    /// <summary>Starts an instance that is told that address, and waits until it listens.</summary>
    private static async Task<Instance> ListenAtAsync(Server server, string host)
    {
        if (!server.IsTold("{host}")) throw new NotApplicableException("is not told a host");
        var instance = await server.StartAsync(new StartOptions { Host = host, Unready = true });
        if (!await ListensAsync(instance)) await DoesNotListenAsync(instance);
        if (server.Declared.Ready is not null) await AnnouncementAsync(server, instance); // it may listen before it serves
        return instance;
    }

    /// <param name="isPrepared">It has served elsewhere.</param>
    private static async Task ShouldServeAsync(Server server, IPEndPoint address, bool isPrepared = false)
    {
        var first = server.BeginConnect(address);
        var listens = await first.Connected == SocketError.Success;
        if (listens && !isPrepared && server.Protocol.Dialogue?.Prepare.Count > 0)
        {
            first.Close();
            await PlainExchange.PrepareAsync(server.Declared, address);
            first = server.BeginConnect(address);
        }

        await ShouldServeAsync(server, first, address);
    }

    private static async Task ShouldServeAsync(Server server, Peer peer, IPEndPoint address)
    {
        var outcome = await peer.Connected;
        if (outcome != SocketError.Success) throw new NotConformantException($"a connection to {address}", SocketErrors.OfConnect(outcome));
        await server.AssertAnswersAsync(peer, $"served at {address.Address}?", $"at {address}: "); // no port: the same in every run
        peer.Close(); // the server may serve one connection at a time
    }

    /// <summary>What the ready pattern finds in what the instance prints.</summary>
    private static async Task<Match> AnnouncementAsync(Server server, Instance instance)
    {
        var process = instance.Process!;
        var ready = server.Declared.Ready!;
        if (await Until.TrueAsync(() => process.Exited.IsCompleted || Found().Success, Patience.Start)
            && Found() is { Success: true } found) return found;
        throw new NotConformantException($"output that matches {ready}",
            process.Exited.IsCompleted ? $"it ended with {ExitStatus.Words(await process.Exited)}" : "none");

        Match Found() => ready.Match(process.Stdout.Text) is { Success: true } printed ? printed : ready.Match(process.Stderr.Text);
    }

    /// <summary>A path beside that of the first instance: there a container sees our files, too. It goes with the run's folder.</summary>
    private static string Beside(Server server, string extension) => $"{server.EndPoint}.{extension}";

    private static async Task ShouldRefuseAsync(Server server, EndPoint elsewhere)
    {
        var outcome = await server.BeginConnect(elsewhere).Connected;
        if (outcome != SocketError.ConnectionRefused)
            throw new NotConformantException(
                $"a connect to {elsewhere} refused", SocketErrors.OfConnect(outcome));
    }

    private static async Task ShouldNotStartTwiceAsync(Server server, StartOptions same)
    {
        var second = await server.StartAsync(same);
        await ShouldHaveFailedAsync(server, second, $"{server.EndPoint} in use");
        await server.AssertServesAsync("at the first instance, after the second has failed");
    }

    /// <summary>Ended by itself, not with status 0, and not without a word.</summary>
    private static async Task ShouldHaveFailedAsync(Server server, Instance instance, string reason)
    {
        var process = instance.Process!;
        var began = Stopwatch.GetTimestamp();
        if (await SecondInstance.StatusAsync(server, instance) is not { } status)
            throw new NotConformantException(
                $"an end, because of {reason}", $"it still runs after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.#} s");
        if (status == 0) throw new NotConformantException($"an exit status other than 0, because of {reason}", "status 0");
        if (!await Until.TrueAsync(() => process.Stdout.Total + process.Stderr.Total > 0, TimeSpan.FromSeconds(1)))
            throw new NotConformantException(
                $"a message that tells of {reason}", $"{ExitStatus.Words(status)}, and not a word on stdout or stderr");
    }

    /// <summary>Kills the server while a connection is open: its side closes first, and waits in TIME-WAIT.</summary>
    private static async Task LeaveInTimeWaitAsync(Server server, Instance killed)
    {
        var peer = server.BeginConnect(killed.EndPoint);
        await peer.Connected;
        await server.AssertAcceptedAsync(peer);
        await killed.Process!.KillAllAsync(); // a child that serves the connection would keep it open
        await killed.Process.ExitWithinAsync(server.Grace);
        if ((await peer.ReadToEndAsync()).Ending != Fin)
            throw new NotObservableException("the killed server's connection did not end: another process of its own has it");
        peer.FinishSending();
    }

    private static async Task DoesNotListenAsync(Instance instance)
    {
        var ended = instance.Process!.Exited;
        throw new NotConformantException(
            "a listening server", ended.IsCompleted ? $"it ended with {ExitStatus.Words(await ended)}" : "it does not listen");
    }

    private static async Task<bool> ListensAsync(Instance instance)
    {
        await Until.TrueAsync(() => instance.Process!.Exited.IsCompleted || IsListening(), Patience.Start);
        return IsListening();

        bool IsListening() => SocketTable.AcceptQueue(instance.EndPoint) is not null;
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
