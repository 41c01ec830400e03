using NUnit.Framework;
using Shouldly;
using SocketConformance.Runner;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.Gate;

/// <summary>The doctor on this machine: it asks programs for their version, and converses with a server.</summary>
[Servers]
public sealed class DoctorHere
{
    [Test]
    public async Task A_program_that_is_not_there_has_no_version()
    {
        (await Machine.VersionOfAsync("no-such-program")).ShouldBeNull();
        (await Machine.VersionOfAsync("false")).ShouldBeNull();
        (await Machine.VersionOfAsync("bash")).ShouldNotBeNull().ShouldContain("bash");
    }

    [Test]
    public async Task A_conversation_with_the_reference_works_and_with_others_does_not()
    {
        (await Machine.ConverseAsync(Yaml("[\"{reference}\", echo, --port, \"{port}\"]"))).ShouldBeNull();
        (await Machine.ConverseAsync(Yaml("[\"{reference}\", uppercase, --port, \"{port}\"]")))
            .ShouldBe("5 bytes were sent, 5 came back, then Fin");
        (await Machine.ConverseAsync(Yaml("[./no-such-server, \"{port}\"]"))).ShouldNotBeNull().ShouldContain("no-such-server");

        static ContractTarget Yaml(string command) => TargetFiles.Yaml.ReadContract("echo", $"command: {command}", "cwd: /");
    }

    [Test]
    public async Task A_server_is_traced_where_strace_is()
    {
        Required.Present("strace");

        (await Machine.TracesAsync(BuiltInTargets.Resolve("csharp", "echo").Contracts[0])).ShouldBeNull();
        (await Machine.TracesAsync(TargetFiles.Yaml.ReadContract("echo", "command: [./no-such-server, \"{port}\"]", "cwd: /")))
            .ShouldNotBeNull().ShouldContain("no-such-server");
    }

    [Test]
    public async Task On_this_machine_the_reference_can_be_judged()
    {
        var run = await Suite.RunAsync("doctor");

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("a conversation  the bundled reference echoes, in ");
        run.StandardOutput.Split('\n')[^2].ShouldStartWith("READY  ");
    }

    [Test]
    public async Task A_target_is_asked_once_for_what_it_promises_and_judged_by_nothing()
    {
        var run = await Suite.RunAsync("doctor", Path.Combine(Suite.Root, "fixtures", "Dialects", "own-csharp.yaml"));

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("ok       own-csharp: ledger over tcp4\n");
        run.StandardOutput.ShouldContain("ok       own-csharp: beacon over udp6\n");
        run.StandardOutput.ShouldContain("depot: not asked, for want of a line in the description: a good-bye (`quit`)");
        run.StandardOutput.ShouldEndWith("READY  Each server answers as its file says.\n");
    }

    [Test]
    public async Task A_description_that_does_not_fit_its_server_is_shown_with_its_place()
    {
        using var folder = new TemporaryFolder();
        folder.Write("mine.protocol.yaml", "protocol: mine\nexchanges:\n  - { send: 'a', expect: 'b' }\n");
        var target = folder.Write("mine.yaml", """
            name: mine
            contracts:
              mine:
                protocol: mine.protocol.yaml
                command: ["{reference}", echo, --port, "{port}"]
                transports: [tcp4]
            """);

        var run = await Suite.RunAsync("doctor", target);

        run.ExitCode.ShouldBe(2, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("BROKEN   mine: mine over tcp4\n");
        run.StandardOutput.ShouldContain("mine.protocol.yaml:3:5: the description and the server do not agree");
        run.StandardOutput.ShouldContain("NOT READY  ");
        (await Suite.RunAsync("doctor", folder.File("nothing.yaml"))).ExitCode.ShouldBe(2);
    }
}
