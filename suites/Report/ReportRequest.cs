namespace SocketConformance.Report;

/// <summary>One <c>--report format[=path]</c>.</summary>
/// <param name="Path">The file to write; null for stdout.</param>
public sealed record ReportRequest(ReportFormat Format, string? Path)
{
    /// <exception cref="ReportException">No such format, or no path after the equals sign.</exception>
    public static ReportRequest Parse(string request)
    {
        var equals = request.IndexOf('=');
        var word = equals < 0 ? request : request[..equals];
        var path = equals < 0 ? null : request[(equals + 1)..];
        if (path is "") throw new ReportException($"--report {word}= names no file; give a path, or leave the = out to print");
        return new ReportRequest(FormatOf(word), path);
    }

    private static ReportFormat FormatOf(string word) => word switch
    {
        "text" => ReportFormat.Text,
        "json" => ReportFormat.Json,
        "junit" => ReportFormat.Junit,
        "markdown" => ReportFormat.Markdown,
        "html" => ReportFormat.Html,
        "badge" => ReportFormat.Badge,
        "faults" => ReportFormat.Faults,
        _ => throw new ReportException($"no such report format: {word}; there are text, json, junit, markdown, html and badge"),
    };
}
