using System.Text.Json;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What changed, for programs: <c>diff.schema.json</c> describes it.</summary>
public static class DiffJson
{
    /// <summary>Raised by every change that breaks readers.</summary>
    private const int Schema = 1;

    public static string Render(ReportDiff diff) =>
        Escaping.Json(JsonSerializer.Serialize(Shape(diff), JsonOptions.Readable.JsonDiff)) + "\n";

    private static JsonDiff Shape(ReportDiff diff) => new(
        Schema,
        diff.Regressed,
        Side(diff.Old),
        Side(diff.New),
        [.. diff.Notes],
        diff.Unchanged,
        [.. diff.Changes.Select(Shape)]);

    private static JsonDiffSide Side(NamedReport named) =>
        new(named.Name, named.Report.Version, named.Report.Revision ?? 0, named.Report.Conformant);

    private static JsonChange Shape(Change change) => new(
        JsonWord.Of(change.Kind),
        change.Result.Case,
        change.Result.Contract,
        change.Result.Transport.Word(),
        change.Result.Target,
        JsonWord.Of(change.Result.Level),
        change.Old?.Verdict.Word(),
        change.New?.Verdict.Word(),
        change.Dropped,
        change.New?.Expected,
        change.New?.Observed,
        change.New?.Reason,
        change.Result.Again);
}

internal sealed record JsonDiff(
    int Schema,
    bool Regressed,
    JsonDiffSide Old,
    JsonDiffSide New,
    IReadOnlyList<string> Notes,
    int Unchanged,
    IReadOnlyList<JsonChange> Changes);

internal sealed record JsonDiffSide(string File, string Version, int Revision, bool Conformant);

internal sealed record JsonChange(
    string Kind,
    string Case,
    string Contract,
    string Transport,
    string Target,
    string Level,
    string? Old,
    string? New,
    bool Dropped,
    string? Expected,
    string? Observed,
    string? Reason,
    string Again);
