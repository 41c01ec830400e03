using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace SocketConformance.Probe;

/// <summary>How a line stands, as far as this side has read.</summary>
public enum PeerState
{
    Open,
    Fin,
    Reset,
    Refused,

    /// <summary>This side has reset it.</summary>
    Left,
}

/// <summary>
/// A client for conversations by the thousand: no transcript, no task, no time-out of its own. It moves what can be moved
/// now, and <see cref="Wait"/> waits for more.
/// </summary>
public abstract partial class PolledPeer(Socket socket, EndPoint server) : IDisposable
{
    private const short Readable = 0x1, Writable = 0x4;

    public EndPoint ServerEndPoint { get; } = server;
    public PeerState State { get; protected set; }

    /// <summary>How many bytes this side is still ready to read.</summary>
    public long Allowance { get; set; } = long.MaxValue;

    /// <summary>Bytes (of a stream) or datagrams that have come so far.</summary>
    public long Received { get; protected set; }

    /// <summary>Whether there is nothing left to send.</summary>
    public abstract bool IsSent { get; }

    internal Socket Socket => socket;

    /// <summary>Sends these bytes as far as the kernel takes them now, the rest as it takes more.</summary>
    public abstract void Send(byte[] bytes);

    /// <summary>Moves what can be moved without waiting.</summary>
    /// <returns>Whether anything moved.</returns>
    public abstract bool Pump();

    /// <summary>Acknowledges at once what has come: a server that has not turned Nagle's algorithm off (RFC 9293 §3.7.4) waits for
    /// that, and the kernel would let it wait for 40 ms.</summary>
    public virtual void Hasten()
    {
    }

    /// <summary>What has come since the last call: one piece of a stream, or each datagram.</summary>
    public abstract byte[][] Take();

    public void Dispose()
    {
        socket.Dispose();
        GC.SuppressFinalize(this);
    }

    protected virtual short Interest => (short)((State == PeerState.Open && Allowance > 0 ? Readable : 0) | (IsSent ? 0 : Writable));

    /// <summary>Waits until any of the peers can move something.</summary>
    /// <returns>False when none could before the time was up.</returns>
    public static unsafe bool Wait(IReadOnlyList<PolledPeer> peers, int milliseconds)
    {
        var polled = stackalloc PollFd[peers.Count];
        var count = 0;
        foreach (var line in peers)
            if (line.Interest is not 0 and var interest && !line.Socket.SafeHandle.IsClosed)
                polled[count++] = new PollFd { Descriptor = (int)line.Socket.Handle, Events = interest };
        return poll(polled, (nuint)count, milliseconds) > 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Descriptor;
        public short Events, Returned;
    }

    [LibraryImport("libc")]
    private static unsafe partial int poll(PollFd* descriptors, nuint count, int milliseconds);
}
