using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.TargetFiles;

/// <summary>Every mistake in a target file is named with its line and column, and with the way out.</summary>
[Fast]
public sealed class Messages
{
    [TestCase("", "my.yaml:1:1: the file is empty; a target has a 'name' and 'contracts'.")]
    [TestCase("# nothing\n", "my.yaml:1:1: the file is empty; a target has a 'name' and 'contracts'.")]
    [TestCase("- a\n", "my.yaml:1:1: a target is a map with the keys name, contracts, known-failures and divergences, not a list.")]
    [TestCase("name: x\ncontract: 1\n", "my.yaml:2:1: 'contract' is not a key here; did you mean 'contracts'?")]
    [TestCase("name: x\nzzz: 1\n", "my.yaml:2:1: 'zzz' is not a key here: the keys are name, contracts, known-failures and divergences.")]
    [TestCase("contracts: {}\n", "my.yaml:1:1: 'name' is missing: the head of the target's column.")]
    [TestCase("name:\ncontracts: {}\n", "my.yaml:1:6: 'name' takes a text, not nothing.")]
    [TestCase("name: ' '\ncontracts: {}\n", "my.yaml:1:7: 'name' takes 1 to 60 characters on one line, not ' '.")]
    [TestCase("name: [x]\ncontracts: {}\n", "my.yaml:1:7: 'name' takes a text, not a list.")]
    [TestCase("name: x\n", "my.yaml:1:1: 'contracts' is missing: a map of contract to how its server is started.")]
    [TestCase("name: x\ncontracts: [echo]\n", "my.yaml:2:12: 'contracts' is a map of contract to how its server is started, not a list.")]
    [TestCase("name: x\ncontracts: {}\n", "my.yaml:2:12: 'contracts' is an empty map.")]
    [TestCase("name: x\ncontracts:\n  ehco: {}\n",
        "my.yaml:3:3: a contract is one of echo, echo-once, uppercase, uppercase-once, threaded, forking, udp-uppercase, " +
        "udp-echo or client, not 'ehco'; did you mean 'echo'?")]
    [TestCase("name: x\nname: y\n", "my.yaml:2:1: 'name' is here twice; the first is in line 1.")]
    [TestCase("name: x\n[a]: y\n", "my.yaml:2:3: a key is a word.")]
    public void Of_a_file(string text, string message) => Yaml.Mistake(text).ShouldBe(message);

    [TestCase("name: x\ncontracts:\n\techo: 1\n", "my.yaml:3:1: a tab can't indent YAML: use spaces.")]
    [TestCase("name: x\ncontracts:\n  echo:\n  \tcommand: 1\n", "my.yaml:4:3: a tab can't indent YAML: use spaces.")]
    [TestCase("name: x: y\n", "my.yaml:1:8: this is no YAML: while scanning a plain scalar value, found invalid mapping.")]
    [TestCase("name: \"x\n", "my.yaml:1:7: this is no YAML: while scanning a quoted scalar, found unexpected end of stream.")]
    [TestCase("name: [x, y\nb: c\n", "my.yaml:1:8: from here on this is no YAML: a bracket or a brace may not be closed.")]
    [TestCase("name: |\n  \tx\nb: c: d\n", "my.yaml:3:5: this is no YAML: while scanning a plain scalar value, found invalid mapping.")]
    [TestCase("name: @x\n",
        "my.yaml:1:7: this is no YAML: while scanning for the next token, found character that cannot start any token.")]
    [TestCase("name: *x\n", "my.yaml:1:7: no anchor '&x' comes before this alias.")]
    [TestCase("name: &x [*x]\n", "my.yaml:1:11: no anchor '&x' comes before this alias.")]
    [TestCase("name: x\n---\nname: y\n", "my.yaml:2:1: a second document starts here, and a file holds one.")]
    public void Of_invalid_yaml(string text, string message) => Yaml.Mistake(text).ShouldBe(message);

    [TestCase("comand: [a]", "my.yaml:4:5: 'comand' is not a key here; did you mean 'command'?")]
    [TestCase("concurrent: true",
        "my.yaml:4:5: 'command' is missing: the program and its arguments, such as [./server, --port, \"{port}\"]; " +
        "an external server has an 'address' or a 'container' instead.")]
    [TestCase("command: []", "my.yaml:4:14: 'command' is an empty list.")]
    [TestCase("command: {}", "my.yaml:4:14: 'command' is an empty map.")]
    [TestCase("command:", "my.yaml:4:13: 'command' is a list, not nothing.")]
    [TestCase("command: ./a --port {port}",
        "my.yaml:4:14: a command is a list of words, not './a --port {port}': write [./a, --port, \"{port}\"].")]
    [TestCase("command: [./a, {port}]", "my.yaml:4:20: without quotes this is a map: write \"{port}\" in quotes.")]
    [TestCase("command: [./a, [b]]", "my.yaml:4:20: 'command' takes a text, not a list.")]
    [TestCase("command: [./a, ~]", "my.yaml:4:20: 'command' takes a text, not nothing.")]
    [TestCase("command: ['', '{port}']", "my.yaml:4:14: the program's name is empty.")]
    [TestCase("command: [./a, \"x\\0{port}\"]", "my.yaml:4:20: 'command' holds a NUL character, which no command can take.")]
    [TestCase("command: [./a, '{prot}']",
        "my.yaml:4:20: '{prot}' is not a placeholder here (for the word itself in braces, write {{prot}}); did you mean '{port}'?")]
    [TestCase("command: [./a, '{something}']",
        "my.yaml:4:20: '{something}' is not a placeholder here (for the word itself in braces, write {{something}}): " +
        "the placeholders are {host} {port} {path} {backlog} {folder} {port2} {reference} {broken} {python} {scripts}.")]
    [TestCase("command: [./a, '{port}', '{backlog}']", "my.yaml:4:30: {backlog} stands here, but no 'backlog' is declared to fill in.")]
    [TestCase("command: [./a]",
        "my.yaml:4:14: the command does not say where to listen: write \"{port}\" in it or in 'env'; " +
        "give a 'port' if the server can't be told one, or a 'ready' with (?<port>\\d+) if it chooses one.")]
    [TestCase("command: [./a, '{{port}}']",
        "my.yaml:4:14: the command does not say where to listen: write \"{port}\" in it or in 'env'; " +
        "give a 'port' if the server can't be told one, or a 'ready' with (?<port>\\d+) if it chooses one.")]
    [TestCase("command: {unix: [./a, '{port}']}",
        "my.yaml:4:21: the command does not say where to listen: write \"{path}\" in it or in 'env'.")]
    [TestCase("command: {tcp5: [./a, '{port}']}",
        "my.yaml:4:15: a transport of echo is tcp4, tcp6 or unix, not 'tcp5'; did you mean 'tcp4'?")]
    [TestCase("command: {udp4: [./a, '{port}']}", "my.yaml:4:15: a transport of echo is tcp4, tcp6 or unix, not 'udp4'.")]
    public void Of_a_command(string key, string message) => Yaml.Mistake(Yaml.Contract("echo", key)).ShouldBe(message);

    [TestCase("concurrent: yes", "my.yaml:5:17: 'concurrent' takes true or false, without quotes, not 'yes'.")]
    [TestCase("concurrent: \"true\"", "my.yaml:5:17: 'concurrent' takes true or false, without quotes, not the text 'true'.")]
    [TestCase("graceful: 1", "my.yaml:5:15: 'graceful' takes true or false, without quotes, not '1'.")]
    [TestCase("backlog: -1", "my.yaml:5:14: 'backlog' takes a whole number from 0 to 65535, not '-1'.")]
    [TestCase("backlog: 65536", "my.yaml:5:14: 'backlog' takes a whole number from 0 to 65535, not '65536'.")]
    [TestCase("backlog: 1.5", "my.yaml:5:14: 'backlog' takes a whole number from 0 to 65535, not '1.5'.")]
    [TestCase("backlog: '5'", "my.yaml:5:14: 'backlog' takes a whole number from 0 to 65535, not the text '5'.")]
    [TestCase("backlog: 99999999999999999999", "my.yaml:5:14: 'backlog' takes a whole number from 0 to 65535, not '99999999999999999999'.")]
    [TestCase("port: 0", "my.yaml:5:11: 'port' takes a whole number from 1 to 65535, not '0'.")]
    [TestCase("port: 65536", "my.yaml:5:11: 'port' takes a whole number from 1 to 65535, not '65536'.")]
    [TestCase("port:", "my.yaml:5:10: 'port' takes a whole number from 1 to 65535, not nothing.")]
    [TestCase("grace: 0", "my.yaml:5:12: 'grace' takes a number above 0 and up to 600, not '0'.")]
    [TestCase("grace: soon", "my.yaml:5:12: 'grace' takes a number above 0 and up to 600, not 'soon'.")]
    [TestCase("grace: .nan", "my.yaml:5:12: 'grace' takes a number above 0 and up to 600, not '.nan'.")]
    [TestCase("stop: SIGKILL", "my.yaml:5:11: 'stop' takes SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, ")]
    [TestCase("stop: SIGTREM",
        "my.yaml:5:11: 'stop' takes SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM, SIGWINCH, SIGIO or SIGPWR, " +
        "not 'SIGTREM'; did you mean 'SIGTERM'?")]
    [TestCase("stop-graceful: QUIT",
        "my.yaml:5:20: 'stop-graceful' takes SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM, SIGWINCH, SIGIO or SIGPWR, " +
        "not 'QUIT'; did you mean 'SIGQUIT'?")]
    [TestCase("port-in-use: share", "my.yaml:5:18: 'port-in-use' takes fails, shares or waits, not 'share'; did you mean 'shares'?")]
    [TestCase("sessions: go on", "my.yaml:5:15: 'sessions' takes end or go-on, not 'go on'; did you mean 'go-on'?")]
    [TestCase("exit: 256", "my.yaml:5:11: an exit status is a number from 0 to 255 or the name of a signal, not '256'.")]
    [TestCase("exit: [0, SIGTREM]",
        "my.yaml:5:15: an exit status is a number from 0 to 255 or the name of a signal, not 'SIGTREM'; did you mean 'SIGTERM'?")]
    [TestCase("exit: [[0]]", "my.yaml:5:12: an exit status is a number from 0 to 255 or the name of a signal, not a list.")]
    [TestCase("exit: []", "my.yaml:5:11: 'exit' is an empty list.")]
    [TestCase("transports: tcp4", "my.yaml:5:17: 'transports' is a list, not 'tcp4'.")]
    [TestCase("transports: []", "my.yaml:5:17: 'transports' is an empty list.")]
    [TestCase("transports: [tcp4, tcp4]", "my.yaml:5:24: tcp4 is here twice.")]
    [TestCase("transports: [udp4]", "my.yaml:5:18: a transport of echo is tcp4, tcp6 or unix, not 'udp4'.")]
    [TestCase("transports: [unix]", "my.yaml:4:14: the command does not say where to listen: write \"{path}\" in it or in 'env'.")]
    [TestCase("limits: { exchanges: 0 }", "my.yaml:5:26: 'exchanges' takes a whole number from 1 to 1000000, not '0'.")]
    [TestCase("limits: { idle: never }", "my.yaml:5:21: 'idle' takes a number above 0 and up to 86400, not 'never'.")]
    [TestCase("limits: { persecond: 5 }", "my.yaml:5:15: 'persecond' is not a key here; did you mean 'per-second'?")]
    [TestCase("half-close: answer", "my.yaml:5:17: 'half-close' takes answers, answers-what-is-ready or ends, not 'answer'; " +
        "did you mean 'answers'?")]
    [TestCase("limits: 5",
        "my.yaml:5:13: 'limits' is a map with the keys connections, exchanges, per-second, idle, request and unread, not '5'.")]
    [TestCase("limits: {conections: 5}", "my.yaml:5:14: 'conections' is not a key here; did you mean 'connections'?")]
    [TestCase("limits: {connections: 0}", "my.yaml:5:27: 'connections' takes a whole number from 1 to 65535, not '0'.")]
    [TestCase("limits: {connections: many}", "my.yaml:5:27: 'connections' takes a whole number from 1 to 65535, not 'many'.")]
    [TestCase("env: [A]", "my.yaml:5:10: 'env' is a map, not a list.")]
    [TestCase("env: {A B: c}", "my.yaml:5:11: 'A B' is no name of an environment variable.")]
    [TestCase("env: {\"A=1; touch /tmp/x; B\": c}", "my.yaml:5:11: 'A=1; touch /tmp/x; B' is no name of an environment variable.")]
    [TestCase("env: {SOCKET_CONFORMANCE_RUN: x}",
        "my.yaml:5:11: SOCKET_CONFORMANCE_RUN is the suite's own: it marks what a run has started.")]
    [TestCase("env: {A: [c]}", "my.yaml:5:14: 'A' takes a text, not a list.")]
    [TestCase("env: {A: '{prt}'}",
        "my.yaml:5:14: '{prt}' is not a placeholder here (for the word itself in braces, write {{prt}}); did you mean '{port}'?")]
    [TestCase("env: {A: '{backlog}'}", "my.yaml:5:14: {backlog} stands here, but no 'backlog' is declared to fill in.")]
    [TestCase("cwd: no/such/folder", "my.yaml:5:10: there is no folder /")]
    [TestCase("cwd: '{port}'", "my.yaml:5:10: '{port}' is not a placeholder here")]
    [TestCase("build: {context: .}", "my.yaml:5:5: 'build' needs an 'image': the name that the image gets.")]
    [TestCase("image: 'a b'", "my.yaml:5:12: 'a b' is no name of an image.")]
    [TestCase("<<: {backlog: 5}", "my.yaml:5:5: '<<' is not a key here: the keys are command, ")]
    public void Of_a_contract(string key, string message) =>
        Yaml.Mistake(Yaml.Contract("echo", "command: [./a, '{port}']", key)).ShouldStartWith(message);

    [TestCase("concurrent: true", 1, "a server that serves one connection at a time is not 'concurrent: true'.")]
    [TestCase("concurrent: false", 8, "a server that is 'concurrent: false' serves one connection at a time, not 8.")]
    public void Of_a_bound_that_is_contradicted(string key, int most, string message) =>
        Yaml.Mistake(Yaml.Contract("echo", "command: [./a, '{port}']", $"limits: {{connections: {most}}}", key))
            .ShouldBe($"my.yaml:5:27: {message}");

    [TestCase("[", "'ready' is no regular expression: unterminated bracket at character 1 of '['.")]
    [TestCase("(?<port>\\d+", "'ready' is no regular expression: insufficient closing parentheses at character 11 of '(?<port>\\d+'.")]
    [TestCase("(?=a)b", "'ready' can't use look-around, back-references or repetitions of this size: a simpler pattern is needed.")]
    [TestCase("((a{1000}){1000}){1000}",
        "'ready' can't use look-around, back-references or repetitions of this size: a simpler pattern is needed.")]
    [TestCase("", "'ready' takes a pattern of 1 to 1000 characters.")]
    public void Of_a_ready_pattern(string pattern, string message) =>
        Yaml.Mistake(Yaml.Contract("echo", "command: [./a, '{port}']", $"ready: '{pattern}'")).ShouldBe($"my.yaml:5:12: {message}");

    [TestCase("build: [x]", "my.yaml:6:12: 'build' is a map with the keys context, dockerfile, stage and args, not a list.")]
    [TestCase("build: {contxt: .}", "my.yaml:6:13: 'contxt' is not a key here; did you mean 'context'?")]
    [TestCase("build: {context: nowhere}", "my.yaml:6:22: there is no folder /")]
    [TestCase("build: {dockerfile: Nofile}", "my.yaml:6:25: there is no Nofile in /")]
    public void Of_an_image(string key, string message) =>
        Yaml.Mistake(Yaml.Contract("echo", "command: [./a, '{port}']", "image: mine", key)).ShouldStartWith(message);

    [TestCase("udp-echo", "backlog: 5", "my.yaml:5:5: 'backlog' has no meaning for udp-echo: datagrams have no connections that wait.")]
    [TestCase("udp-echo", "limits: {connections: 5}",
        "my.yaml:5:14: 'connections' has no meaning for udp-echo: datagrams have no connections.")]
    [TestCase("udp-echo", "sessions: end",
        "my.yaml:5:5: 'sessions' has no meaning for udp-echo: datagrams have no connections that could go on.")]
    [TestCase("client", "backlog: 5", "my.yaml:5:5: 'backlog' has no meaning for client: it does not listen, and ends by itself.")]
    [TestCase("echo-once", "ready: exchange",
        "my.yaml:5:12: an exchange would use up a server of echo-once, which serves one connection.")]
    [TestCase("udp-echo", "half-close: ends", "my.yaml:5:5: 'half-close' has no meaning for udp-echo: datagrams have no FIN.")]
    [TestCase("client", "ready: x", "my.yaml:5:5: 'ready' has no meaning for client: it does not listen, and ends by itself.")]
    [TestCase("client", "graceful: true", "my.yaml:5:5: 'graceful' has no meaning for client: it does not listen, and ends by itself.")]
    [TestCase("udp-echo", "transports: [tcp4]", "my.yaml:5:18: a transport of udp-echo is udp4 or udp6, not 'tcp4'.")]
    public void Of_what_a_contract_has_not(string contract, string key, string message) =>
        Yaml.Mistake(Yaml.Contract(contract, "command: [./a, '{port}']", key)).ShouldBe(message);

    [TestCase("command: [./a]", "my.yaml:4:14: the command does not say where to connect: write \"{port}\" in it or in 'env'.")]
    [TestCase("command: {unix: [./a, '{port}']}",
        "my.yaml:4:21: the command does not say where to connect: write \"{path}\" in it or in 'env'.")]
    [TestCase("address: tcp://localhost:80", "my.yaml:4:14: a client is at no address: give the command that starts it.")]
    public void Of_a_client(string key, string message) => Yaml.Mistake(Yaml.Contract("client", key)).ShouldBe(message);

    [Test]
    public void Of_transports_without_a_command() =>
        Yaml.Mistake(Yaml.Contract("echo", "command: {tcp4: [./a, '{port}']}", "transports: [tcp4, tcp6]"))
            .ShouldBe("my.yaml:4:14: 'transports' names tcp6, for which there is no command here.");

    [Test]
    public void Of_a_fixed_port_over_unix() =>
        Yaml.Mistake(Yaml.Contract("echo", "command: {tcp4: [./a], unix: [./a, '{path}']}", "port: 80"))
            .ShouldBe("my.yaml:5:5: a fixed 'port' can't go with the transport unix.");

    [TestCase("address: localhost:80",
        "my.yaml:4:14: 'localhost:80' is no address: it is tcp://host:port, udp://host:port or unix:/path; " +
        "did you mean 'tcp://localhost:80'?")]
    [TestCase("address: tcp://localhost", "my.yaml:4:14: 'tcp://localhost' has no port: tcp://localhost:<port>.")]
    [TestCase("address: tcp://localhost:70000",
        "my.yaml:4:14: 'tcp://localhost:70000' has no port that can be: it is a number from 1 to 65535, not '70000'.")]
    [TestCase("address: udp://localhost:80", "my.yaml:4:14: echo does not run over udp.")]
    [TestCase("address: {tcp: 80}", "my.yaml:4:14: 'address' takes a text, not a map.")]
    public void Of_an_address(string key, string message) => Yaml.Mistake(Yaml.Contract("echo", key)).ShouldBe(message);

    [TestCase("address: tcp://127.0.0.1:80", "transports: [tcp6]", "my.yaml:5:17: the address is one of the transport tcp4.")]
    [TestCase("address: tcp://localhost:80", "transports: [unix]", "my.yaml:5:17: the address is one of the transport tcp4 or tcp6.")]
    [TestCase("address: tcp://localhost:80", "port: 80",
        "my.yaml:5:5: 'port' has no meaning for a server at an address, which others start.")]
    [TestCase("container: mine", "transports: [unix]", "my.yaml:5:17: a container is reached by its port, not over unix.")]
    [TestCase("container: mine", "graceful: true",
        "my.yaml:5:5: 'graceful' has no meaning for a server in a container that runs, which others start.")]
    [TestCase("container: mine", "address: tcp://localhost:80",
        "my.yaml:4:5: 'container' has no meaning for a server at an address, which others start.")]
    [TestCase("image: mine", "transports: [unix]",
        "my.yaml:4:5: nothing tells the image where to listen: write \"{path}\" in 'env', or give a 'command'.")]
    public void Of_a_server_that_others_run(string key, string other, string message) =>
        Yaml.Mistake(Yaml.Contract("echo", key, other)).ShouldBe(message);

    [Test]
    public void Of_a_command_at_an_address() =>
        Yaml.Mistake(Yaml.Contract("echo", "address: tcp://localhost:80", "env: {A: b}"))
            .ShouldBe("my.yaml:5:5: 'env' has no meaning for a server at an address, which others start.");

    [TestCase("known-failures: x", "my.yaml:5:17: 'known-failures' is a list, not 'x'.")]
    [TestCase("known-failures: [x]", "my.yaml:5:18: a known failure is a map with the keys case, contract, transport and reason, not 'x'.")]
    [TestCase("known-failures: [{reason: x}]", "my.yaml:5:18: 'case' is missing: the id of a case, or a glob such as 'reset/*'.")]
    [TestCase("known-failures: [{case: a/b}]", "my.yaml:5:18: 'reason' is missing: why the case may fail, for the reader of the matrix.")]
    [TestCase("known-failures: [{case: a/b, reason: ''}]", "my.yaml:5:38: 'reason' is empty: say why the case may fail.")]
    [TestCase("known-failures: [{case: a/b, raeson: x}]", "my.yaml:5:30: 'raeson' is not a key here; did you mean 'reason'?")]
    [TestCase("known-failures: [{case: a/b, reason: x, contract: threaded}]", "my.yaml:5:51: 'contract' takes echo, not 'threaded'.")]
    [TestCase("known-failures: [{case: a/b, reason: x, transport: tcp}]",
        "my.yaml:5:52: 'transport' takes tcp4, tcp6, unix, udp4 or udp6, not 'tcp'; did you mean 'tcp4'?")]
    [TestCase("known-failures: [{case: a/b, reason: x, contract: echo, transport: udp4}]",
        "my.yaml:5:68: 'transport' takes tcp4, tcp6 or unix, not 'udp4'.")]
    [TestCase("known-failures: [{case: a/b, reason: x, target: y}]",
        "my.yaml:5:41: 'target' is not a key here: the keys are case, contract, transport and reason.")]
    public void Of_known_failures(string key, string message) =>
        Yaml.Mistake($"{Yaml.Contract("echo", "command: [./a, '{port}']")}{key}\n").ShouldBe(message);
}
