using System.Text;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>Causes as GitHub's workflow commands, which it shows beside a pull request.</summary>
public static class Annotations
{
    /// <summary>GitHub shows ten of a kind for each step.</summary>
    private const int Most = 10;

    /// <summary>A line for each cause and each problem; empty for a conformant run without deviations.</summary>
    public static string Render(RunReport report)
    {
        var lines = new StringBuilder();
        foreach (var obstacle in Obstacles.Of(report)) Append(lines, "error", "SocketConformance", obstacle.Message);
        foreach (var diagnosis in Diagnosis.Of(report).Take(Most))
            Append(lines, "notice", diagnosis.Target, $"{diagnosis.Words} {diagnosis.Advice}");
        foreach (var cause in Cause.Of(report).Take(Most))
        {
            var isError = cause.Shown.Verdict != Verdict.Deviation || report.Strict;
            Append(lines, isError ? "error" : "warning", $"{cause.Target}: {cause.Where}", $"{cause.Line()}\n{cause.Shown.Again}");
        }

        return lines.ToString();
    }

    private static void Append(StringBuilder lines, string level, string title, string message)
    {
        var safe = Data(Escaping.Printable(title))
            .Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
        lines.Append($"::{level} title={safe}::{string.Join("%0A", message.Split('\n').Select(line => Data(Escaping.Printable(line))))}\n");
    }

    private static string Data(string text) => text.Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
