using System.Text.Json.Nodes;
using NJsonSchema;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.TargetFiles;

/// <summary>The built-in targets are target files as any other.</summary>
[Fast]
public sealed class ShippedTargets
{
    [TestCase("csharp")]
    [TestCase("python")]
    [TestCase("python3")]
    [TestCase("python-local")]
    public void Each_promises_every_service_over_every_transport(string name)
    {
        var target = BuiltInTargets.Resolve(name, contract: null);

        (target.Name, target.Reference).ShouldBe((name, name));
        target.Contracts.Select(contract => contract.Contract).ShouldBe(Protocols.Names);
        foreach (var contract in target.Contracts)
        {
            var hasBacklog = !contract.Protocol.IsClient && !contract.Protocol.IsDatagram;
            contract.Transports.ShouldBe(contract.Protocol.Transports);
            contract.Backlog.ShouldBe(hasBacklog ? 5 : null);
            contract.Graceful.ShouldBe((name == "csharp" && !contract.Protocol.IsClient) || contract.Contract == "threaded");
            contract.Concurrent.ShouldBe(contract.Contract is "threaded" or "forking" || (contract.Contract == "echo" && name == "csharp"));
            foreach (var (transport, command) in Commands(contract))
            {
                command.Contains("--unix").ShouldBe(transport == Transport.Unix);
                command.Contains("--port").ShouldBe(transport != Transport.Unix);
                command.Contains("--backlog").ShouldBe(hasBacklog);
                var script = $"/{contract.Contract.Replace('-', '_')}.py";
                command.ShouldContain(word => word == contract.Contract || word.EndsWith(script, StringComparison.Ordinal));
            }
        }
    }

    [TestCase("csharp")]
    [TestCase("python")]
    [TestCase("python3")]
    [TestCase("python-local")]
    public async Task Each_is_valid_for_editors(string name) =>
        (await ProblemsAsync(await File.ReadAllTextAsync(BuiltInTargets.PathOf(name)))).ShouldBeEmpty();

    [TestCase("name: x")]
    [TestCase("name: x\ncontracts: {ehco: {command: [a]}}")]
    [TestCase("name: x\ncontracts: {echo: {comand: [a]}}")]
    [TestCase("name: x\ncontracts: {echo: {command: []}}")]
    [TestCase("name: x\ncontracts: {echo: {command: {udp4: [a]}}}")]
    [TestCase("name: x\ncontracts: {echo: {command: [a], transports: [udp4]}}")]
    [TestCase("name: x\ncontracts: {echo: {command: [a], concurrent: \"true\"}}")]
    [TestCase("name: x\ncontracts: {echo: {command: [a], backlog: 65536}}")]
    [TestCase("name: x\ncontracts: {echo: {command: [a], stop: SIGKILL}}")]
    [TestCase("name: x\ncontracts: {echo: {command: [a], address: 'tcp://a:1'}}")]
    [TestCase("name: x\ncontracts: {udp-echo: {command: [a], backlog: 5}}")]
    [TestCase("name: x\ncontracts: {echo: {concurrent: true}}")]
    [TestCase("name: x\ncontracts: {echo: {address: 'localhost:80'}}")]
    [TestCase("name: x\ncontracts: {echo: {address: 'tcp://localhost'}}")]
    [TestCase("name: x\ncontracts: {echo: {address: 'tcp://localhost:80', port: 80}}")]
    [TestCase("name: x\ncontracts: {echo: {address: 'tcp://localhost:80', env: {A: b}}}")]
    [TestCase("name: x\ncontracts: {echo: {address: 'tcp://localhost:80', container: y}}")]
    [TestCase("name: x\ncontracts: {echo: {container: 'a b'}}")]
    [TestCase("name: x\ncontracts: {echo: {container: y, stop: SIGINT}}")]
    [TestCase("name: x\ncontracts: {echo: {container: y, transports: [unix]}}")]
    [TestCase("name: x\ncontracts: {echo: {container: y, port: 0}}")]
    [TestCase("name: x\ncontracts: {echo: {image: 'a b', port: 80}}")]
    [TestCase("name: x\ncontracts: {echo: {command: [a, '{port}'], env: {A B: c}}}")]
    [TestCase("name: x\ncontracts: {echo: {command: [a, '{port}'], env: {SOCKET_CONFORMANCE_RUN: c}}}")]
    [TestCase("name: x\ncontracts: {client: {command: [a, '{port}'], backlog: 5}}")]
    [TestCase("name: x\ncontracts: {client: {command: [a, '{port}'], ready: x}}")]
    [TestCase("name: x\ncontracts: {client: {address: 'tcp://a:1'}}")]
    [TestCase("name: x\ncontracts: {client: {container: y}}")]
    [TestCase("name: x\ncontracts: {echo: {command: [a]}}\nknown-failures: [{case: a/b}]")]
    [TestCase("name: x\ncontracts: {echo: {command: [a, '{port}']}}\ndivergences: [{case: a/b}]")]
    [TestCase("name: x\ncontracts: {echo: {command: [a, '{port}']}}\ndivergences: [{case: a/b, reason: ''}]")]
    public async Task What_the_reader_refuses_is_marked_in_editors(string text)
    {
        Yaml.Mistake(text).ShouldNotBeEmpty();
        (await ProblemsAsync(text)).ShouldNotBeEmpty();
    }

    [TestCase("command: [./a, '{port}', 600, true]", "backlog: 5", "ready: x", "stop: SIGINT", "grace: 1",
        "graceful: true", "port: 80", "env: {A: b, C: 1}", "cwd: .")]
    [TestCase("command: {tcp4: [./a, '{port}'], unix: [./a, '{path}']}", "transports: [unix]")]
    [TestCase("image: mine:1", "command: [./a, '{port}']")]
    [TestCase("image: mine:1", "port: 80")]
    [TestCase("image: mine:1", "env: {PORT: '{port}'}", "concurrent: false")]
    [TestCase("address: tcp://localhost:80", "transports: [tcp4, tcp6]", "backlog: 5", "concurrent: true")]
    [TestCase("address: tcp://[::1]:80")]
    [TestCase("address: unix:/run/x.sock")]
    [TestCase("container: mine")]
    [TestCase("container: mine", "port: 80", "transports: [tcp4, tcp6]", "backlog: 5")]
    public async Task What_the_reader_takes_is_right_in_editors(params string[] keys)
    {
        var text = Yaml.Contract("echo", keys);

        Yaml.Read(text).Contracts.ShouldHaveSingleItem();
        (await ProblemsAsync(text)).ShouldBeEmpty();
    }

    [Test]
    public void The_two_images_have_different_tags_and_one_Dockerfile()
    {
        var (python, python3) = (Image("python"), Image("python3"));

        python.Image.ShouldBe("socket-conformance-python2");
        python3.Image.ShouldBe("socket-conformance-python3");
        python.Build!.Arguments["PYTHON_IMAGE"].ShouldBe("python:2.7-slim");
        python3.Build!.Arguments["PYTHON_IMAGE"].ShouldBe("python:3-slim");
        python.Build.Context.ShouldBe(python3.Build.Context);
        python.Build.Stage.ShouldBe("reference-python");

        static ImageLaunch Image(string name) =>
            BuiltInTargets.Resolve(name, contract: null).Contracts[0].Launch.ShouldBeOfType<ImageLaunch>();
    }

    private static IReadOnlyDictionary<Transport, IReadOnlyList<string>> Commands(ContractTarget contract) =>
        contract.Launch is ImageLaunch image ? image.Commands : contract.Launch.ShouldBeOfType<CommandLaunch>().Commands;

    /// <summary>What an editor with the schema would mark.</summary>
    internal static async Task<IEnumerable<string>> ProblemsAsync(string yaml) =>
        Problems(await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "targets", "target.schema.json")), yaml);

    internal static IEnumerable<string> Problems(JsonSchema schema, string yaml)
    {
        using var folder = new CommandLine.TemporaryFolder();
        return schema.Validate(Json(YamlFile.Read(folder.Write("my.yaml", yaml))!).ToJsonString()).Select(problem => problem.ToString());
    }

    private static JsonNode Json(YamlNode node) => node switch
    {
        YamlMap map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key.Value, (JsonNode?)Json(entry.Value)))),
        YamlList list => new JsonArray([.. list.Items.Select(Json)]),
        YamlText { Plain: true, Value: "true" or "false" } text => JsonValue.Create(text.Value == "true"),
        YamlText { Plain: true } text when int.TryParse(text.Value, out var number) => JsonValue.Create(number),
        YamlText text => JsonValue.Create(text.Value),
        _ => throw new NotSupportedException(node.Kind),
    };
}
