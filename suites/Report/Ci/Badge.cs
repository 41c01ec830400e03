using System.Text.Json;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>A run in a word and a colour, as the endpoint badge of shields.io reads it.</summary>
internal static class Badge
{
    public static string Render(RunReport report) => Render("conformance", report.ExitCode switch
    {
        ExitCode.Conformant => Words(report, "conformant"),
        ExitCode.NotConformant => $"{Count(Rules(report, Verdict.Fail, Verdict.Flaky, Verdict.UnexpectedPass, Verdict.Deviation))} broken",
        ExitCode.CouldNotJudge => "could not judge",
        _ => "interrupted",
    }, report.ExitCode);

    public static string Render(ParityReport report) => Render("parity", report.ExitCode switch
    {
        ExitCode.Conformant => "same",
        ExitCode.NotConformant => "differs",
        ExitCode.CouldNotJudge => "could not compare",
        _ => "interrupted",
    }, report.ExitCode);

    private static string Words(RunReport report, string verdict) => $"{verdict}, {Count(Rules(report, Verdict.Pass))} kept";

    private static string Count(int rules) => rules == 1 ? "1 rule" : $"{rules} rules";

    private static int Rules(RunReport report, params Verdict[] verdicts) =>
        report.Results.Where(result => verdicts.Contains(result.Verdict)).Select(result => result.Case).Distinct().Count();

    private static string Render(string label, string message, ExitCode exit)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 1);
            json.WriteString("label", label);
            json.WriteString("message", message);
            json.WriteString("color", exit switch
            {
                ExitCode.Conformant => "brightgreen",
                ExitCode.NotConformant => "red",
                _ => "lightgrey",
            });
            json.WriteEndObject();
        }

        return $"{System.Text.Encoding.UTF8.GetString(buffer.ToArray())}\n";
    }
}
