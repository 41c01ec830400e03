using System.CommandLine.Parsing;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.Runner;

/// <summary>What <c>--report</c> asks for, in every command that has it.</summary>
internal static class ReportOptions
{
    /// <param name="formats">Those that the command writes; none for all.</param>
    public static ReportRequest[] Parse(ArgumentResult result, params ReportFormat[] formats)
    {
        List<ReportRequest> reports = [];
        foreach (var token in result.Tokens)
        {
            try
            {
                var report = ReportRequest.Parse(token.Value);
                if (formats.Length == 0 || formats.Contains(report.Format)) reports.Add(report);
                else result.AddError($"{token.Value}: changes are written as " +
                    $"{string.Join(", ", formats.Select(format => format.ToString().ToLowerInvariant()))}.");
            }
            catch (ReportException mistake)
            {
                result.AddError(mistake.Message);
            }
        }

        return [.. reports];
    }

    /// <exception cref="ReportException">Two reports would be one text.</exception>
    public static void RequireOneOnStandardOutput(IReadOnlyList<ReportRequest> requests)
    {
        if (requests.Count(request => request.Path is null) > 1)
            throw new ReportException(
                "Only one report can go to standard output: give the others a path, such as --report json=report.json.");
    }

    /// <summary>Writes every report that is asked for, and the text to the terminal unless another one goes there. Files come
    /// first, and one that cannot be written keeps no other from being: what was measured is not lost with it.</summary>
    /// <exception cref="ReportException">Some could not be written.</exception>
    /// <param name="detail">How much text and Markdown say.</param>
    public static void Write(RunReport report, IReadOnlyList<ReportRequest> requests, Detail detail = Detail.Causes)
    {
        if (Environment.GetEnvironmentVariable("GITHUB_ACTIONS") == "true") Console.Error.Write(Annotations.Render(report));
        Write(requests, (writer, request) => writer.Write(report, request), detail);
    }

    /// <inheritdoc cref="Write(RunReport, IReadOnlyList{ReportRequest}, Detail)"/>
    public static void Write(ParityReport report, IReadOnlyList<ReportRequest> requests) =>
        Write(requests, (writer, request) => writer.Write(report, request));

    /// <summary>Those with a path alone, where the terminal shows something else.</summary>
    /// <inheritdoc cref="Write(RunReport, IReadOnlyList{ReportRequest}, Detail)"/>
    public static void WriteFiles(RunReport report, IReadOnlyList<ReportRequest> requests) =>
        WriteEach(requests.Where(request => request.Path is not null), (writer, request) => writer.Write(report, request), Detail.Causes);

    private static void Write(
        IReadOnlyList<ReportRequest> requests, Action<ReportWriter, ReportRequest> write, Detail detail = Detail.Causes)
    {
        var files = requests.Where(request => request.Path is not null);
        var shown = requests.FirstOrDefault(request => request.Path is null) ?? new ReportRequest(ReportFormat.Text, null);
        WriteEach(files.Append(shown), write, detail);
    }

    private static void WriteEach(IEnumerable<ReportRequest> requests, Action<ReportWriter, ReportRequest> write, Detail detail)
    {
        using var stdout = Console.OpenStandardOutput();
        var writer = new ReportWriter(ReportConsole.Out(), stdout, detail);
        List<string> failures = [];
        foreach (var request in requests)
        {
            try
            {
                write(writer, request);
            }
            catch (ReportException failure)
            {
                failures.Add(failure.Message);
            }
        }

        if (failures.Count > 0) throw new ReportException(string.Join('\n', failures));
    }
}
