using System.Text;
using SocketConformance.Specification;
using Spectre.Console;

namespace SocketConformance.Report;

/// <summary>Hands reports out: to files whole or not at all, to stdout otherwise.</summary>
/// <param name="console">Where text without a path goes.</param>
/// <param name="stdout">Where the other formats without a path go, in UTF-8 whatever the console speaks.</param>
public sealed class ReportWriter(IAnsiConsole console, Stream stdout)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <exception cref="ReportException">The file cannot be written; what was there before still is.</exception>
    public void Write(RunReport report, ReportRequest request)
    {
        if (request.Path is { } path)
        {
            WriteFile(path, Utf8.GetBytes(Render(report, request.Format)));
        }
        else if (request.Format == ReportFormat.Text)
        {
            TextReport.Write(report, console);
        }
        else
        {
            stdout.Write(Utf8.GetBytes(Render(report, request.Format)));
            stdout.Flush();
        }
    }

    private static string Render(RunReport report, ReportFormat format) => format switch
    {
        ReportFormat.Json => JsonReport.Render(report),
        ReportFormat.Junit => JunitReport.Render(report),
        ReportFormat.Markdown => MarkdownReport.Render(report),
        ReportFormat.Html => HtmlReport.Render(report),
        _ => TextReport.Render(report),
    };

    private static void WriteFile(string path, byte[] content)
    {
        try
        {
            if (IsDevice(path)) WriteInto(path, content);
            else Replace(Target(path), content);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ReportException($"cannot write the report {path}: {FileTrouble.Words(unwritable, path)}", unwritable);
        }
    }

    /// <summary><c>/dev/stdout</c>, <c>/dev/null</c> and <c>/dev/fd/63</c> are written to; a rename would replace them.</summary>
    private static bool IsDevice(string path) => Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal);

    private static void WriteInto(string path, byte[] content)
    {
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write);
        file.Write(content);
    }

    /// <summary>What a link leads to: the link itself stays.</summary>
    private static string Target(string path) => new FileInfo(path).LinkTarget is null
        ? path
        : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    private static void Replace(string path, byte[] content)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
