namespace SocketConformance.Specification;

/// <summary>Exit statuses in words.</summary>
public static class ExitStatus
{
    private const int Signals = 128;

    /// <summary>Such as <c>status 0</c> or <c>status 143 (SIGTERM)</c>.</summary>
    public static string Words(int status) => $"status {Word(status)}";

    /// <summary>The same of several: <c>status 0 or 143 (SIGTERM)</c>.</summary>
    public static string Words(IEnumerable<int> statuses) => $"status {string.Join(" or ", statuses.Select(Word))}";

    /// <summary>The status of who dies by that signal.</summary>
    public static int By(int signal) => Signals + signal;

    private static string Word(int status) => SignalNames.Of(status - Signals) is { } name ? $"{status} ({name})" : $"{status}";
}
