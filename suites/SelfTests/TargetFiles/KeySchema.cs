using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SocketConformance.SelfTests.ProtocolFiles;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.TargetFiles;

/// <summary>The keys of a target file as a JSON Schema, for editors.</summary>
internal static partial class KeySchema
{
    private const int Columns = 140;

    /// <summary>What is said of a protocol of one's own.</summary>
    private const string Own = "own";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static readonly string[] Scalars = ["string", "number", "boolean"];

    public static string Text => Printed(Whole());

    private static JsonObject Whole()
    {
        JsonObject schema = new()
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "SocketConformance target file",
            ["description"] =
                "A socket server to judge: how to start it, and what it promises. Anchors and aliases may be used, merge keys may not.",
        };
        foreach (var (name, value) in Map(FileKeys.All)) schema[name] = value!.DeepClone();
        JsonObject definitions = [];
        foreach (var protocol in Protocols.All.DistinctBy(Family)) definitions[Family(protocol)] = Contract(protocol);
        definitions[Own] = Contract(Protocol.Of(Own, new Dialogue { Source = Own }, Carrier.Connections));
        foreach (var key in ContractKeys.All.Where(key => !IsOfTransports(key))) definitions[key] = Value(key);
        definitions["words"] = new JsonObject
        {
            ["type"] = "array", ["minItems"] = 1, ["items"] = new JsonObject { ["type"] = Array(Scalars) },
        };
        foreach (var (name, value) in ProtocolSchema.Definitions()) definitions[name] = value!.DeepClone();
        schema["definitions"] = definitions;
        return schema;
    }

    /// <summary>Contracts whose keys are the same.</summary>
    private static string Family(Protocol protocol) => protocol.IsClient ? "client" : protocol.IsDatagram ? "datagram" : "stream";

    private static bool IsOfTransports(Key key) => key.Type is KeyType.Command or KeyType.Transports;

    public static JsonObject Map(IEnumerable<Key> keys) => new()
    {
        ["type"] = "object",
        ["required"] = Array(keys.Where(key => key.IsRequired).Select(key => key.Name)),
        ["additionalProperties"] = false,
        ["properties"] = Object(keys, Value),
    };

    private static JsonObject Contract(Protocol protocol)
    {
        LaunchKinds[] kinds = protocol.IsClient ? [LaunchKinds.Started] : [LaunchKinds.Started, LaunchKinds.Address, LaunchKinds.Container];
        var keys = ContractKeys.All.Where(key => key.Refusal(protocol) is null && kinds.Any(kind => key.For.HasFlag(kind))).ToList();
        return new JsonObject
        {
            ["type"] = "object",
            ["oneOf"] = new JsonArray([.. kinds.Select(kind => Way(protocol, kind, keys))]),
            ["additionalProperties"] = false,
            ["properties"] = Object(keys, key => IsOfTransports(key) ? Value(key, Transports(protocol))
                : key.Inner.Any(inner => inner.Refusal(protocol) is not null) ? Value(Narrowed(key, protocol))
                : Reference(key)),
        };
    }

    /// <summary>One way to a server: what leads there, without what has no meaning there.</summary>
    private static JsonObject Way(Protocol protocol, LaunchKinds kind, IReadOnlyList<Key> keys)
    {
        string[] leads = kind switch
        {
            LaunchKinds.Address => [ContractKeys.Address],
            LaunchKinds.Container => [ContractKeys.Container],
            _ => [ContractKeys.Command, ContractKeys.Image],
        };
        var way = AnyOf(leads);
        if (keys.Where(key => !key.For.HasFlag(kind)).Select(key => key.Name).ToList() is { Count: > 0 } meaningless)
            way["not"] = AnyOf(meaningless);
        if (kind == LaunchKinds.Container)
            way["properties"] = new JsonObject
            {
                [ContractKeys.Transports] = Value(ContractKeys.Transports, Transports(protocol).Except([Transport.Unix])),
            };
        return way;
    }

    /// <summary>One's own may be about connections, or about datagrams.</summary>
    private static IEnumerable<Transport> Transports(Protocol protocol) =>
        protocol.Dialogue is null ? protocol.Transports : Enum.GetValues<Transport>();

    private static JsonObject Value(Key key) => Value(key, []);

    /// <param name="transports">Of the contract that the key belongs to.</param>
    private static JsonObject Value(Key key, IEnumerable<Transport> transports)
    {
        string[] words = [.. transports.Select(transport => transport.Word())];
        var value = key.Type switch
        {
            KeyType.Text => new JsonObject { ["type"] = "string" },
            KeyType.Word => new JsonObject { ["enum"] = Array(key.Words) },
            KeyType.Whole => new JsonObject { ["type"] = "integer", ["minimum"] = key.Least, ["maximum"] = key.Most },
            KeyType.Number => new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = key.Least, ["maximum"] = key.Most },
            KeyType.TrueOrFalse => new JsonObject { ["type"] = "boolean" },
            KeyType.Statuses => Statuses(),
            KeyType.Map => Map(key.Inner),
            KeyType.List => new JsonObject { ["type"] = Array(["array", "null"]), ["items"] = Map(key.Inner) },
            KeyType.Texts => Texts(key),
            KeyType.Contracts => Contracts(),
            KeyType.Protocol => new JsonObject
            {
                ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, Reference(ProtocolSchema.Described)),
            },
            KeyType.Raw or KeyType.Pattern => new JsonObject { ["type"] = Array(Scalars) },
            KeyType.Bytes => Referring(ProtocolSchema.Bytes),
            KeyType.Expectation => Referring(ProtocolSchema.Expectation),
            KeyType.Frame => Referring(ProtocolSchema.Frame),
            KeyType.Pieces => List(Reference(ProtocolSchema.Bytes)),
            KeyType.Expectations => List(Reference(ProtocolSchema.Expectation)),
            KeyType.Exchanges => List(Map(key.Inner)),
            KeyType.Words => Referring("words"),
            KeyType.Command => new JsonObject
            {
                ["anyOf"] = new JsonArray(Reference("words"), NotEmpty(Object(words, _ => Reference("words")))),
            },
            _ => new JsonObject
            {
                ["type"] = "array", ["minItems"] = 1, ["uniqueItems"] = true, ["items"] = new JsonObject { ["enum"] = Array(words) },
            },
        };
        var meaning = key.Otherwise is { } absence ? $"{key.Meaning} By default: {absence}." : key.Meaning;
        value.Insert(0, "description", Link().Replace(meaning, "$1").Replace("`", "", StringComparison.Ordinal));
        if (key.Default is { } usual) value["default"] = key.Type is KeyType.Text or KeyType.Word ? usual : JsonNode.Parse(usual);
        if (key is { Type: KeyType.Text, Least: > 0 }) value["minLength"] = key.Least;
        if (key is { Type: KeyType.Text, Most: < int.MaxValue }) value["maxLength"] = key.Most;
        if (key is { Type: KeyType.Text, Pattern: { } pattern }) value["pattern"] = $"^(?:{pattern})$";
        return value;
    }

    /// <summary>A key without what has no meaning for a protocol.</summary>
    private static Key Narrowed(Key key, Protocol protocol) =>
        key with { Inner = [.. key.Inner.Where(inner => inner.Refusal(protocol) is null)] };

    private static JsonObject Contracts()
    {
        var contracts = NotEmpty(Object(
            [.. Protocols.Names, .. ProtocolFile.Names], name => Reference(Protocols.Find(name) is { } one ? Family(one) : Own)));
        contracts["additionalProperties"] = new JsonObject
        {
            ["allOf"] = new JsonArray(Reference(Own), new JsonObject { ["required"] = Array([ContractKeys.Protocol]) }),
        };
        return contracts;
    }

    private static JsonObject Statuses()
    {
        return new JsonObject
        {
            ["anyOf"] = new JsonArray(
                One(), new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = One() }),
        };

        static JsonObject One() => new()
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = byte.MaxValue },
                new JsonObject { ["enum"] = Array(SignalNames.All) }),
        };
    }

    private static JsonObject Texts(Key key)
    {
        JsonObject text = new() { ["type"] = Array(Scalars) };
        JsonObject texts = new() { ["type"] = "object", ["additionalProperties"] = key.Pattern is null ? text : false };
        if (key.Pattern is { } pattern) texts["patternProperties"] = new JsonObject { [$"^(?:{pattern})$"] = text };
        return texts;
    }

    private static JsonObject NotEmpty(JsonObject properties) =>
        new() { ["type"] = "object", ["minProperties"] = 1, ["additionalProperties"] = false, ["properties"] = properties };

    public static JsonObject List(JsonObject items) => new() { ["type"] = "array", ["minItems"] = 1, ["items"] = items };

    /// <summary>A reference beside which a description may stand.</summary>
    private static JsonObject Referring(string definition) => new() { ["allOf"] = new JsonArray(Reference(definition)) };

    public static JsonObject AnyOf(IEnumerable<string> keys) =>
        new() { ["anyOf"] = new JsonArray([.. keys.Select(key => new JsonObject { ["required"] = Array([key]) })]) };

    public static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/definitions/{definition}" };

    private static JsonObject Object<T>(IEnumerable<T> keys, Func<T, JsonNode> value) where T : notnull =>
        new(keys.Select(key => KeyValuePair.Create(key.ToString()!, (JsonNode?)value(key))));

    public static JsonArray Array(IEnumerable<string> words) => new([.. words.Select(word => (JsonNode)word)]);

    public static string Printed(JsonNode schema) => Printed(schema, "\n") + "\n";

    /// <summary>What fits into a line stays in one.</summary>
    private static string Printed(JsonNode node, string indent)
    {
        var line = node.ToJsonString(Readable);
        if (indent.Length + line.Length <= Columns || node is JsonValue) return line;
        var inner = $"{indent}  ";
        return node is JsonObject map
            ? $"{{{inner}{string.Join($",{inner}", map.Select(pair => $"\"{pair.Key}\": {Printed(pair.Value!, inner)}"))}{indent}}}"
            : $"[{inner}{string.Join($",{inner}", node.AsArray().Select(item => Printed(item!, inner)))}{indent}]";
    }

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]+\)")]
    private static partial Regex Link();
}
