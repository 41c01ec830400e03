using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.TargetFiles;

/// <summary>What can stand behind <c>--target</c>, <c>--contract</c> and <c>--</c>.</summary>
[Fast]
public sealed class Names
{
    [TestCase("nonsense",
        "There is no target 'nonsense'. Known are csharp, python, python3, python-local; " +
        "a target file (its name ends in .yaml or .yml); an address (tcp://host:port, udp://host:port, unix:/path); " +
        "and a running container (container:name).")]
    [TestCase("container:mine", "'container:mine' needs --contract: what the server there promises (echo, ")]
    [TestCase("pyhton", "There is no target 'pyhton'; did you mean 'python'? Known are csharp,")]
    [TestCase("pythonlocal", "There is no target 'pythonlocal'; did you mean 'python-local'? Known are csharp,")]
    [TestCase("", "There is no target ''. Known are")]
    [TestCase("x\u001b[31m\u202e", "There is no target 'x\\u{1b}[31m\\u{202e}'. Known are")]
    [TestCase("no-such-file.yaml", "no-such-file.yaml: there is no such file.")]
    [TestCase("/no/such/folder/x.yml", "/no/such/folder/x.yml: there is no such file.")]
    [TestCase("no\u001b[31m.yaml", "no\\u{1b}[31m.yaml: there is no such file.")]
    [TestCase("tcp://localhost:80", "'tcp://localhost:80' needs --contract: what the server there promises (echo, ")]
    public void A_wrong_target_is_named(string name, string message) =>
        Should.Throw<TargetException>(() => BuiltInTargets.Resolve(name, contract: null)).Message.ShouldStartWith(message);

    [TestCase("csharp", "ehco", "There is no contract 'ehco'; did you mean 'echo'? The contracts are echo, echo-once,")]
    [TestCase("tcp://localhost:80", "client", "a client is at no address: give the command that starts it.")]
    [TestCase("tcp://localhost", "echo", "'tcp://localhost' has no port: tcp://localhost:<port>.")]
    [TestCase("tcp://localhost:80", "udp-echo", "udp-echo does not run over tcp.")]
    [TestCase("csharp", "echo,ehco", "There is no contract 'ehco'; did you mean 'echo'? The contracts are echo, echo-once,")]
    [TestCase("csharp", ",", "--contract names none. The contracts are echo, echo-once,")]
    public void A_wrong_contract_is_named(string name, string contract, string message) =>
        Should.Throw<TargetException>(() => BuiltInTargets.Resolve(name, contract)).Message.ShouldStartWith(message);

    [Test]
    public void Several_contracts_have_commas_between_them()
    {
        BuiltInTargets.Resolve("csharp", "udp-echo, echo").Contracts.Select(contract => contract.Contract).ShouldBe(["echo", "udp-echo"]);
        BuiltInTargets.Inline(["./a", "{port}"], "echo,uppercase").Contracts.Select(contract => contract.Contract)
            .ShouldBe(["echo", "uppercase"]);
        BuiltInTargets.Resolve("tcp://localhost:7", "echo,threaded").Contracts.Select(contract => contract.Contract)
            .ShouldBe(["echo", "threaded"]);
    }

    [TestCase("container:mine", null)]
    [TestCase("container:mine:7", 7)]
    public void A_container_is_named_with_or_without_a_port(string word, int? port)
    {
        var contract = BuiltInTargets.Resolve(word, "echo").Contracts.ShouldHaveSingleItem();

        contract.Launch.ShouldBe(new ContainerLaunch("mine", port));
        contract.Transports.ShouldBe([Transport.Tcp4]);
    }

    [Test]
    public void A_contract_leaves_out_the_others() =>
        BuiltInTargets.Resolve("csharp", "udp-echo").Contracts.ShouldHaveSingleItem().Contract.ShouldBe("udp-echo");

    [Test]
    public void A_contract_that_is_not_promised_is_named()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("mine.yml", Yaml.Contract("echo", "command: [./a, '{port}']"));

        Should.Throw<TargetException>(() => BuiltInTargets.Resolve(path, "client")).Message
            .ShouldBe("mine does not promise the contract client; it promises echo.");
    }

    [Test]
    public void A_file_is_referred_to_by_its_path()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("mine.yml", Yaml.Contract("echo", "command: [./a, '{port}']"));

        var target = BuiltInTargets.Resolve(path, contract: null);

        (target.Name, target.Reference).ShouldBe(("mine", path));
    }

    [Test]
    public void A_folder_is_no_file()
    {
        using var folder = new TemporaryFolder();
        var path = Directory.CreateDirectory(folder.File("x.yaml")).FullName;

        Should.Throw<TargetException>(() => BuiltInTargets.Resolve(path, contract: null)).Message
            .ShouldBe($"{path}: this is a folder, not a file.");
    }

    [TestCase("echo", "{port}", Transport.Tcp4)]
    [TestCase("echo", "--listen=127.0.0.1:{port}", Transport.Tcp4)]
    [TestCase("echo", "{path}", Transport.Unix)]
    [TestCase("udp-echo", "{port}", Transport.Udp4)]
    [TestCase("client", "{port}", Transport.Tcp4)]
    [TestCase("client", "{path}", Transport.Unix)]
    public void A_command_is_a_target_of_one_transport(string contract, string argument, Transport transport)
    {
        var target = BuiltInTargets.Inline(["./target/release/my-echo", argument], contract);

        target.Name.ShouldBe("my-echo");
        var only = target.Contracts.ShouldHaveSingleItem();
        (only.Contract, only.WorkingDirectory).ShouldBe((contract, Directory.GetCurrentDirectory()));
        only.Transports.ShouldBe([transport]);
        only.Launch.ShouldBeOfType<CommandLaunch>().Commands[transport].ShouldBe(["./target/release/my-echo", argument]);
    }

    [Test]
    public void A_script_gives_its_interpreter_a_better_name()
    {
        using var folder = new TemporaryFolder();

        BuiltInTargets.Inline(["python3", folder.Write("server.py", ""), "{port}"], "echo").Name.ShouldBe("server.py");
        BuiltInTargets.Inline(["java", "-jar", folder.Write("echo.jar", ""), "{port}"], "echo").Name.ShouldBe("echo.jar");
        BuiltInTargets.Inline(["./server", "--config", folder.Write("my.conf", ""), "{port}"], "echo").Name.ShouldBe("server");
    }

    [Test]
    public void A_command_may_be_given_a_name()
    {
        var target = BuiltInTargets.Inline(["./a", "{port}"], "echo", "my port");

        target.Name.ShouldBe("my port");
        target.Again("echo/x").ShouldBe("./run-conformance.sh --case echo/x --contract echo --name 'my port' -- ./a {port}");
    }

    [TestCase("")]
    [TestCase("two\nlines")]
    [TestCase("0123456789012345678901234567890123456789012345678901234567890")]
    public void A_name_is_a_short_line(string name) =>
        Should.Throw<TargetException>(() => BuiltInTargets.Inline(["./a", "{port}"], "echo", name)).Message.ShouldStartWith("--name takes");

    [Test]
    public void A_case_can_be_judged_again_by_what_is_printed()
    {
        BuiltInTargets.Resolve("csharp", "echo").Again("echo/x").ShouldBe("./run-conformance.sh --target csharp --case echo/x");
        BuiltInTargets.Inline(["sh", "-c", "it's \"$0\"", "{port}"], "echo").Again("echo/x")
            .ShouldBe("./run-conformance.sh --case echo/x --contract echo -- sh -c 'it'\\''s \"$0\"' {port}");
        BuiltInTargets.Resolve("tcp://localhost:7", "echo,threaded").Again("echo/x", "threaded")
            .ShouldBe("./run-conformance.sh --target tcp://localhost:7 --contract threaded --case echo/x");
        new Target("x", "my files/x.yaml", [], []).Again("echo/x")
            .ShouldBe("./run-conformance.sh --target 'my files/x.yaml' --case echo/x");
    }

    [TestCase(null, "{port}", "A command behind -- needs --contract: what the server promises (echo, echo-once,")]
    [TestCase("ehco", "{port}", "There is no contract 'ehco'; did you mean 'echo'?")]
    [TestCase("echo", "8080",
        "The command behind --: write {port} where it takes the port to listen on, or {path} where it takes the path of a Unix socket; " +
        "for a server that can't be told, a target file can say which port it has")]
    [TestCase("udp-echo", "{path}", "The command behind --: write {port} where it takes the port to listen on; for a server")]
    [TestCase("client", "8080",
        "The command behind --: write {port} where it takes the port to connect to, or {path} where it takes the path of a Unix socket.")]
    [TestCase("echo", "{prot}",
        "The command behind --: '{prot}' is not a placeholder here (for the word itself in braces, write {{prot}}); " +
        "did you mean '{port}'?")]
    [TestCase("echo", "{port}{backlog}", "The command behind --: {backlog} stands here, but no 'backlog' is declared to fill in.")]
    public void A_command_that_is_wrong_is_explained(string? contract, string argument, string message) =>
        Should.Throw<TargetException>(() => BuiltInTargets.Inline(["./a", argument], contract)).Message.ShouldStartWith(message);
}
