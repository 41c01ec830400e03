using System.Text.Json;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>A comparison for programs: <c>parity.schema.json</c> describes it.</summary>
public static class ParityJson
{
    /// <summary>Raised by every change that breaks readers.</summary>
    private const int Schema = 1;

    /// <summary>Of a longer observation this many lines stay, with the one that says how many are left out.</summary>
    private const int LinesKept = 256;

    public static string Render(ParityReport report) =>
        Escaping.Json(JsonSerializer.Serialize(Shape(report), JsonOptions.Readable.JsonParity)) + "\n";

    private static JsonParity Shape(ParityReport report) => new(
        Schema,
        new JsonParitySuite(report.Version, report.Revision),
        report.Equal,
        report.Interrupted,
        Math.Round(report.DurationMs, 3),
        [.. ParityNote.Obstacles(report).Select(obstacle => new JsonProblem(JsonWord.Of(obstacle.Kind), obstacle.Message))],
        [.. report.Cases.Select(Shape)],
        report.Fuzz is { } fuzz ? Shape(fuzz) : null);

    private static JsonParityPair Shape(CaseParityReport pair) => new(
        pair.First,
        pair.Second,
        new JsonParityCounts(
            pair.Count(CaseParityKind.Equal), pair.Count(CaseParityKind.Different), pair.Count(CaseParityKind.Declared),
            pair.Count(CaseParityKind.Unstable), pair.NotCompared),
        [.. pair.Rows.Select(row => new JsonParityCase(
            row.Case, row.Contract, row.Transport.Word(), JsonWord.Of(row.Kind), row.Reason,
            Kept(row.First.Lines()), Kept(row.Second.Lines())))]);

    private static JsonConversations Shape(FuzzReport fuzz) => new(
        fuzz.Seed,
        [.. fuzz.Tallies.Select(tally => new JsonParityTally(
            tally.Contract, tally.Transport.Word(), tally.First, tally.Second, tally.Conversations, tally.Unstable,
            Math.Round(tally.DurationMs, 3), tally.Left))],
        [.. fuzz.Differences.Select(difference => new JsonParityDifference(
            difference.Contract, difference.Transport.Word(), difference.First, difference.Second, difference.Origin,
            [.. difference.Rows.Select(row => new JsonParityStep(row.Step, row.First, row.Second, row.Differs))],
            difference.Script, difference.File, difference.Again))]);

    private static string[] Kept(string[] lines) =>
        lines.Length <= LinesKept ? lines : [.. lines[..(LinesKept - 1)], $"… {lines.Length - LinesKept + 1} more …"];
}

internal sealed record JsonParity(
    int Schema,
    JsonParitySuite Suite,
    bool Equal,
    bool Interrupted,
    double DurationMs,
    IReadOnlyList<JsonProblem> Problems,
    IReadOnlyList<JsonParityPair> Pairs,
    JsonConversations? Conversations);

internal sealed record JsonParitySuite(string Version, int Revision);

internal sealed record JsonParityPair(string First, string Second, JsonParityCounts Summary, IReadOnlyList<JsonParityCase> Cases);

internal sealed record JsonParityCounts(int Equal, int Different, int Declared, int Unstable, int NotCompared);

/// <param name="First">What the first server showed, a line each.</param>
internal sealed record JsonParityCase(
    string Case, string Contract, string Transport, string Parity, string? Reason,
    IReadOnlyList<string> First, IReadOnlyList<string> Second);

internal sealed record JsonConversations(int Seed, IReadOnlyList<JsonParityTally> Played, IReadOnlyList<JsonParityDifference> Differences);

internal sealed record JsonParityTally(
    string Contract, string Transport, string First, string Second, int Conversations, int Unstable,
    double DurationMs, IReadOnlyList<string> LeftOut);

internal sealed record JsonParityDifference(
    string Contract,
    string Transport,
    string First,
    string Second,
    string Origin,
    IReadOnlyList<JsonParityStep> Steps,
    IReadOnlyList<string> Python,
    string? File,
    string Again);

internal sealed record JsonParityStep(string Step, string First, string Second, bool Differs);
