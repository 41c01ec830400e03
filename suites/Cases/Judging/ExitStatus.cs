namespace SocketConformance.Cases;

/// <summary>Exit statuses in words.</summary>
public static class ExitStatus
{
    /// <summary>Such as <c>status 0</c> or <c>status 143 (SIGTERM)</c>.</summary>
    public static string Words(int status) => status switch
    {
        128 + 2 => "status 130 (SIGINT)",
        128 + 6 => "status 134 (SIGABRT)",
        128 + 9 => "status 137 (SIGKILL)",
        128 + 11 => "status 139 (SIGSEGV)",
        128 + 13 => "status 141 (SIGPIPE)",
        128 + 15 => "status 143 (SIGTERM)",
        _ => $"status {status}",
    };
}
