using System.Net;
using System.Net.Sockets;
using SocketConformance.Specification;

namespace SocketConformance.Probe;

/// <summary>Where the suite is the server: a listener whose accepted connections record the wire. It observes; it judges
/// nothing.</summary>
public sealed class Listener : IAsyncDisposable
{
    private const int Backlog = 5;

    private readonly Socket socket;
    private readonly Network network;
    private readonly Wire wire;

    private Listener(Socket socket, Network network, Wire wire) => (this.socket, this.network, this.wire) = (socket, network, wire);

    /// <summary>Listens there. What connects waits in the kernel's queue until it is accepted.</summary>
    public static Listener Open(EndPoint endPoint, Wire wire)
    {
        var socket = Network.OpenStream(endPoint);
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

        wire.Note(new WireStep.Listen(endPoint));
        return new Listener(socket, Network.Of(endPoint), wire);
    }

    /// <summary>Where it listens.</summary>
    public EndPoint EndPoint => network.Placed(socket.LocalEndPoint!);

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
    public Peer? Accept()
    {
        if (!HasWaiting) return null;
        var accepted = socket.Accept();
        return Peer.Accepted(accepted, network.Placed(accepted.RemoteEndPoint!), wire);
    }

    /// <summary>Stops listening; what is queued is reset by the kernel. A Unix path goes too.</summary>
    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
