using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using SocketConformance.Specification;

namespace SocketConformance.Probe;

/// <summary>Our end of a stream connection with the target: a client of its server, or what a <see cref="Listener"/> has
/// accepted from its client. Records the wire. It observes; it judges nothing.</summary>
public sealed class Peer : IAsyncDisposable
{
    private const int MostRead = 64 * 1024 * 1024;

    private readonly Socket socket;
    private readonly Wire wire;
    private readonly EndPoint server;
    private EndPoint? connectedFrom;
    private bool hasVanished;

    private Peer(Socket socket, EndPoint server, Wire wire, Task<SocketError> connected)
    {
        (this.socket, this.server, this.wire) = (socket, server, wire);
        Number = wire.NextPeer();
        Connected = connected;
    }

    public int Number { get; }

    /// <summary>Completes with <see cref="SocketError.Success"/> once the connection stands, or with why it does not;
    /// <see cref="SocketError.TimedOut"/> at the deadline.</summary>
    public Task<SocketError> Connected { get; private set; }

    /// <summary>This side's address; known as long as the peer connects, and for good once it was connected.</summary>
    public EndPoint? LocalEndPoint => connectedFrom ?? socket.LocalEndPoint;

    /// <summary>How many bytes have come that were not read yet.</summary>
    public int Available => socket.Available;

    /// <summary>This side has been closed or aborted.</summary>
    public bool IsClosed => socket.SafeHandle.IsClosed;

    internal Socket Socket => socket;

    /// <summary>The address of the target's end.</summary>
    public EndPoint ServerEndPoint => server;

    /// <summary>Begins to connect and returns at once: what the kernel answers is in <see cref="Connected"/> and
    /// <see cref="State"/>.</summary>
    /// <param name="server">Where the server listens.</param>
    /// <param name="wire">The transcript.</param>
    /// <param name="from">The address to connect from; null for the kernel's choice.</param>
    /// <param name="receiveBuffer">SO_RCVBUF in bytes, set before the handshake; null for the kernel's choice.</param>
    /// <param name="port">The port to connect from; 0 for the kernel's choice.</param>
    /// <param name="segment">The longest segment that it takes (tcp(7): TCP_MAXSEG), which also keeps what the server's kernel takes
    /// from the server small: 50 KB rather than megabytes for 536; null for the kernel's choice.</param>
    /// <exception cref="NotObservableException">Somebody else has that port.</exception>
    public static Peer Begin(
        EndPoint server, Wire wire, IPAddress? from = null, int? receiveBuffer = null, int port = 0, int? segment = null)
    {
        var socket = Network.OpenStream(server);
        if (server is IPEndPoint) socket.NoDelay = true;
        if (receiveBuffer is { } size) socket.ReceiveBufferSize = size;
        if (segment is { } longest) socket.SetRawSocketOption(6 /* IPPROTO_TCP */, 2 /* TCP_MAXSEG */, BitConverter.GetBytes(longest));
        if (from is not null) Bind(socket, new IPEndPoint(from, port));

        var peer = new Peer(socket, server, wire, Task.FromResult(SocketError.Success));
        peer.Note(new WireStep.Connect(server));
        peer.Connected = peer.ConnectAsync();
        return peer;
    }

    private static void Bind(Socket socket, IPEndPoint from)
    {
        try
        {
            socket.Bind(from);
        }
        catch (SocketException taken) when (from.Port != 0 && taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new NotObservableException($"another program has taken port {from.Port} meanwhile, which a peer was to come back from");
        }
    }

    /// <summary>Our end of a connection that the target has made.</summary>
    internal static Peer Accepted(Socket socket, EndPoint from, Wire wire)
    {
        if (socket.AddressFamily != AddressFamily.Unix) socket.NoDelay = true;
        var peer = new Peer(socket, from, wire, Task.FromResult(SocketError.Success))
        {
            connectedFrom = socket.LocalEndPoint,
        };
        peer.Note(new WireStep.Accept(peer.server));
        return peer;
    }

    /// <summary>The kernel's state of this side of the connection: TCP_INFO's first byte, right in the first microsecond.</summary>
    public TcpState State
    {
        get
        {
            Span<byte> info = stackalloc byte[8];
            socket.GetRawSocketOption(6 /* IPPROTO_TCP */, 11 /* TCP_INFO */, info);
            return (TcpState)info[0];
        }
    }

    /// <summary>Sends all bytes; how far that got is in the ending: <see cref="Ending.Open"/> when all went into the
    /// kernel, <see cref="Ending.Silence"/> when the server stopped reading: it took nothing more for
    /// <see cref="Patience.Answer"/>.</summary>
    public async Task<Ending> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var patience = Patience.Answer;
        var (taken, ending) = await SendWhileTakenAsync(bytes, patience);
        if (ending == Ending.Silence) Note(new WireStep.NoMoreTaken(bytes.Length - taken, patience));
        return ending;
    }

    /// <summary>Sends until the server takes no more: the kernel's buffers on both sides are full.</summary>
    /// <param name="source">Bytes to send, from the start.</param>
    /// <param name="quiet">How long nothing may be taken before the way counts as full.</param>
    /// <returns>How many bytes were taken.</returns>
    public async Task<int> SendUntilFullAsync(ReadOnlyMemory<byte> source, TimeSpan quiet)
    {
        var (taken, ending) = await SendWhileTakenAsync(source, quiet);
        if (ending == Ending.Silence) Note(new WireStep.Full(taken));
        return taken;
    }

    private async Task<(int Taken, Ending Ending)> SendWhileTakenAsync(ReadOnlyMemory<byte> source, TimeSpan patience)
    {
        socket.Blocking = false;
        var taken = 0;
        while (taken < source.Length)
        {
            var sent = socket.Send(source.Span[taken..], SocketFlags.None, out var error);
            switch (error)
            {
                case SocketError.Success:
                    wire.Data(Number, Direction.ToTarget, source.Span.Slice(taken, sent));
                    taken += sent;
                    break;
                case SocketError.WouldBlock:
                    if (!await Until.TrueAsync(() => socket.Poll(0, SelectMode.SelectWrite), patience)) return (taken, Ending.Silence);
                    break;
                default:
                    Note(new WireStep.DataNotTaken(source.Length - taken, error));
                    return (taken, Ending.Reset);
            }
        }

        return (taken, Ending.Open);
    }

    /// <summary>Sends one byte as urgent data (RFC 9293 §3.8.5).</summary>
    public void SendUrgent(byte octet)
    {
        try
        {
            socket.Send([octet], SocketFlags.OutOfBand);
            Note(new WireStep.Urgent(octet));
        }
        catch (SocketException gone)
        {
            Note(new WireStep.UrgentNotTaken(octet, gone.SocketErrorCode));
        }
    }

    /// <summary>Half-close: sends FIN and goes on reading.</summary>
    public void FinishSending()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            Note(new WireStep.Fin(Direction.ToTarget));
        }
        catch (SocketException gone)
        {
            Note(new WireStep.FinNotSent(gone.SocketErrorCode));
        }
    }

    /// <summary>Sends bytes and FIN together: in one segment on TCP, one right after the other elsewhere.</summary>
    public async Task SendLastAsync(ReadOnlyMemory<byte> bytes)
    {
        // TCP_CORK (tcp(7)) holds back what fills no segment; FIN takes it along.
        if (server is IPEndPoint) socket.SetRawSocketOption(6 /* IPPROTO_TCP */, 3 /* TCP_CORK */, BitConverter.GetBytes(1));
        await SendAsync(bytes);
        FinishSending();
    }

    /// <summary>Aborts the connection: RST on TCP (SO_LINGER with zero seconds), a plain close elsewhere.</summary>
    public void Reset()
    {
        if (server is IPEndPoint) socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
        Note(server is IPEndPoint ? new WireStep.Reset(Direction.ToTarget) : new WireStep.Close());
    }

    /// <summary>The peer's host is gone, as if it had lost power: its kernel hears nothing of this connection any more, and
    /// acknowledges nothing. A filter that lets no packet through (socket(7): SO_ATTACH_FILTER) does it, on most kernels
    /// without privileges.</summary>
    /// <exception cref="NotObservableException">This kernel wants privileges for it.</exception>
    public unsafe void Vanish()
    {
        var returnNothing = stackalloc byte[8]; // struct sock_filter: BPF_RET | BPF_K, no jumps, 0 bytes kept
        new Span<byte>(returnNothing, 8).Clear();
        MemoryMarshal.Write(new Span<byte>(returnNothing, 2), (ushort)0x06);
        Span<byte> program = stackalloc byte[2 * sizeof(nint)]; // struct sock_fprog: how many instructions, and where
        program.Clear();
        MemoryMarshal.Write(program, (ushort)1);
        MemoryMarshal.Write(program[sizeof(nint)..], (nint)returnNothing);
        try
        {
            socket.SetRawSocketOption(1 /* SOL_SOCKET */, 26 /* SO_ATTACH_FILTER */, program);
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new NotObservableException(
                "this kernel lets only the privileged filter a socket's packets (SO_ATTACH_FILTER), which a vanished peer is made with");
        }

        hasVanished = true;
        Note(new WireStep.Vanish());
    }

    /// <summary>Closes both ways; unread bytes turn that into a reset on TCP.</summary>
    public void Close()
    {
        socket.Dispose();
        Note(new WireStep.Close());
    }

    /// <summary>Makes room for all that is on its way: as much as the kernel allows for.</summary>
    public void WidenWindow() => socket.ReceiveBufferSize = 4 * 1024 * 1024;

    /// <summary>Reads that many bytes, unless the server ends first or falls silent.</summary>
    public async Task<Answer> ReadAsync(int count)
    {
        var bytes = new byte[count];
        var filled = 0;
        while (filled < count)
        {
            var (read, ending) = await ReceiveAsync(bytes.AsMemory(filled));
            filled += read;
            if (ending != Ending.Open) return Answered(bytes[..filled], ending);
        }

        return new Answer(bytes, Ending.Open);
    }

    /// <summary>Reads what the next single receive gives, at most <paramref name="most"/> bytes.</summary>
    public async Task<Answer> ReadSomeAsync(int most = 64 * 1024)
    {
        var bytes = new byte[most];
        var (read, ending) = await ReceiveAsync(bytes);
        return Answered(bytes[..read], ending);
    }

    /// <summary>Reads until the server ends the connection or falls silent; takes at most 64 MiB.</summary>
    public async Task<Answer> ReadToEndAsync()
    {
        var bytes = new byte[16 * 1024];
        var filled = 0;
        while (true)
        {
            if (filled == bytes.Length) Array.Resize(ref bytes, bytes.Length * 2);
            var (read, ending) = await ReceiveAsync(bytes.AsMemory(filled));
            filled += read;
            if (ending == Ending.Open && filled < MostRead) continue;
            return Answered(bytes[..filled], ending == Ending.Open ? Ending.Flood : ending);
        }
    }

    /// <summary>Sends and reads at the same time, as a peer must when more is under way than the buffers hold; then,
    /// with everything sent, half-closes and reads to the end.</summary>
    public async Task<Answer> ExchangeAsync(ReadOnlyMemory<byte> bytes)
    {
        var reading = ReadToEndAsync();
        if (await SendAsync(bytes) == Ending.Open) FinishSending();
        return await reading;
    }

    public ValueTask DisposeAsync()
    {
        if (hasVanished && !socket.SafeHandle.IsClosed) Reset(); // or the server's kernel would repeat itself for minutes
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>An answer, and, where nothing came, whether anybody had taken the connection.</summary>
    private Answer Answered(byte[] bytes, Ending ending) => new(bytes, ending)
    {
        IsQueued = ending == Ending.Silence && SocketTable.ServerSide(this) is { State: TcpState.Established, Inode: 0 },
    };

    private void Note(WireStep step) => wire.Note(step, Number);

    private async Task<SocketError> ConnectAsync()
    {
        using var deadline = new CancellationTokenSource(Patience.Answer);
        try
        {
            await socket.ConnectAsync(server, deadline.Token);
            connectedFrom = socket.LocalEndPoint;
            return SocketError.Success;
        }
        catch (OperationCanceledException)
        {
            return Failed(SocketError.TimedOut);
        }
        catch (Exception givenUp)
            when (givenUp is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
        {
            // By this peer's own end: nothing that the server has shown.
            return SocketError.OperationAborted;
        }
        catch (SocketException failure)
        {
            return Failed(failure.SocketErrorCode);
        }

        SocketError Failed(SocketError error)
        {
            Note(new WireStep.NotConnected(error));
            return error;
        }
    }

    private async Task<(int Read, Ending Ending)> ReceiveAsync(Memory<byte> into)
    {
        var patience = Patience.Answer;
        try
        {
            using var deadline = new CancellationTokenSource(patience);
            var read = await socket.ReceiveAsync(into, SocketFlags.None, deadline.Token);
            if (read > 0)
            {
                wire.Data(Number, Direction.FromTarget, into.Span[..read]);
                return (read, Ending.Open);
            }

            Note(new WireStep.Fin(Direction.FromTarget));
            return (0, Ending.Fin);
        }
        catch (OperationCanceledException)
        {
            Note(new WireStep.Silence(patience));
            return (0, Ending.Silence);
        }
        catch (SocketException)
        {
            Note(new WireStep.Reset(Direction.FromTarget));
            return (0, Ending.Reset);
        }
    }
}
