using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CliWrap;
using CliWrap.Buffered;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Probe;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>Servers that have one port for all their instances, and do not ask for it by SO_REUSEADDR, as in many a textbook.</summary>
[Servers]
[Parallelizable(ParallelScope.Children)]
public sealed class FixedPorts
{
    private const string Textbook = """
        import socket, sys, threading

        def serve(connection):
            with connection:
                try:
                    while data := connection.recv(65536):
                        connection.sendall(data.replace(b"\0", b"") if "--loses-zeros" in sys.argv else data)
                except OSError:
                    pass

        with socket.socket() as listener:
            listener.bind(("127.0.0.1", int(sys.argv[1])))
            listener.listen(1024)
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    continue
                threading.Thread(target=serve, args=(connection,), daemon=True).start()
        """;

    // What needs a server that stops in order, or wakes for nothing where descriptors have run out, is not this one's.
    private static readonly string[] Asked =
    [
        "--case", "echo/*", "--case", "half-close/*", "--case", "reset/*", "--case", "start/*", "--case", "backlog/*",
        "--case", "shutdown/p*",
    ];

    [Test]
    public async Task One_is_judged_like_one_that_is_told_its_port()
    {
        RequireNetworks();
        using var folder = new TemporaryFolder();
        var port = OthersPorts.Next();

        var one = await Judged.ByAsync(["--target", Write(folder, $"\"{port}\"", port), .. Asked]);
        var told = await Judged.ByAsync(["--target", Write(folder, "\"{port}\""), .. Asked]);

        one.ExitCode.ShouldBe(0, one.Output);
        one.Results.Select(Verdict).ShouldBe(told.Results.Select(Verdict), one.Output);
        one.VerdictOf("start/port-in-use-fails").ShouldBe("pass");
        one.VerdictOf("start/rebinds-after-restart").ShouldBe("deviation");

        static (string, string) Verdict((string Case, string Verdict, string? Reason) result) => (result.Case, result.Verdict);
    }

    [Test]
    public async Task A_fault_of_one_is_caught()
    {
        using var folder = new TemporaryFolder();
        var port = OthersPorts.Next();

        var run = await Judged.ByAsync(["--target", Write(folder, $"\"{port}\", --loses-zeros", port), "--case", "echo/*"]);

        run.ExitCode.ShouldBe(1, run.Output);
        run.VerdictOf("echo/returns-every-byte-value").ShouldBe("fail");
        run.VerdictOf("echo/returns-one-byte").ShouldBe("pass");
    }

    [Test]
    public async Task Its_instances_run_side_by_side()
    {
        RequireNetworks();
        var port = OthersPorts.Next();
        var target = TargetFiles.Yaml.ReadContract(
            "echo", $"command: [\"{{reference}}\", echo, --port, \"{port}\"]", $"port: {port}", "cwd: /");
        await using var launcher = new Launcher();

        await using var first = await launcher.StartAsync(target, Transport.Tcp4);
        await using var second = await launcher.StartAsync(target, Transport.Tcp4);

        first.EndPoint.ShouldBe(second.EndPoint);
        Network.Of(first.EndPoint).ShouldNotBe(Network.Of(second.EndPoint));
        (first.IsServed, second.IsServed).ShouldBe((true, true));
        SocketTable.AcceptQueue(new IPEndPoint(IPAddress.Loopback, port)).ShouldBeNull("nobody listens in the machine's own network");
        await second.Process!.KillAllAsync();
        (await Until.TrueAsync(() => !second.IsServed)).ShouldBeTrue();
        first.IsServed.ShouldBeTrue("they share nothing");
    }

    [Test]
    public async Task Whoever_has_the_port_on_this_machine_is_not_in_the_way()
    {
        RequireNetworks();
        using var folder = new TemporaryFolder();
        using var stranger = Stranger(out var port);

        var run = await Judged.ByAsync("--target", Write(folder, $"\"{port}\"", port), "--case", "echo/returns-one-byte");

        run.Verdicts.ShouldBe(["pass"], run.Output);
    }

    [Test]
    public async Task Who_is_not_root_has_networks_in_a_user_namespace()
    {
        RequireRoot();
        using var folder = new TemporaryFolder();
        using var stranger = Stranger(out var port);
        if (!(await UnprivilegedAsync(folder, "doctor")).StandardOutput.Contains("can be made, in a user namespace"))
            Assert.Ignore("this machine lets no user have a network namespace");

        var run = await UnprivilegedAsync(folder, "--target", Write(folder, $"\"{port}\"", port), "--case", "echo/*");

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("CONFORMANT  textbook: ");
    }

    [Test]
    public async Task Without_networks_they_take_turns_and_the_port_is_free_for_the_next()
    {
        using var folder = new TemporaryFolder();
        var port = OthersPorts.Next();

        var run = await WithoutNetworksAsync(folder, ["--target", Write(folder, $"\"{port}\"", port), .. Asked]);

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("DEVIATION  start/rebinds-after-restart");
        run.StandardOutput.ShouldNotContain(" error");
    }

    [Test]
    public async Task Without_networks_two_contracts_with_one_port_take_turns()
    {
        using var folder = new TemporaryFolder();
        var port = OthersPorts.Next();
        var file = folder.Write("two.yaml",
            $"name: two\ncontracts:\n  echo:\n    command: [\"{{reference}}\", echo, --port, \"{port}\"]\n    port: {port}\n" +
            $"  threaded:\n    command: [\"{{reference}}\", threaded, --port, \"{port}\"]\n    port: {port}\n");

        var run = await WithoutNetworksAsync(
            folder, "--target", file, "--case", "echo/keeps*", "--case", "threaded/e*", "--case", "start/rebinds-after-restart",
            "--case", "shutdown/idle-exits-0");

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("CONFORMANT  two: ");
    }

    [Test]
    public async Task Without_networks_a_port_that_is_taken_is_named()
    {
        using var folder = new TemporaryFolder();
        using var stranger = Stranger(out var port);

        var run = await WithoutNetworksAsync(folder, "--target", Write(folder, $"\"{port}\"", port), "--case", "echo/returns-one-byte");

        run.ExitCode.ShouldBe(2, run.StandardError);
        run.StandardOutput.ShouldContain($"Port {port} is already taken");
    }

    [Test]
    public async Task Without_networks_a_port_that_others_connections_hold_is_said_so()
    {
        using var folder = new TemporaryFolder();
        var place = await LeaveInTimeWaitAsync();

        var run = await WithoutNetworksAsync(
            folder, "--target", Write(folder, $"\"{place.Port}\"", place.Port), "--case", "echo/returns-one-byte");

        run.ExitCode.ShouldBe(2, run.StandardError);
        var said = run.StandardOutput.ReplaceLineEndings(" ");
        said.ShouldContain("TIME-WAIT");
        said.ShouldContain($"--target tcp://127.0.0.1:{place.Port}");
    }

    [Test]
    public async Task What_former_connections_hold_is_forgotten()
    {
        var place = await LeaveInTimeWaitAsync();

        await FormerConnections.ForgetAsync(place);

        SocketTable.TcpRows(place).ShouldBeEmpty();
        SocketTable.IsPortHeld(place.Port).ShouldBeFalse();
    }

    [Test]
    public async Task A_network_is_gone_with_its_last_user()
    {
        RequireNetworks();
        var network = Network.Apart();
        var name = new FileInfo(network.Name).LinkTarget;
        name.ShouldNotBe(new FileInfo(Network.Machine.Name).LinkTarget);

        network.Dispose();

        await Poll.UntilAsync("no thread in the network", () => Task.FromResult(Threads().All(thread => thread != name)));
        Should.Throw<ObjectDisposedException>(() => network.Setting("core/somaxconn"));
        SocketTable.AcceptQueue(network.At(IPAddress.Loopback, 9877)).ShouldBeNull();

        static IEnumerable<string?> Threads() =>
            Directory.EnumerateDirectories("/proc/self/task").Select(task => new FileInfo($"{task}/ns/net").LinkTarget);
    }

    /// <summary>A server that ends a connection first, and then itself: its end of the connection waits for a minute.</summary>
    private static async Task<IPEndPoint> LeaveInTimeWaitAsync()
    {
        var place = new IPEndPoint(IPAddress.Loopback, OthersPorts.Next());
        // The kernel does not keep every connection in TIME-WAIT when it has much to do.
        await Poll.UntilAsync("a connection in TIME-WAIT", async () =>
        {
            // With its protocol not spelt out .NET sets no SO_REUSEADDR.
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(place);
            listener.Listen();
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(place);
            (await listener.AcceptAsync()).Dispose();
            (await client.ReceiveAsync(new byte[1])).ShouldBe(0);
            client.Dispose();
            return SocketTable.TcpRows(place).Any(row => row.State == TcpState.TimeWait);
        });
        return place;
    }

    private static Socket Stranger(out int port)
    {
        var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        stranger.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        stranger.Listen();
        port = ((IPEndPoint)stranger.LocalEndPoint!).Port;
        return stranger;
    }

    private static string Write(TemporaryFolder folder, string words, int? port = null)
    {
        Required.Python();
        var script = folder.Write("textbook.py", Textbook);
        return folder.Write(port is null ? "told.yaml" : "one.yaml",
            $"name: textbook\ncontracts:\n  echo:\n    command: [\"{{python}}\", {script}, {words}]\n    transports: [tcp4]\n" +
            "    concurrent: true\n" + (port is null ? "" : string.Create(CultureInfo.InvariantCulture, $"    port: {port}\n")));
    }

    /// <summary>As a user who may not make a network apart, and finds no way into a user namespace.</summary>
    private static async Task<BufferedCommandResult> WithoutNetworksAsync(TemporaryFolder folder, params string[] arguments)
    {
        var refusal = folder.Write("unshare", "#!/bin/sh\nexit 1\n");
        File.SetUnixFileMode(refusal, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return await UnprivilegedAsync(folder, arguments);
    }

    /// <summary>As a user who may not make a network apart.</summary>
    private static async Task<BufferedCommandResult> UnprivilegedAsync(TemporaryFolder folder, params string[] arguments)
    {
        string[] less = Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-sys_admin"] : [];
        return await Cli.Wrap("env")
            .WithArguments([$"PATH={folder.File("")}:{Environment.GetEnvironmentVariable("PATH")}", .. less, Suite.Script, .. arguments])
            .WithEnvironmentVariables(variables => variables.Set("NO_COLOR", "1"))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync();
    }

    private static void RequireNetworks()
    {
        if (Network.Trouble is { } trouble) Assert.Ignore($"no network apart can be had here: {trouble}");
    }

    private static void RequireRoot()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Ignore("only root can be without a right of root's");
    }
}
