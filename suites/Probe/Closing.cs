using System.Net.Sockets;

namespace SocketConformance.Probe;

/// <summary>
/// A socket ends, and frees its port, when nobody holds it any more; and a process that is being started holds a copy of
/// every descriptor of ours until it runs its own program (fork(2), O_CLOEXEC in open(2)). So no socket is closed while one
/// is being started: a FIN or RST would come later than the transcript says, and a port be taken that looked free.
/// </summary>
public static class Closing
{
    private static readonly ReaderWriterLockSlim Gate = new();

    /// <summary>Closes it for good: no copy is left.</summary>
    public static void Close(Socket socket)
    {
        Gate.EnterReadLock();
        try
        {
            socket.Dispose();
        }
        finally
        {
            Gate.ExitReadLock();
        }
    }

    /// <summary>Keeps every socket open until the end of it: while a process is being started. For one thread, without await.</summary>
    public static Pause Paused()
    {
        Gate.EnterWriteLock();
        return default;
    }

    /// <summary>The time in which nothing is closed.</summary>
    public readonly struct Pause : IDisposable
    {
        public void Dispose() => Gate.ExitWriteLock();
    }
}
