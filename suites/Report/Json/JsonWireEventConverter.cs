using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketConformance.Report;

/// <summary>An event in a line of its own, so that a person can read a wire in the file.</summary>
internal sealed class JsonWireEventConverter : JsonConverter<JsonWireEvent>
{
    public override JsonWireEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        double? milliseconds = null;
        string? what = null;
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("expected an event { \"ms\": …, \"what\": … }");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name == "ms" && reader.TokenType == JsonTokenType.Number) milliseconds = reader.GetDouble();
            else if (name == "what" && reader.TokenType == JsonTokenType.String) what = reader.GetString();
            else reader.Skip();
        }

        return new JsonWireEvent(
            milliseconds ?? throw new JsonException("expected a number \"ms\""),
            what ?? throw new JsonException("expected a text \"what\""));
    }

    public override void Write(Utf8JsonWriter writer, JsonWireEvent value, JsonSerializerOptions options) => writer.WriteRawValue(
        string.Create(CultureInfo.InvariantCulture, $$"""{{LineStart(writer)}}{ "ms": {{value.Ms}}, "what": {{Quoted(value.What)}} }"""),
        skipInputValidation: true);

    private static string LineStart(Utf8JsonWriter writer) => "\n".PadRight(1 + 2 * writer.CurrentDepth);

    private static string Quoted(string text) => JsonSerializer.Serialize(text, JsonOptions.Readable.String);
}
