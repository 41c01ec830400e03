using System.CommandLine;
using SocketConformance.Cases;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.Runner;

/// <summary><c>diff old.json new.json</c>: a gate that lets through what was so before.</summary>
internal static class DiffCommand
{
    private static readonly Argument<string> Old =
        new("old.json") { Description = "The report to compare with, such as the main branch's" };
    private static readonly Argument<string> New = new("new.json") { Description = "The report that may have changed" };

    private static readonly Option<ReportRequest[]> Report = new("--report")
    {
        HelpName = "text|json|markdown[=path]",
        Description = "Write what changed. Without a path it goes to standard output, in place of the text. Repeatable",
        CustomParser = argument => ReportOptions.Parse(argument, ReportFormat.Text, ReportFormat.Json, ReportFormat.Markdown),
    };

    public static Command Make()
    {
        var command = new DetailedCommand("diff",
            "What changed between two JSON reports; a regression exits 1",
            "A regression is a verdict that spoke for the server and does so no more: pass to fail, deviation, flaky, error, skip or\n" +
            "inconclusive; known failure, deviation or skip to fail, flaky or error; a pass that is not judged any more, unless the\n" +
            "specification was revised and has no such case. A pass that became a known failure is not one: someone gave a reason.\n\n" +
            "Exit codes: 0 no regression, 1 a regression, 2 a report can't be read or compared.")
        {
            Old, New, Report,
        };
        command.SetAction(parsed => (int)Run(parsed.GetValue(Old)!, parsed.GetValue(New)!, parsed.GetValue(Report) ?? []));
        return command;
    }

    private static ExitCode Run(string old, string now, ReportRequest[] requests)
    {
        ReportOptions.RequireOneOnStandardOutput(requests);
        var diff = ReportDiff.Of(
            new NamedReport(old, JsonReport.Read(old)), new NamedReport(now, JsonReport.Read(now)),
            id => Catalogue.Position(id) != int.MaxValue);
        if (requests.All(request => request.Path is not null)) DiffText.Write(diff, ReportConsole.Out());
        foreach (var (format, path) in requests)
        {
            if (path is not null) WholeFile.Write(path, Render(diff, format), "the report");
            else if (format == ReportFormat.Text) DiffText.Write(diff, ReportConsole.Out());
            else Console.Out.Write(Render(diff, format));
        }

        return diff.ExitCode;
    }

    private static string Render(ReportDiff diff, ReportFormat format) => format switch
    {
        ReportFormat.Json => DiffJson.Render(diff),
        ReportFormat.Markdown => DiffMarkdown.Render(diff),
        _ => DiffText.Render(diff),
    };
}
