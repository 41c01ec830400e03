using System.Net;
using System.Net.Sockets;

namespace SocketConformance.Probe;

/// <summary>Where the suite is the server: a listener whose accepted connections record the wire. It observes; it judges
/// nothing.</summary>
public sealed class Listener : IAsyncDisposable
{
    private const int Backlog = 5;

    private readonly Socket socket;
    private readonly Wire wire;

    private Listener(Socket socket, Wire wire) => (this.socket, this.wire) = (socket, wire);

    /// <summary>Listens there. What connects waits in the kernel's queue until it is accepted.</summary>
    public static Listener Open(EndPoint endPoint, Wire wire)
    {
        var socket = endPoint is IPEndPoint
            ? new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(Backlog);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        wire.Note($"   listening on {endPoint}");
        return new Listener(socket, wire);
    }

    /// <summary>Where it listens.</summary>
    public EndPoint EndPoint => socket.LocalEndPoint!;

    /// <summary>Whether a connection waits to be accepted; one that has ended meanwhile waits too.</summary>
    public bool HasWaiting => socket.Poll(0, SelectMode.SelectRead);

    /// <summary>Waits for a connection and leaves it in the queue.</summary>
    /// <param name="hopeless">Looked at before the queue: true when nobody is left who could connect.</param>
    public async Task<bool> BecomesWantedAsync(Func<bool> hopeless, TimeSpan patience)
    {
        var wanted = false;
        await Until.TrueAsync(() =>
        {
            var last = hopeless();
            wanted = HasWaiting;
            return wanted || last;
        }, patience);
        return wanted;
    }

    /// <summary>Accepts the connection that has waited longest; null when none waits.</summary>
    public Peer? Accept() => HasWaiting ? Peer.Accepted(socket.Accept(), wire) : null;

    /// <summary>Stops listening; what is queued is reset by the kernel. A Unix path goes too.</summary>
    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
