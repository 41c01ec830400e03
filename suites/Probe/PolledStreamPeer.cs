using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace SocketConformance.Probe;

/// <summary>A stream client for conversations by the thousand.</summary>
public sealed class PolledStreamPeer : PolledPeer
{
    private const int Tcp = 6, TcpCork = 3, TcpQuickAck = 12;

    [ThreadStatic]
    private static byte[]? buffer;

    private readonly Socket socket;
    private readonly ArrayBufferWriter<byte> received = new(256);
    private ReadOnlyMemory<byte> unsent;
    private bool finishing;
    private IPEndPoint? address;

    private PolledStreamPeer(Socket socket, EndPoint server)
        : base(socket, server) => this.socket = socket;

    public override bool IsSent => unsent.IsEmpty;

    /// <summary>Connects; the state tells whether that went well.</summary>
    public static PolledStreamPeer Connect(EndPoint server)
    {
        var socket = Network.OpenStream(server);
        socket.Blocking = false;
        if (server is IPEndPoint) socket.NoDelay = true;
        var line = new PolledStreamPeer(socket, server);
        try
        {
            socket.Connect(server);
        }
        catch (SocketException failure)
        {
            // A SYN that finds no place is repeated after a second: the connect is under way, or the path's queue is full.
            var connected = failure.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress
                && socket.Poll(Patience.Answer, SelectMode.SelectWrite) && socket.Connected;
            if (!connected) line.State = PeerState.Refused;
        }

        return line;
    }

    public override void Send(byte[] bytes)
    {
        if (State == PeerState.Refused) return;
        unsent = unsent.IsEmpty ? bytes : (byte[])[.. unsent.Span, .. bytes];
        Write();
    }

    /// <summary>Half-close, once everything is sent.</summary>
    public void Finish()
    {
        if (finishing || State is PeerState.Refused or PeerState.Left) return;
        finishing = true;
        if (unsent.IsEmpty) ShutDown();
    }

    /// <summary>Sends so that the last bytes and the FIN travel together, as far as the transport allows it.</summary>
    public void SendAndFinish(byte[] bytes)
    {
        if (State == PeerState.Refused) return;
        if (ServerEndPoint is IPEndPoint) socket.SetRawSocketOption(Tcp, TcpCork, BitConverter.GetBytes(1));
        finishing = true;
        Send(bytes);
    }

    /// <summary>Aborts: RST on TCP, a plain close over Unix.</summary>
    public void Reset()
    {
        if (ServerEndPoint is IPEndPoint && State != PeerState.Refused) socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
        State = PeerState.Left;
    }

    public override bool Pump()
    {
        if (socket.SafeHandle.IsClosed || State == PeerState.Refused) return false;
        var moved = !unsent.IsEmpty && Write();
        while (State == PeerState.Open && Allowance > 0 && Read()) moved = true;
        return moved;
    }

    public override void Hasten()
    {
        if (ServerEndPoint is IPEndPoint && State == PeerState.Open && !socket.SafeHandle.IsClosed)
            socket.SetRawSocketOption(Tcp, TcpQuickAck, BitConverter.GetBytes(1));
    }

    public override byte[][] Take()
    {
        if (received.WrittenCount == 0) return [];
        var piece = received.WrittenSpan.ToArray();
        received.ResetWrittenCount();
        return [piece];
    }

    /// <summary>This side's address, by which the kernel's table is asked; null over Unix.</summary>
    internal IPEndPoint? Address() => address ??= socket.LocalEndPoint as IPEndPoint;

    private bool Write()
    {
        var moved = false;
        while (!unsent.IsEmpty)
        {
            var sent = socket.Send(unsent.Span, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock) return moved;
            if (error != SocketError.Success)
            {
                Gone(error);
                return true;
            }

            unsent = unsent[sent..];
            moved = true;
        }

        if (finishing) ShutDown();
        return moved;
    }

    private bool Read()
    {
        buffer ??= new byte[64 * 1024];
        var read = socket.Receive(buffer.AsSpan(0, (int)Math.Min(buffer.Length, Allowance)), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock) return false;
        if (error != SocketError.Success) Gone(error);
        else if (read == 0) State = PeerState.Fin;
        received.Write(buffer.AsSpan(0, read));
        Received += read;
        if (Allowance != long.MaxValue) Allowance -= read;
        // Less than there was room for: whatever comes next is announced by poll.
        return read == buffer.Length || State != PeerState.Open;
    }

    // A send that finds the connection reset takes the error with it: a later receive would report an orderly end. EPIPE
    // is what it reports when the FIN came first.
    private void Gone(SocketError error)
    {
        unsent = default;
        if (error == SocketError.ConnectionReset && State == PeerState.Open) State = PeerState.Reset;
    }

    private void ShutDown()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server has gone already: reading tells how.
        }
    }
}
