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

    internal Socket Socket => socket;

    /// <summary>The address of the target's end.</summary>
    internal EndPoint ServerEndPoint => server;

    /// <summary>Begins to connect and returns at once: what the kernel answers is in <see cref="Connected"/> and
    /// <see cref="State"/>.</summary>
    /// <param name="server">Where the server listens.</param>
    /// <param name="wire">The transcript.</param>
    /// <param name="from">The address to connect from; null for the kernel's choice.</param>
    /// <param name="receiveBuffer">SO_RCVBUF in bytes, set before the handshake; null for the kernel's choice.</param>
    public static Peer Begin(EndPoint server, Wire wire, IPAddress? from = null, int? receiveBuffer = null)
    {
        var socket = server is IPEndPoint
            ? new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        if (receiveBuffer is { } size) socket.ReceiveBufferSize = size;
        if (from is not null) socket.Bind(new IPEndPoint(from, 0));

        var peer = new Peer(socket, server, wire, Task.FromResult(SocketError.Success));
        wire.Note($"{peer.Label}-> connect {server}");
        peer.Connected = peer.ConnectAsync();
        return peer;
    }

    /// <summary>Our end of a connection that the target has made.</summary>
    internal static Peer Accepted(Socket socket, Wire wire)
    {
        if (socket.AddressFamily != AddressFamily.Unix) socket.NoDelay = true;
        var peer = new Peer(socket, socket.RemoteEndPoint!, wire, Task.FromResult(SocketError.Success)) { connectedFrom = socket.LocalEndPoint };
        wire.Note($"{peer.Label}<- connect{(peer.server is IPEndPoint from ? $" from {from}" : "")}");
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
        if (ending == Ending.Silence) wire.Note($"{Label}   {Show.Count(bytes.Length - taken)} not taken within {patience.TotalSeconds:0.#} s");
        return ending;
    }

    /// <summary>Sends until the server takes no more: the kernel's buffers on both sides are full.</summary>
    /// <param name="source">Bytes to send, from the start.</param>
    /// <param name="quiet">How long nothing may be taken before the way counts as full.</param>
    /// <returns>How many bytes were taken.</returns>
    public async Task<int> SendUntilFullAsync(ReadOnlyMemory<byte> source, TimeSpan quiet)
    {
        var (taken, ending) = await SendWhileTakenAsync(source, quiet);
        if (ending == Ending.Silence) wire.Note($"{Label}   full after {Show.Count(taken)}");
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
                    wire.Data(Number, "->", source.Span.Slice(taken, sent));
                    taken += sent;
                    break;
                case SocketError.WouldBlock:
                    if (!await Until.TrueAsync(() => socket.Poll(0, SelectMode.SelectWrite), patience)) return (taken, Ending.Silence);
                    break;
                default:
                    wire.Note($"{Label}   {Show.Count(source.Length - taken)} not taken: {Word(error)}");
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
            wire.Note($"{Label}-> urgent {Show.Quote([octet])}");
        }
        catch (SocketException gone)
        {
            wire.Note($"{Label}   urgent {Show.Quote([octet])} not taken: {Word(gone.SocketErrorCode)}");
        }
    }

    /// <summary>Half-close: sends FIN and goes on reading.</summary>
    public void FinishSending()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            wire.Note($"{Label}-> FIN");
        }
        catch (SocketException gone)
        {
            wire.Note($"{Label}   FIN not sent: {Word(gone.SocketErrorCode)}");
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
        wire.Note($"{Label}-> {(server is IPEndPoint ? "RST" : "close")}");
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
            throw new NotObservableException("this kernel lets only the privileged filter a socket's packets (SO_ATTACH_FILTER), which a vanished peer is made with");
        }

        hasVanished = true;
        wire.Note($"{Label}   vanishes: hears and acknowledges nothing any more");
    }

    /// <summary>Closes both ways; unread bytes turn that into a reset on TCP.</summary>
    public void Close()
    {
        socket.Dispose();
        wire.Note($"{Label}-> close");
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
            if (ending != Ending.Open) return new Answer(bytes[..filled], ending);
        }

        return new Answer(bytes, Ending.Open);
    }

    /// <summary>Reads what the next single receive gives, at most <paramref name="most"/> bytes.</summary>
    public async Task<Answer> ReadSomeAsync(int most = 64 * 1024)
    {
        var bytes = new byte[most];
        var (read, ending) = await ReceiveAsync(bytes);
        return new Answer(bytes[..read], ending);
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
            return new Answer(bytes[..filled], ending == Ending.Open ? Ending.Flood : ending);
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

    private string Label => Wire.Label(Number);

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
        catch (Exception givenUp) when (givenUp is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
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
            wire.Note($"{Label}<- {error switch
            {
                SocketError.ConnectionRefused => "refused",
                SocketError.TimedOut => "no answer to connect",
                SocketError.WouldBlock => "no place in the queue",
                _ => error.ToString(),
            }}");
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
                wire.Data(Number, "<-", into.Span[..read]);
                return (read, Ending.Open);
            }

            wire.Note($"{Label}<- FIN");
            return (0, Ending.Fin);
        }
        catch (OperationCanceledException)
        {
            wire.Note($"{Label}   nothing for {patience.TotalSeconds:0.#} s");
            return (0, Ending.Silence);
        }
        catch (SocketException)
        {
            wire.Note($"{Label}<- RST");
            return (0, Ending.Reset);
        }
    }

    private static string Word(SocketError error) => error switch
    {
        SocketError.ConnectionReset => "RST",
        SocketError.Shutdown => "the other end has closed (EPIPE)",
        SocketError.NotConnected => "not connected",
        var other => other.ToString(),
    };
}
