using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketConformance.Report;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    GenerationMode = JsonSourceGenerationMode.Metadata,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(JsonRun))]
[JsonSerializable(typeof(JsonDiff))]
[JsonSerializable(typeof(JsonParity))]
[JsonSerializable(typeof(string))]
internal sealed partial class JsonContext : JsonSerializerContext;

internal static class JsonOptions
{
    /// <summary>Keeps <c>-></c> and <c>§</c> as they are; what acts on a terminal is left to <see cref="Escaping.Json"/>.</summary>
    public static JsonContext Readable { get; } =
        new(new JsonSerializerOptions(JsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
