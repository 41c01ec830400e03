namespace SocketConformance.Specification;

/// <summary>Signals by name (signal(7); the numbers are the same on every Linux that .NET runs on).</summary>
public static class SignalNames
{
    private static readonly Dictionary<string, int> Numbers = new()
    {
        ["SIGHUP"] = 1, ["SIGINT"] = 2, ["SIGQUIT"] = 3, ["SIGILL"] = 4, ["SIGTRAP"] = 5, ["SIGABRT"] = 6, ["SIGBUS"] = 7, ["SIGFPE"] = 8,
        ["SIGKILL"] = 9, ["SIGUSR1"] = 10, ["SIGSEGV"] = 11, ["SIGUSR2"] = 12, ["SIGPIPE"] = 13, ["SIGALRM"] = 14, ["SIGTERM"] = 15,
        ["SIGCHLD"] = 17, ["SIGCONT"] = 18, ["SIGSTOP"] = 19, ["SIGTSTP"] = 20, ["SIGTTIN"] = 21, ["SIGTTOU"] = 22, ["SIGURG"] = 23,
        ["SIGXCPU"] = 24, ["SIGXFSZ"] = 25, ["SIGVTALRM"] = 26, ["SIGPROF"] = 27, ["SIGWINCH"] = 28, ["SIGIO"] = 29, ["SIGPWR"] = 30,
        ["SIGSYS"] = 31,
    };

    /// <summary>Those that servers take for a request to stop, the usual ones first.</summary>
    public static IReadOnlyList<string> OfStops { get; } =
        ["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGWINCH", "SIGIO", "SIGPWR"];

    public static IEnumerable<string> All => Numbers.Keys;

    /// <summary>Null for what is no signal's name.</summary>
    public static int? Number(string name) => Numbers.TryGetValue(name, out var number) ? number : null;

    /// <summary>Null for a number without a name.</summary>
    public static string? Of(int number) => Numbers.FirstOrDefault(pair => pair.Value == number).Key;
}
