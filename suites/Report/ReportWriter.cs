using System.Text;
using SocketConformance.Specification;
using Spectre.Console;

namespace SocketConformance.Report;

/// <summary>Hands reports out: to files whole or not at all, to stdout otherwise.</summary>
/// <param name="console">Where text without a path goes.</param>
/// <param name="stdout">Where the other formats without a path go, in UTF-8 whatever the console speaks.</param>
/// <param name="detail">How much text and Markdown say.</param>
public sealed class ReportWriter(IAnsiConsole console, Stream stdout, Detail detail = Detail.Causes)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <exception cref="ReportException">The file cannot be written, and what was there before still is; or stdout can't be.</exception>
    public void Write(RunReport report, ReportRequest request)
    {
        if (request is { Path: null, Format: ReportFormat.Text }) ToStandardOutput(() => Print(report));
        else Write(Render(report, request.Format), request.Path);
    }

    private void Print(RunReport report)
    {
        if (detail == Detail.Brief) BriefText.Write(report, console);
        else TextReport.Write(report, console, allPages: detail == Detail.Rules);
    }

    /// <inheritdoc cref="Write(RunReport, ReportRequest)"/>
    public void Write(ParityReport report, ReportRequest request) => Write(Render(report, request.Format), request.Path);

    private void Write(string content, string? path)
    {
        if (path is not null) WholeFile.Write(path, content, "the report");
        else ToStandardOutput(() => stdout.Write(Utf8.GetBytes(content)));
    }

    private static void ToStandardOutput(Action write)
    {
        try
        {
            write();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Where it was closed, .NET speaks of a path, and of what is behind it only inside.
            throw new ReportException(
                $"cannot write the report to standard output: {(refused.InnerException ?? refused).Message}", refused);
        }
    }

    private string Render(RunReport report, ReportFormat format) => format switch
    {
        ReportFormat.Json => JsonReport.Render(report),
        ReportFormat.Junit => JunitReport.Render(report),
        ReportFormat.Markdown => MarkdownReport.Render(report, allPages: detail == Detail.Rules),
        ReportFormat.Html => HtmlReport.Render(report),
        ReportFormat.Badge => Badge.Render(report),
        ReportFormat.Faults => FaultsText.Render(report),
        _ => TextReport.Render(report, allPages: detail == Detail.Rules),
    };

    private static string Render(ParityReport report, ReportFormat format) => format switch
    {
        ReportFormat.Json => ParityJson.Render(report),
        ReportFormat.Junit => ParityJunit.Render(report),
        ReportFormat.Markdown => ParityMarkdown.Render(report),
        ReportFormat.Html => ParityHtml.Render(report),
        ReportFormat.Badge => Badge.Render(report),
        _ => ParityText.Render(report),
    };
}
