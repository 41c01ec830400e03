using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.TargetFiles;

/// <summary>What newcomers write, and what they are told: where it is, what was expected, and the nearest right word.</summary>
[Fast]
public sealed class CommonMistakes
{
    [TestCase("name: mine\ncontracts:\n  echo: ./my-echo --port {port}\n",
        "my.yaml:3:9: 'echo' is a map with the keys command, image, build, init, address, container, ",
        Description = "the command in place of the map")]
    [TestCase("name: mine\ncontracts:\n  echo:\n    command: ./my-echo --port {port}\n",
        "my.yaml:4:14: a command is a list of words, not './my-echo --port {port}': write [./my-echo, --port, \"{port}\"].",
        Description = "a command as a shell has it")]
    [TestCase("name: mine\ncontracts:\n  echo:\n    command: [\"./my-echo --port {port}\"]\n",
        "my.yaml:4:14: this is one word, the name of a program with blanks in it: write [./my-echo, --port, \"{port}\"].",
        Description = "a command as one word")]
    [TestCase("name: mine\ncontracts:\n  echo:\n    command: [./my-echo, --port, {port}]\n",
        "my.yaml:4:34: without quotes this is a map: write \"{port}\" in quotes.", Description = "braces without quotes")]
    [TestCase("name: mine\ncontracts:\n  echo:\n    command: [./my-echo, --port, 8080]\n",
        "my.yaml:4:14: the command does not say where to listen: write \"{port}\" in it or in 'env'; give a 'port' if",
        Description = "a port written out")]
    [TestCase("name: mine\ncontracts:\n  echo:\n    command: [./my-echo, \"{prot}\"]\n",
        "my.yaml:4:26: '{prot}' is not a placeholder here (for the word itself in braces, write {{prot}}); did you mean '{port}'?",
        Description = "a placeholder misspelt")]
    [TestCase("name: mine\ncontracts:\n  ehco:\n    command: [./my-echo, \"{port}\"]\n",
        "my.yaml:3:3: a contract is one of echo, echo-once, ", Description = "a contract misspelt")]
    [TestCase("name: mine\ncontracts:\n  - echo:\n      command: [./my-echo, \"{port}\"]\n",
        "my.yaml:3:3: 'contracts' is a map of contract to how its server is started, not a list.", Description = "a list of contracts")]
    [TestCase("name: mine\ncontract:\n  echo:\n    command: [./my-echo, \"{port}\"]\n",
        "my.yaml:2:1: 'contract' is not a key here; did you mean 'contracts'?", Description = "a key misspelt")]
    [TestCase("contracts:\n  echo:\n    command: [./my-echo, \"{port}\"]\n",
        "my.yaml:1:1: 'name' is missing: the head of the target's column.", Description = "no name")]
    [TestCase("name: mine\ncontracts:\n  echo:\n    command: [./my-echo, \"{port}\"]\n    concurrent: yes\n",
        "my.yaml:5:17: 'concurrent' takes true or false, without quotes, not 'yes'.", Description = "yes for true")]
    [TestCase("name: mine\ncontracts:\n  echo:\n    command: [./my-echo, \"{port}\"]\n    transports: [tcp]\n",
        "my.yaml:5:18: a transport of echo is tcp4, tcp6 or unix, not 'tcp'; did you mean 'tcp4'?", Description = "tcp for tcp4")]
    [TestCase("name: mine\ncontracts:\n  echo:\n    command: [./my-echo, \"{port}\"]\n    backlog: \"5\"\n",
        "my.yaml:5:14: 'backlog' takes a whole number from 0 to 65535, not the text '5'.", Description = "a number in quotes")]
    [TestCase("name: mine\ncontracts:\n  echo:\n    command: [./my-echo, \"{port}\"]\n    stop: TERM\n",
        "my.yaml:5:11: 'stop' takes SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM, SIGWINCH, SIGIO or SIGPWR, " +
        "not 'TERM'; did you mean 'SIGTERM'?", Description = "a signal by its short name")]
    [TestCase("name: mine\ncontracts:\n\techo:\n", "my.yaml:3:1: a tab can't indent YAML: use spaces.", Description = "a tab")]
    [TestCase("name: mine\ncontracts:\n  echo:\n    address: localhost:8080\n",
        "my.yaml:4:14: 'localhost:8080' is no address: it is tcp://host:port, udp://host:port or unix:/path; " +
        "did you mean 'tcp://localhost:8080'?", Description = "an address without tcp")]
    [TestCase("name: mine\ncontracts:\n  echo:\n    address: http://localhost:8080/\n",
        "my.yaml:4:14: 'http://localhost:8080/' is no address: it is tcp://host:port, udp://host:port or unix:/path; " +
        "did you mean 'tcp://localhost:8080'?", Description = "http for tcp")]
    [TestCase("name: mine\ncontracts:\n  echo:\n    address: tcp://localhost\n",
        "my.yaml:4:14: 'tcp://localhost' has no port: tcp://localhost:<port>.", Description = "an address without a port")]
    [TestCase("name: mine\ncontracts:\n  echo:\n    address: tcp://0.0.0.0:7\n",
        "my.yaml:4:14: 'tcp://0.0.0.0:7' is where a server may listen, not where it is reached: tcp://127.0.0.1:7.",
        Description = "the address that it listens on")]
    [TestCase("name: mine\ncontracts:\n  echo:\n    command: [./my-echo]\n    address: tcp://localhost:7\n",
        "my.yaml:4:5: 'command' has no meaning for a server at an address, which others start.",
        Description = "both a command and an address")]
    [TestCase("name: mine\ncontracts:\n  echo:\n    image: my-echo\n",
        "my.yaml:4:5: nothing says where the image's server listens: give its 'port', write \"{port}\" in 'env', or give a 'command'.",
        Description = "an image without a port")]
    [TestCase("name: mine\ncontracts:\n  echo:\n    container: my echo\n",
        "my.yaml:4:16: 'my echo' is no name of a container.", Description = "a container's name with a blank")]
    [TestCase("name: mine\ncontracts:\n  client:\n    command: [./my-client]\n    port: 8080\n",
        "my.yaml:5:5: 'port' has no meaning for client: each case listens at a port of its own, so write \"{port}\" in the command",
        Description = "a client with a port")]
    [TestCase("name mine\ncontracts:\n", "my.yaml:", Description = "a colon left out")]
    public void In_a_target_file(string text, string message) => Yaml.Mistake(text).ShouldStartWith(message);

    [TestCase("localhost:8080", "There is no target 'localhost:8080'; did you mean 'tcp://localhost:8080'? Known are csharp, ")]
    [TestCase("http://localhost:8080/",
        "There is no target 'http://localhost:8080/'; did you mean 'tcp://localhost:8080'? Known are csharp, ")]
    [TestCase("/run/echo.sock", "There is no target '/run/echo.sock'; did you mean 'unix:/run/echo.sock'? Known are csharp, ")]
    [TestCase("/bin/sh",
        "There is no target '/bin/sh'; a program to test stands behind --: " +
        "./run-conformance.sh --contract echo -- /bin/sh --port {port}. Known are csharp, ")]
    public void As_a_target(string word, string message) =>
        Should.Throw<TargetException>(() => BuiltInTargets.Resolve(word, "echo")).Message.ShouldStartWith(message);

    [Test]
    public void A_file_without_its_ending_is_found()
    {
        using var folder = new TemporaryFolder();
        folder.Write("mine.yaml", "");

        Should.Throw<TargetException>(() => BuiltInTargets.Resolve(folder.File("mine"), contract: null)).Message
            .ShouldStartWith($"There is no target '{folder.File("mine")}'; did you mean the file '{folder.File("mine.yaml")}'?");
    }

    [TestCase("tcp://localhost:70000", "'tcp://localhost:70000' has no port that can be: it is a number from 1 to 65535, not '70000'.")]
    [TestCase("tcp://localhost:0", "'tcp://localhost:0' has no port that can be: it is a number from 1 to 65535, not '0'.")]
    [TestCase("tcp://:80", "'tcp://:80' has no host: tcp://localhost:80.")]
    [TestCase("tcp:localhost:80", "'tcp:localhost:80' is no address: two slashes follow tcp:, as in tcp://localhost:7.")]
    [TestCase("tcp://::1:80", "'tcp://::1:80' is no address: an IPv6 address stands in brackets, as in tcp://[::1]:80.")]
    [TestCase("tcp://localhost:80/echo", "'tcp://localhost:80/echo' is no address: only a host and a port follow tcp://.")]
    [TestCase("tcp://a b:80", "'a b' is no host: a name, an IPv4 address, or an IPv6 address in brackets.")]
    [TestCase("unix:my.sock", "'unix:my.sock' is no address: the path of a Unix socket begins with /, as in unix:/run/my.sock.")]
    [TestCase("container:", "'container:' names no container: it is container:<name> or container:<name>:<port>.")]
    [TestCase("container:x:y", "'container:x:y' has no port that can be: it is a number from 1 to 65535, not 'y'.")]
    public void As_an_address(string word, string message) =>
        Should.Throw<TargetException>(() => BuiltInTargets.Resolve(word, "echo")).Message.ShouldBe(message);
}
