using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.TargetFiles;

/// <summary>What a target file says, and what is meant when it says nothing.</summary>
[Fast]
public sealed class Reading
{
    [Test]
    public void Everything_that_can_be_said_is_read()
    {
        var contract = Yaml.ReadContract(
            "echo",
            "command: [./target/release/echo, --port, \"{port}\", 600, true]",
            "concurrent: false",
            "backlog: 128",
            "transports: [tcp6, tcp4]",
            "ready: \"listening on .*:(?<port>\\\\d+)\"",
            "port-in-use: waits",
            "stop: SIGINT",
            "stop-graceful: SIGUSR1",
            "exit: [0, 143, SIGHUP, SIGTERM]",
            "sessions: go-on",
            "grace: 2.5",
            "graceful: true",
            "port: 8080",
            "env: {PORT: \"{port}\", DEBUG: 1}",
            "half-close: answers-what-is-ready",
            "prepare: [./lay-out, \"{folder}\", \"{port2}\"]",
            "cwd: \"{folder}\"",
            "limits: { exchanges: 100, per-second: 2.5, idle: 30, request: 0.5, unread: 10 }");

        Command(contract, Transport.Tcp6).ShouldBe(["./target/release/echo", "--port", "{port}", "600", "true"]);
        contract.Concurrent.ShouldBeFalse();
        contract.Backlog.ShouldBe(128);
        contract.Transports.ShouldBe([Transport.Tcp6, Transport.Tcp4]);
        contract.Ready!.Match("listening on 127.0.0.1:4711").Groups["port"].Value.ShouldBe("4711");
        contract.Ready.MatchTimeout.ShouldBeInRange(TimeSpan.FromTicks(1), TimeSpan.FromSeconds(10), "not infinite, which is less than 0");
        contract.PortInUse.ShouldBe(PortInUse.Waits);
        contract.Stop.ShouldBe("SIGINT");
        contract.StopGraceful.ShouldBe("SIGUSR1");
        contract.Exit.ShouldBe([0, 143, 129]);
        contract.SessionsGoOn.ShouldBeTrue();
        contract.Grace.ShouldBe(TimeSpan.FromSeconds(2.5));
        contract.Graceful.ShouldBeTrue();
        contract.FixedPort.ShouldBe(8080);
        contract.Environment["PORT"].ShouldBe("{port}");
        contract.Environment["DEBUG"].ShouldBe("1");
        contract.HalfClose.ShouldBe(HalfClose.AnswersWhatIsReady);
        contract.Prepare.ShouldBe(["./lay-out", "{folder}", "{port2}"]);
        contract.WorkingDirectory.ShouldBe("{folder}");
        (contract.ExchangesMost, contract.PerSecond).ShouldBe((100, 2.5));
        contract.IdleLimit.ShouldBe(TimeSpan.FromSeconds(30));
        contract.RequestLimit.ShouldBe(TimeSpan.FromSeconds(0.5));
        contract.UnreadLimit.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Test]
    public void A_server_that_is_ready_by_an_exchange_has_no_pattern()
    {
        var contract = Yaml.ReadContract("echo", "command: [./a, '{port}']", "ready: exchange");

        contract.ReadyByExchange.ShouldBeTrue();
        contract.Ready.ShouldBeNull();
    }

    [Test]
    public void Datagrams_have_a_rate_alone() => Yaml.ReadContract("udp-echo", "command: [./a, '{port}']", "limits: { per-second: 20 }")
        .PerSecond.ShouldBe(20);

    [TestCase("echo", "limits: {connections: 32}", 32)]
    [TestCase("uppercase", "limits: {connections: 32}", 32)]
    [TestCase("echo", "limits: {connections: 1}", 1)]
    [TestCase("echo", "concurrent: false", 1)]
    [TestCase("uppercase", "concurrent: true", null)]
    [TestCase("uppercase", "limits: {}", 1)]
    public void A_server_that_is_not_concurrent_serves_one_at_a_time(string name, string key, int? most)
    {
        var contract = Yaml.ReadContract(name, "command: [./a, '{port}']", key);

        contract.AtOnce.ShouldBe(most);
        contract.Concurrent.ShouldBe(most != 1);
    }

    [TestCase("echo", true)]
    [TestCase("threaded", true)]
    [TestCase("forking", true)]
    [TestCase("echo-once", false)]
    [TestCase("uppercase", false)]
    [TestCase("udp-echo", false)]
    [TestCase("udp-uppercase", false)]
    [TestCase("client", false)]
    public void What_is_not_said_has_a_default(string name, bool concurrent)
    {
        var contract = Yaml.ReadContract(name, "command: [./a, '{port}']");

        contract.Concurrent.ShouldBe(concurrent);
        contract.Backlog.ShouldBeNull();
        contract.Ready.ShouldBeNull();
        (contract.ReadyByExchange, contract.HalfClose, contract.Prepare.Count).ShouldBe((false, HalfClose.Answers, 0));
        (contract.ExchangesMost, contract.PerSecond).ShouldBe((1000, null));
        (contract.IdleLimit, contract.RequestLimit, contract.UnreadLimit).ShouldBe((null, null, null));
        contract.PortInUse.ShouldBe(PortInUse.Fails);
        contract.Stop.ShouldBe("SIGTERM");
        contract.StopGraceful.ShouldBeNull();
        contract.Exit.ShouldBe([0]);
        contract.SessionsGoOn.ShouldBeFalse();
        contract.Grace.ShouldBe(TimeSpan.FromSeconds(5));
        contract.Graceful.ShouldBeFalse();
        contract.FixedPort.ShouldBeNull();
        contract.Environment.ShouldBeEmpty();
    }

    [TestCase("echo", "command: [./a, '{port}']", "x: y", Transport.Tcp4)]
    [TestCase("echo", "command: [./a, '{path}']", "x: y", Transport.Unix)]
    [TestCase("echo", "command: [./a, '{port}', '{path}']", "x: y", Transport.Tcp4)]
    [TestCase("echo", "command: [./a]", "port: 80", Transport.Tcp4)]
    [TestCase("echo", "command: [./a]", "ready: 'port (?<port>\\d+)'", Transport.Tcp4)]
    [TestCase("echo", "command: [./a]", "env: {PORT: '{port}'}", Transport.Tcp4)]
    [TestCase("echo", "command: {unix: [./a, '{path}']}", "x: y", Transport.Unix)]
    [TestCase("client", "command: [./a, '{host}', '{port}']", "x: y", Transport.Tcp4)]
    [TestCase("client", "command: [./a, '{path}']", "x: y", Transport.Unix)]
    [TestCase("udp-echo", "command: [./a, '{port}']", "x: y", Transport.Udp4)]
    [TestCase("udp-echo", "command: {udp6: [./a, '{port}']}", "x: y", Transport.Udp6)]
    public void The_transport_follows_from_where_it_is_told_to_listen(string name, string command, string other, Transport transport) =>
        Yaml.ReadContract(name, other == "x: y" ? [command] : [command, other]).Transports.ShouldBe([transport]);

    [Test]
    public void A_command_may_differ_by_transport_and_be_repeated_by_an_alias()
    {
        var contract = Yaml.ReadContract("echo", "command: {tcp4: &inet [./a, '{port}'], tcp6: *inet, unix: [./a, -u, '{path}']}");

        contract.Transports.ShouldBe([Transport.Tcp4, Transport.Tcp6, Transport.Unix]);
        Command(contract, Transport.Tcp6).ShouldBe(["./a", "{port}"]);
        Command(contract, Transport.Unix).ShouldBe(["./a", "-u", "{path}"]);
    }

    [Test]
    public void A_server_starts_in_the_files_folder_or_relative_to_it()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("sub"));
        var path = folder.Write(
            "my.yaml", Yaml.Contract("echo", "command: [./a, '{port}']") + "  threaded:\n    command: [./a, '{port}']\n    cwd: sub\n");

        var target = TargetFile.Read(path);

        target.Contracts[0].WorkingDirectory.ShouldBe(Path.GetDirectoryName(path));
        target.Contracts[1].WorkingDirectory.ShouldBe(folder.File("sub"));
    }

    [Test]
    public void An_image_may_be_built_and_starts_in_its_own_folder()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Dockerfile", "FROM scratch\n");
        var path = folder.Write(
            "my.yaml", Yaml.Contract("echo", "image: mine:1", "build: {stage: server, args: {VERSION: 3}}", "command: [/a, '{port}']"));

        var contract = TargetFile.Read(path).Contracts[0];

        var image = contract.Launch.ShouldBeOfType<ImageLaunch>();
        image.Image.ShouldBe("mine:1");
        image.Build!.Context.ShouldBe(Path.GetDirectoryName(path));
        (image.Build.Dockerfile, image.Build.Stage).ShouldBe(("Dockerfile", "server"));
        image.Build.Arguments["VERSION"].ShouldBe("3");
        contract.WorkingDirectory.ShouldBeNull();
    }

    [TestCase("tcp://localhost:80", "echo", Transport.Tcp4)]
    [TestCase("tcp://[::1]:80", "echo", Transport.Tcp6)]
    [TestCase("unix:/tmp/x.sock", "echo", Transport.Unix)]
    [TestCase("udp://127.0.0.1:80", "udp-echo", Transport.Udp4)]
    [TestCase("udp://[::1]:80", "udp-echo", Transport.Udp6)]
    public void An_address_says_its_transport(string address, string name, Transport transport)
    {
        var contract = Yaml.ReadContract(name, $"address: '{address}'");

        contract.Launch.ShouldBe(new AddressLaunch(new Uri(address)));
        contract.Transports.ShouldBe([transport]);
    }

    [Test]
    public void A_name_can_be_reached_over_IPv4_and_IPv6() =>
        Yaml.ReadContract("echo", "address: tcp://localhost:80", "transports: [tcp6, tcp4]").Transports
            .ShouldBe([Transport.Tcp6, Transport.Tcp4]);

    [Test]
    public void A_running_container_has_a_name_and_perhaps_a_port()
    {
        var contract = Yaml.ReadContract("udp-echo", "container: my-server_1", "port: 7");

        contract.Launch.ShouldBe(new ContainerLaunch("my-server_1", 7));
        contract.Transports.ShouldBe([Transport.Udp4]);
        contract.FixedPort.ShouldBeNull("it is not the suite that starts it");
    }

    [TestCase("port: 7007")]
    [TestCase("env: {PORT: '{port}'}")]
    [TestCase("ready: 'port (?<port>\\d+)'")]
    public void An_image_may_start_by_its_own_entry_point(string way)
    {
        var contract = Yaml.ReadContract("echo", "image: mine", way);

        contract.Launch.ShouldBeOfType<ImageLaunch>().IsWhole.ShouldBeTrue();
        contract.Transports.ShouldBe([Transport.Tcp4]);
    }

    [Test]
    public void Known_failures_keep_their_place()
    {
        var target = Yaml.Read(
            Yaml.Contract("echo", "command: [./a, '{port}']") +
            "known-failures:\n  - case: reset/*\n    contract: echo\n    transport: tcp6\n    reason: not yet\n");

        var entry = target.KnownFailures.ShouldHaveSingleItem();

        (entry.Case, entry.Contract, entry.Transport, entry.Reason, entry.Target)
            .ShouldBe(("reset/*", "echo", Transport.Tcp6, "not yet", "mine"));
        entry.Place.ShouldEndWith("my.yaml:6:11");
    }

    private static IReadOnlyList<string> Command(ContractTarget contract, Transport transport) =>
        contract.Launch.ShouldBeOfType<CommandLaunch>().Commands[transport];
}
