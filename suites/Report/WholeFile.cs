using System.Text;

namespace SocketConformance.Report;

/// <summary>Writes files whole or not at all, in UTF-8 without a mark.</summary>
public static class WholeFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <param name="what">What is written, for the message: <c>the report</c>.</param>
    /// <exception cref="ReportException">The file cannot be written; what was there before still is.</exception>
    public static void Write(string path, string content, string what)
    {
        try
        {
            if (IsDevice(path)) WriteInto(path, Utf8.GetBytes(content));
            else Replace(Target(path), Utf8.GetBytes(content));
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ReportException($"cannot write {what} {path}: {FileTrouble.Words(unwritable, path)}", unwritable);
        }
    }

    /// <summary><c>/dev/stdout</c>, <c>/dev/null</c> and <c>/dev/fd/63</c> are written to; a rename would replace them.</summary>
    private static bool IsDevice(string path) => Path.GetFullPath(path) is var full
        && full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal);

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
