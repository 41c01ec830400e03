using System.Net;
using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.Starting;

/// <summary>What a start may ask for: a folder of its own, a second port, a step before it, an exchange after it.</summary>
[Servers]
public sealed class FreshStarts
{
    private const string Command = "[\"{reference}\", echo, --port, \"{port}\"]";

    private TemporaryFolder folder = null!;
    private Launcher launcher = null!;

    [SetUp]
    public void Open() => (folder, launcher) = (new TemporaryFolder(), new Launcher());

    [TearDown]
    public async Task CloseAsync()
    {
        await launcher.DisposeAsync();
        folder.Dispose();
    }

    [Test]
    public async Task Each_has_a_folder_and_a_second_port_of_its_own()
    {
        var target = Echo($"command: {Command}", "env: { F: \"{folder}\", P: \"{port2}\" }");

        var one = await launcher.StartAsync(target, Transport.Tcp4);
        var other = await launcher.StartAsync(target, Transport.Tcp4);

        string[] folders = [Variable(one, "F"), Variable(other, "F")];
        folders.Distinct().Count().ShouldBe(2);
        folders.ShouldEach(name => Directory.Exists(name));
        const UnixFileMode others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        folders.ShouldEach(name => File.GetUnixFileMode(name).HasFlag(others));
        string[] ports = [Variable(one, "P"), Variable(other, "P"), Port(one), Port(other)];
        ports.Distinct().Count().ShouldBe(4);

        File.WriteAllText(Path.Combine(folders[0], "left"), "behind");
        await one.DisposeAsync();
        await other.DisposeAsync();
        folders.ShouldEach(name => !Directory.Exists(name));
    }

    [Test]
    public async Task One_may_begin_in_its_folder()
    {
        var target = Echo($"command: {Command}", "cwd: \"{folder}\"", "env: { F: \"{folder}\" }");

        await using var one = await launcher.StartAsync(target, Transport.Tcp4);

        new FileInfo($"/proc/{one.Process!.Pid}/cwd").LinkTarget.ShouldBe(Variable(one, "F"));
    }

    [Test]
    public async Task A_step_is_run_to_its_end_before()
    {
        var target = Echo(
            "prepare: [sh, -c, \"sleep 0.1; echo $1 $2 > $0/made\", \"{folder}\", \"{port}\", \"{backlog}\"]", "backlog: 7",
            "command: [sh, -c, \"cat $0/made >&2 && exec $1 echo --port $2\", \"{folder}\", \"{reference}\", \"{port}\"]");

        await using var one = await launcher.StartAsync(target, Transport.Tcp4);

        one.Process!.Stderr.Text.ShouldStartWith($"{Port(one)} 7\n");
    }

    [Test]
    public async Task A_step_that_fails_is_told_with_what_it_printed()
    {
        var target = Echo($"command: {Command}", "prepare: [sh, -c, \"echo no room >&2; exit 3\"]");

        var failure = await Should.ThrowAsync<LaunchException>(() => launcher.StartAsync(target, Transport.Tcp4));

        failure.Message.ShouldBe("sh -c echo no room >&2; exit 3 (the target's 'prepare') ended with status 3. It printed:\nno room");
    }

    [Test]
    public async Task A_step_that_is_no_program_is_told_as_one()
    {
        var target = Echo($"command: {Command}", "prepare: [no-such-program]");

        var failure = await Should.ThrowAsync<LaunchException>(() => launcher.StartAsync(target, Transport.Tcp4));

        failure.Message.ShouldStartWith("The target's 'prepare': no-such-program can't be started");
    }

    [TestCase("echo", "")]
    [TestCase("mine", "protocol: { exchanges: [{ send: '{token}\\n', expect: '{token}\\n' }] }")]
    [TestCase("mine", "protocol: { greeting: 'hello', exchanges: [{ send: '{token}\\n', expect: '{token}\\n' }] }")]
    public async Task An_exchange_shows_that_it_is_ready(string contract, string key)
    {
        Required.Python();
        var script = folder.Write("late.py", $"""
            import socket, sys, time
            with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listener:
                time.sleep(0.5)
                open(sys.argv[2], "w").close()
                while True:
                    peer, _ = listener.accept()
                    with peer:
                        peer.sendall(b"{(key.Contains("greeting", StringComparison.Ordinal) ? "hello" : "")}")
                        while data := peer.recv(1024): peer.sendall(data)
            """);
        var serves = folder.File("serves");
        var target = Target(contract, $"command: [\"{{python}}\", {script}, \"{{port}}\", {serves}]", "ready: exchange", key);

        await using var one = await launcher.StartAsync(target, Transport.Tcp4);

        File.Exists(serves).ShouldBeTrue();
    }

    [Test]
    public async Task A_datagram_shows_it_too()
    {
        var target = Target("udp-echo", "command: [\"{reference}\", udp-echo, --port, \"{port}\"]", "ready: exchange");

        await using var one = await launcher.StartAsync(target, Transport.Udp4);

        one.IsServed.ShouldBeTrue();
    }

    private ContractTarget Echo(params string[] keys) => Target("echo", keys);

    private ContractTarget Target(string contract, params string[] keys)
    {
        var lines = keys.Where(key => key.Length > 0).Select(key => $"    {key}\n");
        return TargetFile.Read(folder.Write("my.yaml", $"name: mine\ncontracts:\n  {contract}:\n{string.Concat(lines)}")).Contracts[0];
    }

    private static string Port(Instance instance) => $"{((IPEndPoint)instance.EndPoint).Port}";

    /// <summary>A variable in a server's environment.</summary>
    private static string Variable(Instance instance, string name) =>
        File.ReadAllText($"/proc/{instance.Process!.Pid}/environ").Split('\0')
            .Single(pair => pair.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..];
}
