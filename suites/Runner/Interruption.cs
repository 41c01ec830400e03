using System.Runtime.InteropServices;

namespace SocketConformance.Runner;

/// <summary>
/// Ctrl-C, or SIGTERM, while something runs. The first is answered: the run ends early, and prints what it has. A second
/// finds no handler of ours and ends the process; the supervisor then cleans up.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly PosixSignalRegistration interrupt, terminate;
    private readonly Action answer;
    private int signals;

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
        if (Interlocked.Increment(ref signals) > 1) return;
        signal.Cancel = true;
        answer();
    }
}
