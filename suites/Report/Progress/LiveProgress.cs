using SocketConformance.Specification;
using Spectre.Console;

namespace SocketConformance.Report;

/// <summary>
/// Tells a waiting person how far the run is. Called from many threads; never throws: a run is not worth less because
/// nobody can watch it. It belongs on stderr, as reports belong on stdout. Disposing ends it.
/// </summary>
public interface ILiveProgress : IDisposable
{
    /// <param name="planned">How many results each section will have.</param>
    void Begin(IReadOnlyDictionary<string, int> planned);

    /// <summary>A further round of the same cases begins.</summary>
    void Round(int number, int rounds);

    void Started(string caseId);

    void Judged(CaseResult result);
}

public static class LiveProgress
{
    /// <summary>Says nothing.</summary>
    public static ILiveProgress None { get; } = new NoProgress();

    /// <summary>A line that is rewritten where the console is a terminal that can; otherwise lines that stay.</summary>
    public static ILiveProgress On(IAnsiConsole console) =>
        console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi
            ? new TerminalProgress(console)
            : new PlainProgress(console);

    private sealed class NoProgress : ILiveProgress
    {
        public void Begin(IReadOnlyDictionary<string, int> planned)
        {
        }

        public void Round(int number, int rounds)
        {
        }

        public void Started(string caseId)
        {
        }

        public void Judged(CaseResult result)
        {
        }

        public void Dispose()
        {
        }
    }
}
