using System.Text.Json;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>The report for programs, and the only one that can be read back: <c>report.schema.json</c> describes it.</summary>
public static class JsonReport
{
    /// <summary>Raised by every change that breaks readers.</summary>
    public const int Schema = 1;

    /// <summary>Of a longer wire this many events stay, with the one that says how many are left out.</summary>
    private const int WireKept = 256;

    /// <summary>Of a file that is no report of ours. A report takes 2 to 4 MiB.</summary>
    private const long MostBytes = 256 << 20;

    private const int MostShown = 300;

    public static string Render(RunReport report) =>
        Escaping.Json(JsonSerializer.Serialize(Shape(report), JsonOptions.Readable.JsonRun)) + "\n";

    /// <exception cref="ReportException">Not there, or not such a report; says where and what was expected.</exception>
    public static RunReport Read(string path)
    {
        try
        {
            return Parse(Load(path), path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ReportException($"cannot read the report {path}: {FileTrouble.Words(unreadable, path)}", unreadable);
        }
    }

    private static byte[] Load(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1);
        using var content = new MemoryStream();
        var part = new byte[1 << 16];
        // A pipe tells no length, and a device no end.
        while (file.Read(part) is > 0 and var length)
        {
            content.Write(part, 0, length);
            if (content.Length > MostBytes)
                throw new ReportException($"cannot read the report {Escaping.Printable(path)}: it is larger than {MostBytes >> 20} MiB");
        }

        return content.ToArray();
    }

    /// <param name="name">What to call the document when it is wrong.</param>
    internal static RunReport Parse(ReadOnlySpan<byte> document, string name)
    {
        try
        {
            var run = JsonSerializer.Deserialize(document, JsonOptions.Readable.JsonRun)
                ?? throw new ReportException($"{name}: expected a report, not null");
            if (run.Schema == Schema) JsonRules.Check(run, name);
            return run.Schema == Schema ? Report(run) : throw new ReportException(
                $"{name}: expected \"schema\": {Schema}, not {run.Schema}; read it with the version of the suite that wrote it");
        }
        catch (JsonException wrong)
        {
            throw new ReportException(
                $"{name}, line {wrong.LineNumber + 1}{(wrong.Path is null or "$" ? "" : $", {Shown(wrong.Path)}")}: " +
                    $"{Shown(Reason(wrong))}", wrong);
        }
    }

    /// <summary>What a file says is hostile too.</summary>
    private static string Shown(string text) => Escaping.Printable(text.Length <= MostShown ? text : $"{text[..MostShown]}…");

    /// <summary>The serializer's message in words for its readers: no type of ours, no place, which stands before it.</summary>
    private static string Reason(JsonException wrong)
    {
        const string Missing = "was missing required properties including: ";
        var message = wrong.Message;
        if (message.IndexOf(Missing, StringComparison.Ordinal) is var missing and >= 0)
            return $"expected {message[(missing + Missing.Length)..].Split(". Path")[0].TrimEnd('.').Replace('\'', '"')}";
        if (message.Contains("does not contain any JSON tokens", StringComparison.Ordinal))
            return "expected a report, and there is nothing";
        if (message.Contains("doesn't allow", StringComparison.Ordinal)) return "expected a value, not null";
        if (message.Contains("could not be converted to", StringComparison.Ordinal)) return "expected a value of another kind";
        return message.Split(" Path: ")[0].Split(" LineNumber: ")[0];
    }

    private static JsonRun Shape(RunReport report)
    {
        var matrix = new Matrix(report);
        return new JsonRun(
            Schema,
            new JsonSuite(report.Version, report.Revision ?? 0, Rounded(report.DeadlineScale), report.Rounds),
            report.Conformant,
            report.Interrupted,
            report.Strict,
            Rounded(report.DurationMs),
            [.. report.Targets.Select(target => new JsonTarget(target.Name, target.How, target.Declared))],
            [.. report.Problems.Select(problem => new JsonProblem(JsonWord.Of(problem.Kind), problem.Message))],
            [.. report.Results.Select(Shape)],
            matrix.Targets.Zip(matrix.Totals).ToDictionary(column => column.First, column => Counts(column.Second)),
            report.Shard is { } shard ? new JsonShard(shard.Index, shard.Count, shard.Results) : null,
            [.. Cause.Of(report).Select(cause => new JsonCause(cause.Target, cause.Words, cause.Advice, cause.Rules, cause.Results))],
            [.. Diagnosis.Of(report).Select(Shape)]);
    }

    private static JsonResult Shape(CaseResult result) => new(
        result.Case,
        result.Contract,
        result.Transport.Word(),
        result.Target,
        JsonWord.Of(result.Level),
        result.Verdict.Word(),
        result.Statement,
        result.Source,
        result.Expected,
        result.Observed,
        result.Reason,
        result.Hint,
        result.Server,
        [.. WireExcerpt.Of(result.Wire, WireKept / 2, WireKept / 2 - 1).Select(Shape)],
        Rounded(result.DurationMs),
        result.Again,
        result.Difference is { } difference ? new JsonDifference(difference.Words, difference.Advice) : null,
        result.Kernel);

    private static JsonDiagnosis Shape(Diagnosis diagnosis) => new(
        diagnosis.Target, diagnosis.Contracts, diagnosis.Kind.Words, diagnosis.Kind.Advice, diagnosis.Or?.Words, diagnosis.Explained,
        diagnosis.Broken, diagnosis.Surplus);

    private static JsonWireEvent Shape(WireEvent wire) => new(Rounded(wire.Milliseconds), WireText.Of(wire));

    private static JsonCounts Counts(Tally total) => new(
        total[Verdict.Pass],
        total[Verdict.Fail],
        total[Verdict.Deviation],
        total[Verdict.Skip],
        total[Verdict.Inconclusive],
        total[Verdict.Error],
        total[Verdict.KnownFailure],
        total[Verdict.UnexpectedPass],
        total[Verdict.Flaky]);

    private static RunReport Report(JsonRun run) => new(
        run.Suite.Version,
        [.. run.Targets.Select(target => new TargetSummary(target.Name, target.How, target.Declared))],
        [.. run.Results.Select(Result)],
        run.DurationMs,
        run.Strict,
        run.Interrupted,
        [.. run.Problems.Select(problem => new Problem(JsonWord.ProblemKindOf(problem.Kind)!.Value, problem.Message))])
    {
        Revision = run.Suite.Revision == 0 ? null : run.Suite.Revision,
        DeadlineScale = run.Suite.DeadlineScale,
        Rounds = run.Suite.Rounds,
        Shard = run.Shard is { } shard ? new Shard(shard.Index, shard.Count) { Results = shard.Results } : null,
    };

    private static CaseResult Result(JsonResult result) => new()
    {
        Case = result.Case,
        Contract = result.Contract,
        Transport = TransportWords.Parse(result.Transport)!.Value,
        Target = result.Target,
        Level = JsonWord.LevelOf(result.Level)!.Value,
        Verdict = VerdictWords.Parse(result.Verdict)!.Value,
        Statement = result.Statement,
        Source = result.Source,
        Expected = result.Expected,
        Observed = result.Observed,
        Reason = result.Reason,
        Hint = result.Hint,
        Server = result.Server,
        Kernel = result.Kernel,
        Wire = [.. result.Wire.Select(wire => new WireEvent(wire.Ms, 0, new WireStep.Told(wire.What)))],
        DurationMs = result.DurationMs,
        Again = result.Again,
        Difference = result.Difference is { } difference ? new Difference(difference.What, difference.Advice) : null,
    };

    private static double Rounded(double milliseconds) => Math.Round(milliseconds, 3);
}
