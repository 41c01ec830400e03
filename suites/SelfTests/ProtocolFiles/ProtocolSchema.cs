using System.Text.Json.Nodes;
using SocketConformance.Targets;
using static SocketConformance.SelfTests.TargetFiles.KeySchema;

namespace SocketConformance.SelfTests.ProtocolFiles;

/// <summary>The keys of a protocol file as a JSON Schema, for editors.</summary>
internal static class ProtocolSchema
{
    public const string Bytes = "bytes", Expectation = "expectation", Frame = "frame";

    /// <summary>A protocol in a target file, whose entry has a name already.</summary>
    public const string Described = "described";

    public static string Text
    {
        get
        {
            JsonObject schema = new()
            {
                ["$schema"] = "http://json-schema.org/draft-07/schema#",
                ["title"] = "SocketConformance protocol file",
                ["description"] = "What goes over the wire of a protocol. Anchors and aliases may be used, merge keys may not.",
            };
            foreach (var (name, value) in Protocol()) schema[name] = value!.DeepClone();
            var definitions = Definitions();
            definitions.Remove(Described);
            schema["definitions"] = definitions;
            return Printed(schema);
        }
    }

    /// <summary>What the keys refer to.</summary>
    public static JsonObject Definitions()
    {
        var described = Protocol();
        described.Remove("required");
        return new JsonObject
        {
            [Described] = described,
            [Bytes] = new JsonObject { ["anyOf"] = new JsonArray(Scalar(), List(Reference(Bytes)), One(PieceKeys.All, PieceKeys.Ways)) },
            [Expectation] = new JsonObject
            {
                ["anyOf"] = new JsonArray(Scalar(), List(Reference(Bytes)), One(ExpectationKeys.All, ExpectationKeys.Ways)),
            },
            [Frame] = new JsonObject
            {
                ["anyOf"] = new JsonArray(
                    new JsonObject { ["enum"] = Array([FrameKeys.Line, FrameKeys.Fin]) }, FrameMap()),
            },
        };
    }

    private static JsonObject Protocol()
    {
        var protocol = Map(ProtocolKeys.All);
        foreach (var (name, value) in AnyOf([ProtocolKeys.Exchanges, ProtocolKeys.Greeting])) protocol[name] = value!.DeepClone();
        var overUdp = AnyOf(ProtocolKeys.All.Where(key => key.NotForDatagrams is not null).Select(key => key.Name));
        overUdp["required"] = Array([ProtocolKeys.Transport]);
        overUdp["properties"] = new JsonObject
        {
            [ProtocolKeys.Transport] = new JsonObject { ["enum"] = Array([ProtocolKeys.Udp]) },
        };
        protocol["not"] = overUdp;
        return protocol;
    }

    private static JsonObject Scalar() => new() { ["type"] = Array(Scalars) };

    /// <summary>A map with one of several keys, and what goes with it.</summary>
    private static JsonObject One(IEnumerable<Key> keys, IEnumerable<Key> ways)
    {
        var one = Map(keys);
        one.Remove("required");
        one["oneOf"] = new JsonArray([.. ways.Select(way => new JsonObject { ["required"] = Array([way.Name]) })]);
        return one;
    }

    /// <summary>Each key that says where a reply ends, with those that only go with it.</summary>
    private static JsonObject FrameMap()
    {
        var frame = One(FrameKeys.All, FrameKeys.Ways);
        foreach (var way in frame["oneOf"]!.AsArray())
        {
            var required = way!["required"]!.AsArray();
            List<string> others = [FrameKeys.Plus, FrameKeys.Last];
            if (required[0]!.GetValue<string>() == FrameKeys.Head) others.Remove(FrameKeys.Plus);
            if (required[0]!.GetValue<string>() == FrameKeys.Packets)
            {
                others.Remove(FrameKeys.Last);
                required.Add(FrameKeys.Last.Name);
            }

            way["not"] = AnyOf(others);
        }

        return frame;
    }
}
