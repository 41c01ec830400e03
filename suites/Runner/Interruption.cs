using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SocketConformance.Runner;

/// <summary>
/// Ctrl-C, or SIGTERM, while something runs. The first is answered: the run ends early, and prints what it has. A later one
/// finds no handler of ours and ends the process; the supervisor then cleans up.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>timeout(1) signals its child, and then the group that the child is in: the same once more.</summary>
    private static readonly TimeSpan Echo = TimeSpan.FromMilliseconds(500);

    private readonly PosixSignalRegistration interrupt, terminate;
    private readonly Action answer;
    private long first;

    /// <param name="answer">Called at the first signal, from a thread of its own.</param>
    public Interruption(Action answer)
    {
        this.answer = answer;
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        var earlier = Interlocked.CompareExchange(ref first, Stopwatch.GetTimestamp(), 0);
        if (earlier != 0 && Stopwatch.GetElapsedTime(earlier) > Echo) return;
        signal.Cancel = true;
        if (earlier == 0) answer();
    }
}
