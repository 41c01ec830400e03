using System.Net;
using System.Net.Sockets;

namespace SocketConformance.Probe;

/// <summary>How a peer's waiting for a datagram ended.</summary>
public enum Arrival
{
    Datagram,

    /// <summary>The kernel passed on an ICMP port unreachable: nobody is bound there (RFC 1122 §4.1.3.3).</summary>
    Refused,

    /// <summary>Nothing came before the deadline.</summary>
    Silence,
}

/// <summary>One datagram, or why none came.</summary>
public readonly record struct Datagram(byte[] Bytes, EndPoint? From, Arrival Arrival);

/// <summary>A UDP client that records the wire.</summary>
public sealed class DatagramPeer : IDisposable
{
    private readonly Socket socket;
    private readonly Wire wire;
    private readonly IPEndPoint server;
    private readonly bool connected;
    private readonly byte[] buffer = new byte[64 * 1024];

    /// <param name="server">Where the server is bound.</param>
    /// <param name="wire">The transcript.</param>
    /// <param name="connected">Whether to connect the socket: only then does the kernel report a refusal, and only the
    /// server's own address is heard.</param>
    public DatagramPeer(IPEndPoint server, Wire wire, bool connected = false)
    {
        (this.server, this.wire, this.connected) = (server, wire, connected);
        Number = wire.NextPeer();
        socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        if (connected) socket.Connect(server);
        else socket.Bind(new IPEndPoint(From(server.Address), 0));
    }

    public int Number { get; }

    /// <summary>Whether it once waited for a datagram in vain.</summary>
    public bool HasMissed { get; private set; }

    public IPEndPoint LocalEndPoint => (IPEndPoint)socket.LocalEndPoint!;

    /// <returns>False when the kernel reported a refusal of an earlier datagram instead of sending.</returns>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        wire.Note($"{Label}-> datagram {Show.Bytes(bytes.Span)}");
        try
        {
            if (connected) await socket.SendAsync(bytes, SocketFlags.None);
            else await socket.SendToAsync(bytes, SocketFlags.None, server);
            return true;
        }
        catch (SocketException refusal) when (refusal.SocketErrorCode == SocketError.ConnectionRefused)
        {
            wire.Note($"{Label}<- ICMP port unreachable");
            return false;
        }
    }

    /// <summary>Waits for the next datagram. The buffer holds the largest there is: nothing is cut on this side.</summary>
    public async Task<Datagram> ReceiveAsync()
    {
        var patience = Patience.Answer;
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            EndPoint anyone = new IPEndPoint(server.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
            var received = connected
                ? new SocketReceiveFromResult { ReceivedBytes = await socket.ReceiveAsync(buffer, SocketFlags.None, deadline.Token), RemoteEndPoint = server }
                : await socket.ReceiveFromAsync(buffer, SocketFlags.None, anyone, deadline.Token);
            var bytes = buffer[..received.ReceivedBytes];
            wire.Note($"{Label}<- datagram {Show.Bytes(bytes)}{(received.RemoteEndPoint.Equals(server) ? "" : $" from {received.RemoteEndPoint}")}");
            return new Datagram(bytes, received.RemoteEndPoint, Arrival.Datagram);
        }
        catch (OperationCanceledException)
        {
            HasMissed = true;
            wire.Note($"{Label}   no datagram for {patience.TotalSeconds:0.#} s");
            return new Datagram([], null, Arrival.Silence);
        }
        catch (SocketException refusal) when (refusal.SocketErrorCode == SocketError.ConnectionRefused)
        {
            wire.Note($"{Label}<- ICMP port unreachable");
            return new Datagram([], null, Arrival.Refused);
        }
    }

    public async Task<Datagram> ExchangeAsync(ReadOnlyMemory<byte> bytes)
    {
        await SendAsync(bytes);
        return await ReceiveAsync();
    }

    public void Dispose() => socket.Dispose();

    // A server on loopback is asked from loopback: nobody else can send to this socket then.
    private static IPAddress From(IPAddress server) => (IPAddress.IsLoopback(server), server.AddressFamily) switch
    {
        (true, AddressFamily.InterNetwork) => IPAddress.Loopback,
        (true, _) => IPAddress.IPv6Loopback,
        (_, AddressFamily.InterNetwork) => IPAddress.Any,
        _ => IPAddress.IPv6Any,
    };

    private string Label => Wire.Label(Number);
}
