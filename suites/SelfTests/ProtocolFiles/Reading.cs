using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.ProtocolFiles;

/// <summary>Each key of a protocol file, and each place where a protocol can stand.</summary>
[Fast]
public sealed class Reading
{
    private const string Smtp = """
        protocol: smtp
        frame: { until: '(?m)^\d{3} [^\n]*\n' }
        greeting: { match: '220 .*' }
        preamble:
          - { send: 'EHLO client\r\n', expect: { match: '250.*' } }
        prepare:
          - { send: 'RSET\r\n', expect: { match: '250.*' } }
        exchanges:
          - { send: 'NOOP\r\n', expect: { match: '250 .*' } }
          - { send: 'VRFY {token}\r\n', expect: { match: '25\d .*{token}.*|5.*' } }
        big: { send: "HELP\r\n", expect: { match: '214.*' }, times: 2000 }
        bad: { send: 'NOSUCH\r\n', expect: { match: '5\d\d .*' }, then: open }
        quit: { send: 'QUIT\r\n', expect: { match: '221 .*' }, then: close }
        farewell: { match: '421 .*' }
        ignore: [{ match: '250 still here.*' }]
        pipelining: after-preamble

        """;

    [Test]
    public void Of_a_whole_file()
    {
        var protocol = ProtocolYaml.Read(Smtp);
        var dialogue = protocol.Dialogue!;

        (protocol.Name, protocol.IsDatagram, protocol.Concurrent).ShouldBe(("smtp", false, true));
        dialogue.Source.ShouldEndWith("my.protocol.yaml");
        dialogue.Greeting!.Send.ShouldBeNull();
        dialogue.Greeting.Place.ShouldEndWith("my.protocol.yaml:3:11");
        (dialogue.Preamble.Count, dialogue.Prepare.Count, dialogue.Exchanges.Count, dialogue.Ignore.Count).ShouldBe((1, 1, 2, 1));
        dialogue.Exchanges.Select(exchange => exchange.HasToken).ShouldBe([false, true]);
        dialogue.Exchanges[1].Place.ShouldEndWith("my.protocol.yaml:10:5");
        dialogue.BigTimes.ShouldBe(2000);
        dialogue.Bad!.Afterwards.ShouldBe(Afterwards.Open);
        dialogue.Pipelining.ShouldBe(Pipelining.AfterPreamble);
        (dialogue.Once, dialogue.AnyOrder, dialogue.ReplyFromAnotherPort).ShouldBe((false, false, false));
    }

    [Test]
    public void What_is_not_asked_for_is_not_promised()
    {
        var dialogue = ProtocolYaml.Dialogue("exchanges: [{ send: 'x', expect: 'y' }]", "bad: { send: 'z', expect: 'E' }");

        dialogue.Pipelining.ShouldBe(Pipelining.No);
        dialogue.Bad!.Afterwards.ShouldBe(Afterwards.Either);
        (dialogue.BigTimes, dialogue.Greeting, dialogue.Empty, dialogue.Farewell).ShouldBe((1, null, null, null));
    }

    [TestCase("pipelining: no", Pipelining.No)]
    [TestCase("pipelining: \"no\"", Pipelining.No)]
    [TestCase("pipelining: yes", Pipelining.Yes)]
    public void The_words_that_older_yaml_takes_for_others(string key, Pipelining pipelining) =>
        ProtocolYaml.Dialogue("exchanges: [{ send: 'x', expect: 'y' }]", key).Pipelining.ShouldBe(pipelining);

    [Test]
    public void Of_datagrams()
    {
        var protocol = ProtocolYaml.Read(
            "protocol: tftp\ntransport: udp\nexchanges: [{ send: 'x', expect: { hex: '00 05 *' } }]\nreply-from: another-port\n");

        protocol.IsDatagram.ShouldBeTrue();
        protocol.Dialogue!.ReplyFromAnotherPort.ShouldBeTrue();
        protocol.Transports.ShouldBe([Transport.Udp4, Transport.Udp6]);
    }

    [Test]
    public void Of_replies_in_any_order() =>
        ProtocolYaml.Dialogue("exchanges: [{ send: '{token}', expect: '{token}' }]", "order: any").AnyOrder.ShouldBeTrue();

    [Test]
    public void Of_a_server_that_only_greets()
    {
        var dialogue = ProtocolYaml.Dialogue("greeting: { match: '.*' }", "once: true");

        dialogue.Greeting!.Expect.Frame.ShouldBeOfType<Frame.Fin>();
        dialogue.Exchanges.ShouldBeEmpty();
    }

    [Test]
    public void By_a_target()
    {
        using var folder = new TemporaryFolder();
        folder.Write("smtp.protocol.yaml", Smtp);
        var target = TargetFile.Read(folder.Write("my.yaml", """
            name: mine
            contracts:
              echo:
                command: [./a, "{port}"]
              mail:
                protocol: smtp.protocol.yaml
                command: [./a, "{port}"]
              redis:
                command: { tcp4: [./a, "{port}"], unix: [./a, "{path}"] }
              sql:
                protocol: postgres
                address: tcp://localhost:5432
              own:
                protocol:
                  transport: udp
                  exchanges: [{ send: 'x', expect: 'y' }]
                command: [./a, "{port}"]
            known-failures: [{ case: reset/*, contract: mail, transport: unix, reason: "issue 17" }]

            """));

        target.Contracts.Select(contract => contract.Contract).ShouldBe(["echo", "mail", "redis", "sql", "own"]);
        target.Contracts.Select(contract => contract.Protocol.Dialogue?.Source)
            .ShouldBe([null, "smtp.protocol.yaml", "redis", "postgres", folder.File("my.yaml")]);
        target.Contracts[1].Protocol.Dialogue!.Exchanges[0].Place.ShouldBe($"{folder.File("smtp.protocol.yaml")}:9:5");
        target.Contracts.Select(contract => contract.Transports[0])
            .ShouldBe([Transport.Tcp4, Transport.Tcp4, Transport.Tcp4, Transport.Tcp4, Transport.Udp4]);
        target.KnownFailures.ShouldHaveSingleItem().Contract.ShouldBe("mail");
    }

    [Test]
    public void By_a_target_of_which_only_a_part_is_wanted()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("my.yaml",
            "name: mine\ncontracts:\n  redis: { command: [./a, '{port}'] }\n  echo: { command: [./a, '{port}'] }\n");

        BuiltInTargets.Resolve(path, "redis").Contracts.ShouldHaveSingleItem().Contract.ShouldBe("redis");
        Should.Throw<TargetException>(() => BuiltInTargets.Resolve(path, "client")).Message
            .ShouldBe("mine does not promise the contract client; it promises redis, echo.");
        Should.Throw<TargetException>(() => BuiltInTargets.Resolve(path, "redi")).Message.ShouldStartWith("There is no contract 'redi'");
    }

    [TestCase("redis")]
    [TestCase("postgres")]
    public void By_its_name_alone(string name) => ProtocolFile.Find(name)!.Name.ShouldBe(name);

    [Test]
    public void Of_the_command_line()
    {
        var described = DescribedProtocol.Spoken(@"PING {token}\r\n", @"+{token}\r\n", isDatagram: false);
        var dialogue = described.Protocol.Dialogue!;

        described.Protocol.Name.ShouldBe("exchange");
        dialogue.Exchanges.ShouldHaveSingleItem().HasToken.ShouldBeTrue();
        dialogue.Exchanges[0].Expect.Frame!.Words.ShouldBe("as long as the expected bytes");
        BuiltInTargets.Inline(["./a", "{port}"], null, null, described).Again("reset/x").ShouldBe(
            @"./run-conformance.sh --case reset/x --send 'PING {token}\r\n' --expect '+{token}\r\n' -- ./a {port}");
        BuiltInTargets.Resolve("tcp://localhost:7", null, DescribedProtocol.Spoken(null, @"\x00it's", isDatagram: false)).Again("reset/x")
            .ShouldBe(@"./run-conformance.sh --target tcp://localhost:7 --expect '\x00it'\''s' --case reset/x");
        BuiltInTargets.Resolve("udp://localhost:7", null, DescribedProtocol.Spoken("", "", isDatagram: true)).Again("udp/x")
            .ShouldBe("./run-conformance.sh --target udp://localhost:7 --send '' --expect '' --udp --case udp/x");
        DescribedProtocol.Spoken("x", "y", isDatagram: false, once: true).ShouldSatisfyAllConditions(
            once => once.Protocol.Dialogue!.Once.ShouldBeTrue(),
            once => once.Options.ShouldBe(["--send", "x", "--expect", "y", "--once"]));
        BuiltInTargets.Inline(["./a", "{port}"], null, null, DescribedProtocol.Named("redis")).Again("reset/x")
            .ShouldBe("./run-conformance.sh --case reset/x --protocol redis -- ./a {port}");
    }

    [Test]
    public void Of_a_server_that_speaks_first() => DescribedProtocol.Spoken(null, @"SSH-2.0-\n", isDatagram: false).Protocol.Dialogue!
        .ShouldSatisfyAllConditions(
            dialogue => dialogue.Exchanges.ShouldBeEmpty(), dialogue => dialogue.Greeting!.Send.ShouldBeNull());
}
