using System.Text.Json.Nodes;
using System.Xml.Linq;
using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>Servers compared from outside, with reports.</summary>
[Servers]
public sealed class Comparisons
{
    [Test]
    public async Task A_port_is_compared_case_by_case_and_the_report_says_how()
    {
        using var folder = new TemporaryFolder();
        var json = folder.File("parity.json");

        var run = await Suite.RunAsync(
            "--parity", "--target", $"csharp,{Target(folder, "port", "uppercase")}", "--case", "echo/returns-*-byte",
            "--report", $"json={json}");

        run.ExitCode.ShouldBe(1, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("DIFFERENT  csharp and port: ");
        var pair = JsonNode.Parse(await File.ReadAllTextAsync(json))!["pairs"]![0]!;
        ((int)pair["summary"]!["different"]!).ShouldBeGreaterThan(0);
        pair["cases"]!.AsArray().ShouldContain(row => ((string)row!["second"]![0]!).StartsWith("breaks the rule"));
    }

    [Test]
    public async Task A_port_that_is_the_same_is_equal_in_standard_output_too()
    {
        using var folder = new TemporaryFolder();

        var run = await Suite.RunAsync(
            "--parity", "--target", $"csharp,{Target(folder, "port", "echo")}", "--case", "echo/returns-one-byte", "--report", "json");

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        ((bool)JsonNode.Parse(run.StandardOutput)!["equal"]!).ShouldBeTrue();
    }

    [Test]
    public async Task The_original_and_its_port_end_differently_only_where_that_is_declared()
    {
        Required.Python();

        var run = await Suite.RunAsync(
            "--parity", "--target", "python-local,csharp", "--case", "shutdown/sigint-*", "--case", "once/reports-*");

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("declared  shutdown/sigint-while-serving");
    }

    [Test]
    public async Task Conversations_give_a_report_for_CI()
    {
        using var folder = new TemporaryFolder();
        var junit = folder.File("parity.xml");

        var run = await Suite.RunAsync(
            "--fuzz", "30", "--seed", "1", "--target", Target(folder, "mine", "echo"), "--report", $"junit={junit}");

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        var suite = XDocument.Load(junit).Descendants("testsuite").ShouldHaveSingleItem();
        ((string)suite.Attribute("name")!, (int)suite.Attribute("failures")!).ShouldBe(("mine and contract, random conversations", 0));
        run.StandardError.ShouldContain(
            "echo tcp4, mine and contract: ", customMessage: "whoever waits is told of each contract and transport as it ends");
    }

    [Test]
    public async Task A_server_that_answers_at_random_is_not_said_to_be_the_same()
    {
        Required.Present("python3");
        using var folder = new TemporaryFolder();
        var script = folder.Write("random_echo.py", """
            import os, socket, sys
            listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
            while True:
                peer = listener.accept()[0]
                try:
                    while peer.recv(65536): peer.sendall(os.urandom(8))
                except OSError: pass
                peer.close()
            """);
        var target = folder.Write("random.yaml", $$"""
            name: random
            contracts:
              echo:
                command: [python3, {{script}}, "{port}"]
                transports: [tcp4]
            """);

        var run = await Suite.RunAsync("--fuzz", "12", "--seed", "1", "--target", target);

        run.ExitCode.ShouldBe(2, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("one of the two answers at random");
        run.StandardOutput.ShouldContain("NOT COMPARED");
    }

    /// <summary>The reference's server of one contract, promised to be an echo.</summary>
    private static string Target(TemporaryFolder folder, string name, string serves) => folder.Write($"{name}.yaml", $$"""
        name: {{name}}
        contracts:
          echo:
            command: ["{reference}", {{serves}}, --port, "{port}"]
            concurrent: true
        """);
}
