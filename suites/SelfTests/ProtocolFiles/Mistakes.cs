using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.SelfTests.TargetFiles;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.ProtocolFiles;

/// <summary>What newcomers write, and what they are told: where it is, what was expected, and the way out.</summary>
[Fast]
public sealed class Mistakes
{
    private const string Ping = "exchanges: [{ send: 'PING\\r\\n', expect: '+PONG\\r\\n' }]\n";

    [TestCase("", "1:1: the file is empty; a protocol has a name in 'protocol', and 'exchanges' or a 'greeting'.")]
    [TestCase(Ping, "1:1: 'protocol' is missing: its name, such as smtp.", Description = "no name")]
    [TestCase("protocol: my protocol\n" + Ping,
        "1:11: 'my protocol' can't be the name of a protocol: that is a letter, then letters, digits and hyphens, at most 40.")]
    [TestCase("protocol: echo\n" + Ping,
        "1:11: echo is a contract of the suite, which can't be described anew: choose another name.")]
    [TestCase("protocol: x\n",
        "1:1: 'exchanges' is missing: at least one request and its reply, such as - { send: 'PING\\r\\n', expect: '+PONG\\r\\n' }; " +
        "or a 'greeting', for a server that is never asked.", Description = "nothing to ask")]
    [TestCase("protocol: x\nexchange: [{ send: 'a', expect: 'b' }]\n", "2:1: 'exchange' is not a key here; did you mean 'exchanges'?")]
    [TestCase("protocol: x\nexchanges: { send: 'a', expect: 'b' }\n", "2:12: 'exchanges' is a list, not a map.",
        Description = "one exchange without a list")]
    [TestCase("protocol: x\nexchanges: [{ send: 'a', expects: 'b' }]\n", "2:26: 'expects' is not a key here; did you mean 'expect'?")]
    [TestCase("protocol: x\nexchanges: [{ send: 'a' }]\n",
        "2:13: 'expect' is missing: what comes back, such as '+PONG\\r\\n' or { match: '.*' }.")]
    [TestCase("protocol: x\nexchanges: [{ expect: 'a' }]\n", "2:13: 'send' is missing: the bytes of the request, such as 'PING\\r\\n'.",
        Description = "a greeting as an exchange")]
    [TestCase("protocol: x\nexchanges: ['PING']\n", "2:13: an exchange is a map with the keys send and expect, not the text 'PING'.")]
    [TestCase("protocol: x\nexchanges: [{ send: 'a', expect: { match: '.*' } }]\n",
        "2:34: say where this reply ends: give it, or the protocol, a 'frame', such as line or { until: '\\r\\n' }.",
        Description = "no notion of an end")]
    [TestCase("protocol: x\nexchanges: [{ send: 'a', expect: { any-of: ['yes', 'no'] } }]\n",
        "2:34: say where this reply ends: give it, or the protocol, a 'frame', such as line or { until: '\\r\\n' }.")]
    [TestCase("protocol: x\nexchanges: [{ send: 'a', expect: '' }]\n",
        "2:34: no bytes stand here: for no reply write { silence: true }.")]
    [TestCase("protocol: x\nexchanges: [{ send: 'a', expect: { silence: true } }]\n",
        "2:34: silence shows nothing of a server: a reply is wanted here.")]
    [TestCase("protocol: x\nframe: \\r\\n\n" + Ping,
        "2:8: a frame is line, fin or a map: for one that ends in a text write { text: '\\r\\n' }.")]
    [TestCase("protocol: x\nframe: \"\\r\\n\"\n" + Ping,
        "2:8: a frame is line, fin or a map: for one that ends in a text write { text: '\\r\\n' }.")]
    [TestCase("protocol: x\nframe: lines\n" + Ping, "2:8: a frame is a map, or line or fin, not 'lines'; did you mean 'line'?")]
    [TestCase("protocol: x\nframe: { len: 2 }\n" + Ping, "2:10: 'len' is not a key here; did you mean 'length'?")]
    [TestCase("protocol: x\nframe: { length: 2 }\n" + Ping,
        "2:18: 'length' is a map with the keys at, bytes, order and plus, not '2'.")]
    [TestCase("protocol: x\nframe: { length: { at: 0 } }\n" + Ping, "2:18: 'bytes' is missing: how many bytes the length itself has.")]
    [TestCase("protocol: x\nframe: { length: { bytes: 9 } }\n" + Ping, "2:27: 'bytes' takes a whole number from 1 to 8, not '9'.")]
    [TestCase("protocol: x\nframe: { head: 'VALUE' }\n" + Ping,
        "2:16: 'head' names no length: write (?<length>\\d+) for its digits; one without a length is an 'until'.")]
    [TestCase("protocol: x\nframe: { packets: { hex-digits: 4 } }\n" + Ping,
        "2:8: 'last' is missing: which packet is the last one, such as { hex: '5a *' }.")]
    [TestCase("protocol: x\nframe: { packets: fin, last: 'x' }\n" + Ping,
        "2:19: a packet can't end at the server's FIN: others follow it.")]
    [TestCase("protocol: x\nframe: { text: 'x', plus: 2 }\n" + Ping, "2:21: 'plus' goes with 'head', which is not here.")]
    [TestCase("protocol: x\nframe: { text: '{token}' }\n" + Ping, "2:16: the token can't stand here: write an 'until'.")]
    [TestCase("protocol: x\nframe: { until: '(' }\n" + Ping,
        "2:17: 'until' is no regular expression: insufficient closing parentheses at character 1.")]
    [TestCase("protocol: x\nframe: { until: '(?=a)' }\n" + Ping,
        "2:17: 'until' can't use look-around, back-references or repetitions of this size: a simpler pattern is needed.")]
    [TestCase("protocol: x\nframe: { until: '(a{1000}){1000}' }\n" + Ping,
        "2:17: 'until' can't use look-around, back-references or repetitions of this size: a simpler pattern is needed.")]
    [TestCase("protocol: x\nframe: { until: '€' }\n" + Ping,
        "2:17: 'until' is about bytes, and '€' is several of them: write \\xe2\\x82\\xac in single quotes.")]
    [TestCase("protocol: x\nframe: { until: \"\\d\" }\n" + Ping,
        "2:17: this is no YAML: while scanning a quoted scalar, found unknown escape character.", Description = "\\d in double quotes")]
    [TestCase("protocol: x\nframe: { until: '{tokn}' }\n" + Ping,
        "2:17: '{tokn}' is not a placeholder here (for the word itself in braces, write {{tokn}}); did you mean '{token}'?")]
    [TestCase("protocol: x\ntransport: tls\n" + Ping, "2:12: 'transport' takes tcp or udp, not 'tls'.")]
    [TestCase("protocol: x\ntransport: udp\nframe: line\n" + Ping, "3:1: 'frame' has no meaning over UDP: a reply is a datagram.")]
    [TestCase("protocol: x\ntransport: udp\ngreeting: 'x'\n" + Ping,
        "3:1: 'greeting' has no meaning over UDP: over UDP there are no connections.")]
    [TestCase("protocol: x\ntransport: udp\nexchanges: [{ send: 'a', expect: { text: 'b', frame: line } }]\n",
        "3:54: 'frame' has no meaning over UDP: a reply is a datagram.")]
    [TestCase("protocol: x\nreply-from: another-port\n" + Ping, "2:1: 'reply-from' is for UDP: write transport: udp.")]
    [TestCase("protocol: x\nonce: yes\n" + Ping, "2:7: 'once' takes true or false, without quotes, not 'yes'.")]
    [TestCase("protocol: x\nonce: true\npipelining: yes\n" + Ping,
        "3:1: 'pipelining' has no meaning with once: true, where a connection has one exchange.")]
    [TestCase("protocol: x\npipelining: true\n" + Ping, "2:13: 'pipelining' takes no, yes or after-preamble, not 'true'.")]
    [TestCase("protocol: x\norder: any\n" + Ping,
        "2:8: replies in any order are told apart by the token, and no exchange has {token} in 'send' and in 'expect'.")]
    [TestCase("protocol: x\ngreeting: 'hi'\npipelining: yes\n", "3:1: 'pipelining' has no meaning without 'exchanges'.")]
    [TestCase("protocol: x\nbad: { send: 'a', expect: 'b', then: closed }\n" + Ping,
        "2:38: 'then' takes open, close or either, not 'closed'; did you mean 'close'?")]
    [TestCase("protocol: x\nquit: { send: 'a', expect: 'b', then: open }\n" + Ping, "2:39: 'then' takes close, not 'open'.")]
    [TestCase("protocol: x\nempty: { text: 'a', frame: line }\n" + Ping,
        "2:28: 'frame' has no meaning here: it ends with the server's FIN.")]
    [TestCase("protocol: x\nignore: { match: 'a' }\n" + Ping, "2:9: 'ignore' is a list, not a map.")]
    [TestCase("protocol: x\nexchanges: [{ send: 'a', expect: { match: 'a', hex: '00' } }]\n",
        "2:36: 'hex' and 'match' stand side by side, and an expectation has one of them.")]
    [TestCase("protocol: x\nexchanges: [{ send: 'a', expect: { frame: line } }]\n",
        "2:34: an expectation has one of the keys text, hex, base64, pieces, match, any-of, silence or anything.")]
    [TestCase("protocol: x\nexchanges: [{ send: 'a', expect: { match: 'a', times: 2, frame: line } }]\n",
        "2:48: 'times' has no meaning for 'match'.")]
    [TestCase("protocol: x\nexchanges: [{ send: 'a', expect: { any-of: ['a', { text: 'b', frame: line }], frame: line } }]\n",
        "2:63: a 'frame' has no meaning here: where the reply ends is said of the whole.")]
    [TestCase("protocol: x\nexchanges: [{ send: 'a', expect: { anything: false, frame: line } }]\n",
        "2:46: 'anything' takes true, or is left out.")]
    [TestCase("protocol: x\nexchanges: [{ send: 'a', expect: { hex: '* 00', frame: line } }]\n",
        "2:41: '*' is for all that follows, so it stands last.")]
    public void In_a_protocol_file(string text, string message) => ProtocolYaml.Mistake(text).ShouldBe($"my.protocol.yaml:{message}");

    [TestCase("smpt:\n    protocol: smpt.protocol.yaml", "smpt.protocol.yaml: there is no such file.")]
    [TestCase("mine:\n    protocol: redi", "my.yaml:4:15: there is no protocol 'redi'; did you mean 'redis'?")]
    [TestCase("mine:\n    protocol: echo",
        "my.yaml:4:15: there is no protocol 'echo': echo is a contract of the suite, which --contract names, and which 'contracts' of a " +
        "target file names.")]
    [TestCase("echo:\n    protocol: redis",
        "my.yaml:4:5: 'protocol' has no meaning for echo: the suite itself knows what goes over its wire; " +
        "give a protocol of your own another name.")]
    [TestCase("my mine:\n    protocol: redis", "my.yaml:3:3: 'my mine' can't be the name of a protocol")]
    [TestCase("redi:\n    backlog: 5", "my.yaml:3:3: a contract is one of echo, echo-once, uppercase, uppercase-once, threaded, forking, " +
        "udp-uppercase, udp-echo or client, not 'redi'; did you mean 'redis'?")]
    [TestCase("zzz:\n    backlog: 5", "my.yaml:3:3: a contract is one of echo, echo-once, uppercase, uppercase-once, threaded, forking, " +
        "udp-uppercase, udp-echo or client, not 'zzz'; an entry of another name has a 'protocol', or is that of a shipped one: ")]
    [TestCase("mine:\n    protocol: { exchanges: [{ send: 'a', expect: { match: 'b' } }] }",
        "my.yaml:4:50: say where this reply ends")]
    public void In_a_target_file(string entry, string message) =>
        Yaml.Mistake($"name: x\ncontracts:\n  {entry}\n    command: [./a, '{{port}}']\n").ShouldContain(message);

    [TestCase("redi", "--protocol: there is no protocol 'redi'; did you mean 'redis'?")]
    [TestCase("my.yml", "my.yml: there is no such file.")]
    [TestCase("echo", "--protocol: there is no protocol 'echo': echo is a contract of the suite, which --contract names")]
    [TestCase("\u001b", "--protocol: there is no protocol '\\u{1b}': shipped are beanstalk,")]
    public void As_a_protocol(string word, string message) =>
        Should.Throw<TargetException>(() => DescribedProtocol.Named(word)).Message.ShouldStartWith(message);

    [TestCase(@"\q", "x", @"--send: '\q' is no escape: ")]
    [TestCase("", "x", "--send: no bytes stand there.")]
    [TestCase("x", "{tokn}", "--expect: '{tokn}' is not a placeholder here")]
    public void As_bytes(string send, string expect, string message) =>
        Should.Throw<TargetException>(() => DescribedProtocol.Spoken(send, expect, isDatagram: false)).Message.ShouldStartWith(message);

    [Test]
    public void A_protocol_beside_a_target_that_promises_something_itself() =>
        Should.Throw<TargetException>(() => BuiltInTargets.Resolve("csharp", null, DescribedProtocol.Named("redis"))).Message.ShouldBe(
            "--protocol is for a command behind --, or for a server at an address; 'csharp' says itself what it promises.");

    [Test]
    public void A_known_failure_of_a_protocol_that_is_not_there()
    {
        using var folder = new TemporaryFolder();
        var target = new Target("x", "x", [Contract(ProtocolFile.Find("redis")!)], []);
        var known = folder.Write("known.yaml", "- { case: reset/*, contract: redi, reason: x }\n");

        Should.Throw<TargetException>(() => KnownFailures.Of([target], known)).Message.ShouldEndWith(
            "'contract' takes echo, echo-once, uppercase, uppercase-once, threaded, forking, udp-uppercase, udp-echo, client or redis, " +
            "not 'redi'; did you mean 'redis'?");
    }

    private static ContractTarget Contract(Protocol protocol) => new()
    {
        Protocol = protocol, Launch = new AddressLaunch(new Uri("tcp://localhost:7")), Transports = [Transport.Tcp4], Concurrent = true,
    };
}
