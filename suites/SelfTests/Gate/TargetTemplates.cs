using System.Text.RegularExpressions;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Cases;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.SelfTests.TargetFiles;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.Gate;

/// <summary>Target files that the suite writes are as good as those that it reads.</summary>
[Fast]
public sealed class TargetTemplates
{
    private static readonly IReadOnlyList<string> Promised = Protocols.Names;

    [TestCaseSource(nameof(Promised))]
    public async Task A_template_is_a_target_file_as_it_stands(string contract)
    {
        var text = Template(contract);

        Yaml.Read(text).Contracts.ShouldHaveSingleItem().Contract.ShouldBe(contract);
        (await ShippedTargets.ProblemsAsync(text)).ShouldBeEmpty();
    }

    [TestCaseSource(nameof(Promised))]
    public async Task Every_line_that_is_commented_out_is_right_when_it_is_not(string contract)
    {
        var lines = Template(contract).Split('\n');
        var optional = Enumerable.Range(0, lines.Length).Where(at => IsKey(lines[at])).ToList();

        optional.Count.ShouldBeGreaterThan(3);
        foreach (var at in optional)
        {
            var text = string.Join('\n', lines.Select((line, number) => number == at ? Uncommented(line) : line));
            Should.NotThrow(() => Yaml.Read(text), text);
            (await ShippedTargets.ProblemsAsync(text)).ShouldBeEmpty(text);
        }

        static bool IsKey(string line) =>
            line.StartsWith("    # ", StringComparison.Ordinal) || line.StartsWith("# known-failures:", StringComparison.Ordinal);
        static string Uncommented(string line) => line.Remove(line.IndexOf("# ", StringComparison.Ordinal), 2);
    }

    [Test]
    public void The_known_failure_of_a_template_is_a_case_of_its_contract([ValueSource(nameof(Promised))] string contract)
    {
        var entry = Template(contract).Split('\n').Single(line => line.Contains("known-failures: ", StringComparison.Ordinal));
        var glob = entry.Split("case: ")[1].Split(',')[0];

        Catalogue.Cases.ShouldContain(
            rule => Glob.Matches(glob, rule.Id) && Catalogue.ProtocolsOf(rule).Any(protocol => protocol.Name == contract),
            $"{glob} for {contract}");
    }

    private static string Template(string contract) => TargetTemplate.Of(contract, protocol => $"{Sections.Of(protocol)}/*");

    [TestCase("ehco", "There is no contract 'ehco'; did you mean 'echo'? The contracts are echo,")]
    [TestCase("\u001b", "There is no contract '\\u{1b}'. The contracts are echo,")]
    public void Another_word_is_no_contract(string word, string message) =>
        Should.Throw<TargetException>(() => Template(word)).Message.ShouldStartWith(message);

    [Test]
    public void A_file_that_is_there_stays_as_it_is()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("my.yaml", "mine");

        Should.Throw<TargetException>(() => NewTargetFile.Write(path, "new")).Message
            .ShouldBe($"{path}: there is such a file already, and it stays as it is. Give another name, or remove it first.");
        File.ReadAllText(path).ShouldBe("mine");
    }

    [Test]
    public void A_file_that_no_target_can_name_is_not_written() =>
        Should.Throw<TargetException>(() => NewTargetFile.Write("/tmp/my.txt", "new")).Message
            .ShouldBe("/tmp/my.txt: the name of a target file ends in .yaml or .yml.");

    [TestCase("csharp")]
    [TestCase("python")]
    [TestCase("python3")]
    [TestCase("python-local")]
    public async Task A_target_that_is_printed_reads_the_same(string name)
    {
        var target = BuiltInTargets.Resolve(name, contract: null);
        var text = TargetText.Render(target);

        text.ShouldNotContain("{scripts}");
        text.ShouldNotContain("{reference}");
        (await ShippedTargets.ProblemsAsync(text)).ShouldBeEmpty();
        var again = Yaml.Read(text);
        TargetText.Render(again).ShouldBe(text);
        again.Contracts.Count.ShouldBe(target.Contracts.Count);
        foreach (var (read, meant) in again.Contracts.Zip(target.Contracts))
            Filled(read).ShouldBe(Filled(meant));
        again.KnownFailures.Select(Bare).ShouldBe(target.KnownFailures.Select(Bare));

        static KnownFailure Bare(KnownFailure entry) => entry with { Place = "", Target = null };
    }

    [Test]
    public void Every_key_is_printed()
    {
        var text = TargetText.Render(Yaml.Read(Yaml.Contract("echo",
            "command: { tcp4: [./a b, \"{{port}}\", \"{port}\", \"$(x) \\\"é\\\"\"], unix: [./c, \"{path}\"] }",
            "ready: \"listening on .*:(?<port>\\\\d+)\"", "stop: SIGINT", "grace: 2.5", "graceful: true", "backlog: 7",
            "limits: {connections: 9}", "port-in-use: shares", "stop-graceful: SIGQUIT", "exit: [0, SIGTERM]",
            "env: { A: \"x: y\", B: \"true\" }", "transports: [unix]")));

        text.ShouldContain("      unix: [\"./c\", \"{path}\"]\n");
        text.ShouldContain(
            "    transports: [unix]\n    concurrent: true\n    limits:\n      connections: 9\n    backlog: 7\n" +
            "    ready: \"listening on .*:(?<port>\\\\d+)\"\n    port-in-use: shares\n" +
            "    stop: SIGINT\n    stop-graceful: SIGQUIT\n    exit: [0, 143]\n    sessions: end\n" +
            "    grace: 2.5\n    graceful: true\n    env: { A: \"x: y\", B: \"true\" }\n    cwd: ");
    }

    [TestCase("echo", "address: \"tcp://localhost:7\"")]
    [TestCase("udp-echo", "address: \"udp://[::1]:7\"")]
    [TestCase("echo", "container: \"my-server\"", "port: 7")]
    [TestCase("echo", "image: \"my-image:1\"", "port: 7")]
    [TestCase("client", "command: [./c, \"{host}\", \"{port}\"]")]
    public async Task Every_way_to_a_server_is_printed_and_reads_the_same(string contract, params string[] keys)
    {
        var text = TargetText.Render(Yaml.Read(Yaml.Contract(contract, keys)));

        TargetText.Render(Yaml.Read(Regex.Replace(text, "    cwd: .*\n", ""))).Split('\n')
            .Where(line => !line.Contains("cwd", StringComparison.Ordinal))
            .ShouldBe(text.Split('\n').Where(line => !line.Contains("cwd", StringComparison.Ordinal)));
        (await ShippedTargets.ProblemsAsync(text)).ShouldBeEmpty(text);
    }

    /// <summary>A contract in words that compare by value.</summary>
    private static string Filled(ContractTarget contract) =>
        string.Join('|', TargetText.Render(new Target("x", "x", [contract], [])).Split('\n').Order());
}
