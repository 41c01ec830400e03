using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using SocketConformance.Specification;

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
    /// <param name="port">The port to send from; 0 for the kernel's choice.</param>
    public DatagramPeer(IPEndPoint server, Wire wire, bool connected = false, int port = 0)
    {
        (this.server, this.wire, this.connected) = (server, wire, connected);
        Number = wire.NextPeer();
        socket = Network.OpenDatagram(server);
        if (connected) socket.Connect(server);
        else Bind(port);
    }

    public int Number { get; }

    /// <summary>Whether it once waited for a datagram in vain.</summary>
    public bool HasMissed { get; private set; }

    /// <summary>Whether a datagram waits to be received.</summary>
    public bool HasCome => socket.Available > 0;

    public IPEndPoint LocalEndPoint => (IPEndPoint)socket.LocalEndPoint!;

    /// <returns>False when the kernel reported a refusal of an earlier datagram instead of sending.</returns>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        Note(new WireStep.Datagram(Direction.ToTarget, Preview.Of(bytes.Span)));
        try
        {
            if (connected) await socket.SendAsync(bytes, SocketFlags.None);
            else await socket.SendToAsync(bytes, SocketFlags.None, server);
            return true;
        }
        catch (SocketException refusal) when (refusal.SocketErrorCode == SocketError.ConnectionRefused)
        {
            Note(new WireStep.Unreachable());
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
                ? new SocketReceiveFromResult { ReceivedBytes = await socket.ReceiveAsync(buffer, SocketFlags.None, deadline.Token),
                    RemoteEndPoint = server }
                : await socket.ReceiveFromAsync(buffer, SocketFlags.None, anyone, deadline.Token);
            var bytes = buffer[..received.ReceivedBytes];
            Note(new WireStep.Datagram(
                Direction.FromTarget, Preview.Of(bytes), received.RemoteEndPoint.Equals(server) ? null : received.RemoteEndPoint));
            return new Datagram(bytes, received.RemoteEndPoint, Arrival.Datagram);
        }
        catch (OperationCanceledException)
        {
            HasMissed = true;
            Note(new WireStep.NoDatagram(patience));
            return new Datagram([], null, Arrival.Silence);
        }
        catch (SocketException refusal) when (refusal.SocketErrorCode == SocketError.ConnectionRefused)
        {
            Note(new WireStep.Unreachable());
            return new Datagram([], null, Arrival.Refused);
        }
    }

    public async Task<Datagram> ExchangeAsync(ReadOnlyMemory<byte> bytes)
    {
        await SendAsync(bytes);
        return await ReceiveAsync();
    }

    /// <summary>Sends a datagram from port 0, which no socket can be bound to: RFC 768 allows it to whoever expects no reply.</summary>
    /// <exception cref="NotObservableException">Only the privileged may.</exception>
    public static void SendFromPortZero(IPEndPoint server, Wire wire, ReadOnlySpan<byte> bytes)
    {
        const int header = 8, checksumAt = 6; // RFC 768
        var datagram = new byte[header + bytes.Length];
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), (ushort)server.Port);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(4), (ushort)datagram.Length);
        bytes.CopyTo(datagram.AsSpan(header));
        try
        {
            using var raw = Network.Of(server).Open(server.AddressFamily, SocketType.Raw, ProtocolType.Udp);
            // Over IPv4 a checksum may be left out; over IPv6 the kernel works it out (RFC 3542 §3.1: IPV6_CHECKSUM).
            if (server.AddressFamily == AddressFamily.InterNetworkV6)
                raw.SetRawSocketOption(41 /* IPPROTO_IPV6 */, 7 /* IPV6_CHECKSUM */, BitConverter.GetBytes(checksumAt));
            raw.SendTo(datagram, new IPEndPoint(server.Address, 0));
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new NotObservableException(
                "only the privileged send from port 0 (CAP_NET_RAW): run the suite as root, or with that capability");
        }

        wire.Note(new WireStep.Datagram(Direction.ToTarget, Preview.Of(bytes), new IPEndPoint(server.Address, 0)), wire.NextPeer());
    }

    public void Dispose() => socket.Dispose();

    private void Bind(int port)
    {
        try
        {
            socket.Bind(new IPEndPoint(From(server.Address), port));
        }
        catch (SocketException taken) when (port != 0 && taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new NotObservableException($"port {port} was taken by somebody else meanwhile");
        }
    }

    // A server on loopback is asked from loopback: nobody else can send to this socket then.
    private static IPAddress From(IPAddress server) => (IPAddress.IsLoopback(server), server.AddressFamily) switch
    {
        (true, AddressFamily.InterNetwork) => IPAddress.Loopback,
        (true, _) => IPAddress.IPv6Loopback,
        (_, AddressFamily.InterNetwork) => IPAddress.Any,
        _ => IPAddress.IPv6Any,
    };

    private void Note(WireStep step) => wire.Note(step, Number);
}
