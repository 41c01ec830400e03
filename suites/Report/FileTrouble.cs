namespace SocketConformance.Report;

/// <summary>Why a file cannot be used, in words.</summary>
internal static class FileTrouble
{
    public static string Words(Exception trouble, string path)
    {
        if (trouble is ArgumentException) return "that is no path";
        if (Directory.Exists(path)) return "it is a folder";
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder)) return $"no such folder: {folder}; create it first";
        return trouble switch
        {
            FileNotFoundException => "no such file",
            UnauthorizedAccessException => "not permitted",
            _ => trouble.Message,
        };
    }
}
