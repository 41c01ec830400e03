using System.Text.Json.Serialization;

namespace SocketConformance.Report;

// The JSON report as it is written, field by field; report.schema.json says the same for other programs. Words are
// strings here, not enums: the serializer's code for each further value type would be compiled at every start.

internal sealed record JsonRun(
    int Schema,
    JsonSuite Suite,
    bool Conformant,
    bool Interrupted,
    bool Strict,
    double DurationMs,
    IReadOnlyList<JsonTarget> Targets,
    IReadOnlyList<JsonProblem> Problems,
    IReadOnlyList<JsonResult> Results,
    IReadOnlyDictionary<string, JsonCounts> Summary,
    JsonShard? Shard = null,
    IReadOnlyList<JsonCause>? Causes = null,
    IReadOnlyList<JsonDiagnosis>? Diagnoses = null);

/// <summary>Later fields are optional: a report of an older suite can still be read. Its revision is 0.</summary>
internal sealed record JsonSuite(string Version, int Revision = 0, double DeadlineScale = 1, int Rounds = 1);

/// <param name="Results">How many results all the shards hold together.</param>
internal sealed record JsonShard(int Index, int Count, int Results);

internal sealed record JsonTarget(string Name, string How, IReadOnlyList<string> Declared);

internal sealed record JsonProblem([property: JsonConverter(typeof(JsonWord.ProblemKind))] string Kind, string Message);

internal sealed record JsonResult(
    [property: JsonConverter(typeof(JsonWord.CaseId))] string Case,
    string Contract,
    [property: JsonConverter(typeof(JsonWord.Transport))] string Transport,
    string Target,
    [property: JsonConverter(typeof(JsonWord.Level))] string Level,
    [property: JsonConverter(typeof(JsonWord.Verdict))] string Verdict,
    string Statement,
    string Source,
    string? Expected,
    string? Observed,
    string? Reason,
    string? Hint,
    string? Server,
    IReadOnlyList<JsonWireEvent> Wire,
    double DurationMs,
    string Again,
    JsonDifference? Difference = null,
    string? Kernel = null);

/// <param name="What">What the server does otherwise than it should, apart from the case's own bytes.</param>
internal sealed record JsonDifference(string What, string? Advice);

/// <param name="Rules">The cases that show it.</param>
/// <param name="Results">How many results there are.</param>
internal sealed record JsonCause(string Target, string What, string? Advice, IReadOnlyList<string> Rules, int Results);

/// <param name="Or">Another mistake that fits about as well.</param>
/// <param name="Rules">The broken rules that it explains.</param>
/// <param name="Broken">How many rules are broken.</param>
/// <param name="Surplus">Rules that it would break, and that are kept.</param>
internal sealed record JsonDiagnosis(
    string Target, IReadOnlyList<string> Contracts, string What, string Advice, string? Or, IReadOnlyList<string> Rules, int Broken,
    IReadOnlyList<string> Surplus);

[JsonConverter(typeof(JsonWireEventConverter))]
internal sealed record JsonWireEvent(double Ms, string What);

/// <summary>How many results of a target have which verdict: all are named, those that do not occur too.</summary>
internal sealed record JsonCounts(
    int Pass,
    int Fail,
    int Deviation,
    int Skip,
    int Inconclusive,
    int Error,
    [property: JsonPropertyName("known-failure")] int KnownFailure,
    [property: JsonPropertyName("unexpected-pass")] int UnexpectedPass,
    int Flaky);
