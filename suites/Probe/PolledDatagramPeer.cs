using System.Net;
using System.Net.Sockets;

namespace SocketConformance.Probe;

/// <summary>A UDP client for conversations by the thousand.</summary>
public sealed class PolledDatagramPeer : PolledPeer
{
    private readonly Socket socket;
    private readonly IPEndPoint server;
    private readonly List<byte[]> received = [];
    private readonly SocketAddress from;

    [ThreadStatic]
    private static byte[]? buffer;

    private PolledDatagramPeer(Socket socket, IPEndPoint server)
        : base(socket, server)
    {
        (this.socket, this.server) = (socket, server);
        from = new SocketAddress(server.AddressFamily);
    }

    public override bool IsSent => true;

    /// <summary>Datagrams that came from somewhere else than from the server's own address and port.</summary>
    public int Strangers { get; private set; }

    public static PolledDatagramPeer Open(IPEndPoint server)
    {
        var socket = Network.OpenDatagram(server);
        socket.Blocking = false;
        socket.Bind(new IPEndPoint(server.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, 0));
        return new PolledDatagramPeer(socket, server);
    }

    public override void Send(byte[] bytes)
    {
        try
        {
            socket.SendTo(bytes, SocketFlags.None, server);
        }
        catch (SocketException)
        {
            State = PeerState.Refused;
        }
    }

    public override bool Pump()
    {
        buffer ??= new byte[64 * 1024];
        var moved = false;
        while (socket.Available > 0 || socket.Poll(0, SelectMode.SelectRead))
        {
            var length = socket.ReceiveFrom(buffer, SocketFlags.None, from);
            if (!server.Serialize().Equals(from)) Strangers++;
            received.Add(buffer[..length]);
            Received++;
            moved = true;
        }

        return moved;
    }

    public override byte[][] Take()
    {
        byte[][] taken = [.. received];
        received.Clear();
        return taken;
    }
}
