using System.Text.Json;
using System.Text.Json.Serialization;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>A text that has to be one of few. Checked where it is read, so that what is wrong is found at its line.</summary>
internal abstract class JsonWord(string expected, Func<string, bool> isOne) : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException($"expected {expected}");
        var found = reader.GetString()!;
        return isOne(found) ? found : throw new JsonException($"expected {expected}, not \"{found}\"");
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    internal sealed class CaseId() : JsonWord("a case id, section/slug", id => id.IndexOf('/') > 0);

    internal sealed class Verdict() : JsonWord(
        $"one of {string.Join(", ", Enum.GetValues<Specification.Verdict>().Select(VerdictWords.Word))}",
        word => VerdictWords.Parse(word) is not null);

    internal sealed class Transport() : JsonWord(
        $"one of {string.Join(", ", Enum.GetValues<Specification.Transport>().Select(TransportWords.Word))}",
        word => TransportWords.Parse(word) is not null);

    internal sealed class Level() : JsonWord("one of must, should, may", word => LevelOf(word) is not null);

    internal sealed class ProblemKind() : JsonWord(
        "one of could-not-judge, not-conformant", word => ProblemKindOf(word) is not null);

    public static string Of(Specification.Level level) => level switch
    {
        Specification.Level.Must => "must",
        Specification.Level.Should => "should",
        _ => "may",
    };

    public static Specification.Level? LevelOf(string word) => word switch
    {
        "must" => Specification.Level.Must,
        "should" => Specification.Level.Should,
        "may" => Specification.Level.May,
        _ => null,
    };

    public static string Of(Specification.ProblemKind kind) => kind switch
    {
        Specification.ProblemKind.CouldNotJudge => "could-not-judge",
        _ => "not-conformant",
    };

    public static string Of(CaseParityKind kind) => kind switch
    {
        CaseParityKind.Equal => "equal",
        CaseParityKind.Different => "different",
        CaseParityKind.Declared => "declared",
        _ => "unstable",
    };

    public static string Of(ChangeKind kind) => kind switch
    {
        ChangeKind.Regression => "regression",
        ChangeKind.Improvement => "improvement",
        ChangeKind.New => "new",
        ChangeKind.Gone => "gone",
        _ => "other",
    };

    public static Specification.ProblemKind? ProblemKindOf(string word) => word switch
    {
        "could-not-judge" => Specification.ProblemKind.CouldNotJudge,
        "not-conformant" => Specification.ProblemKind.NotConformant,
        _ => null,
    };
}
