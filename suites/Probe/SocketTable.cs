using System.Buffers.Binary;
using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using SocketConformance.Specification;

namespace SocketConformance.Probe;

/// <summary>One row of the kernel's table of TCP sockets.</summary>
/// <param name="ReceiveQueue">Bytes not yet read; for a listener the connections not yet accepted.</param>
/// <param name="SendQueue">Bytes not yet acknowledged; for a listener its backlog.</param>
public readonly record struct TcpRow(
    TcpState State, IPEndPoint Local, IPEndPoint Remote, uint ReceiveQueue, uint SendQueue, uint Inode);

/// <summary>A listener's accept queue: how long it is, and the backlog that the server asked for (capped by somaxconn).</summary>
public readonly record struct AcceptQueueRow(int Length, int Backlog, uint Inode);

/// <summary>
/// The kernel's own tables of sockets, over netlink (sock_diag(7)): what <c>ss</c> shows, without a process.
/// It tells without sleeping what has connected, queued, or been read.
/// </summary>
public static class SocketTable
{
    private const int Udp = 17, Tcp = 6;
    private const uint Listening = 1 << (int)TcpState.Listen;
    private const uint EveryState = 0xFFF;

    /// <summary>The accept queue of whoever listens there; null when nobody does.</summary>
    /// <exception cref="NotObservableException">The kernel does not answer such questions.</exception>
    public static AcceptQueueRow? AcceptQueue(EndPoint server) =>
        server is IPEndPoint address ? TcpListener(address) : UnixListener(server.ToString()!);

    /// <summary>The inodes of what listens there; of all that share the port (SO_REUSEPORT).</summary>
    public static IReadOnlyList<uint> Listeners(EndPoint server) => server is IPEndPoint address
        ? [.. TcpRows(address).Where(row => row.State == TcpState.Listen).Select(row => row.Inode)]
        : UnixListener(server.ToString()!) is { } row ? [row.Inode] : [];

    /// <summary>Whether a UDP socket is bound there.</summary>
    public static bool IsBound(IPEndPoint server) =>
        // For UDP the kernel takes the two ends of a question the other way round.
        Families(server.AddressFamily)
            .Any(family => Find(Network.Of(server), family, Udp, local: Nobody(family), remote: Within(family, server)) is not null);

    /// <summary>The inodes of the UDP sockets with that local port: several share it by SO_REUSEPORT.</summary>
    public static IReadOnlyList<uint> BoundInodes(IPEndPoint server)
    {
        var network = Network.Of(server);
        return [.. Families(server.AddressFamily).SelectMany(family => Dump(network, family, Udp, server.Port)).Select(row => row.Inode)];
    }

    /// <summary>Whether a datagram waits in a socket with that local port to be received.</summary>
    public static bool HasUnreadDatagrams(IPEndPoint server)
    {
        var network = Network.Of(server);
        return Families(server.AddressFamily).Any(family => Dump(network, family, Udp, server.Port).Exists(row => row.ReceiveQueue > 0));
    }

    /// <summary>Every TCP socket with that local port, whatever its address, in any state, TIME_WAIT too. The kernel goes through
    /// all of its sockets for that: a millisecond on a big machine.</summary>
    public static IEnumerable<TcpRow> TcpRows(IPEndPoint local)
    {
        var network = Network.Of(local);
        return Dump(network, AddressFamily.InterNetwork, Tcp, local.Port)
            .Concat(Dump(network, AddressFamily.InterNetworkV6, Tcp, local.Port));
    }

    /// <summary>Whether any socket, TCP or UDP, TIME_WAIT too, holds that local port. Asked by binding it: SO_REUSEADDR is
    /// off, because .NET sets it only where the protocol is spelt out as TCP.</summary>
    public static bool IsPortHeld(int port)
    {
        foreach (var type in (SocketType[])[SocketType.Stream, SocketType.Dgram])
        {
            using var question = new Socket(AddressFamily.InterNetworkV6, type, ProtocolType.Unspecified) { DualMode = true };
            try
            {
                question.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
            }
            catch (SocketException)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// How many bytes of this peer the server has not read yet; null when the server holds no such connection.
    /// </summary>
    public static uint? UnreadByServer(Peer peer) => peer.ServerEndPoint is IPEndPoint
        ? ServerSide(peer)?.ReceiveQueue
        : UnixUnreadByServer(peer.Socket, peer.ServerEndPoint);

    /// <summary>The same for a line.</summary>
    public static uint? UnreadByServer(PolledStreamPeer line) => line.ServerEndPoint is IPEndPoint server
        ? line.Address() is { } local ? ServerSide(server, local)?.ReceiveQueue : null
        : UnixUnreadByServer(line.Socket, line.ServerEndPoint);

    /// <summary>The server's side of a TCP peer's connection; null when there is none. Once the server has closed it, or
    /// before it has accepted it, the row has no inode.</summary>
    public static TcpRow? ServerSide(Peer peer)
    {
        if (peer.ServerEndPoint is not IPEndPoint server || peer.LocalEndPoint is not IPEndPoint local) return null;
        return ServerSide(server, local);
    }

    /// <summary>The inode of the server's side of a peer's connection, by which its process can be told; null when it has none:
    /// once the server has closed it, or before it has accepted it.</summary>
    public static uint? ServerInode(Peer peer) =>
        (peer.ServerEndPoint is IPEndPoint ? ServerSide(peer)?.Inode : UnixPeer(peer.Socket)) is { } inode and not 0 ? inode : null;

    private static TcpRow? ServerSide(IPEndPoint server, IPEndPoint local) =>
        Find(Network.Of(server), server.AddressFamily, Tcp, server, local) is { State: not TcpState.Listen } row ? row : null;

    /// <summary>How many bytes of this peer the server's kernel has not acknowledged yet; 0 over a Unix path, where a byte that is
    /// sent has arrived.</summary>
    public static uint UnacknowledgedByServer(Peer peer) =>
        peer is { ServerEndPoint: IPEndPoint server, LocalEndPoint: IPEndPoint local }
            ? Find(Network.Of(server), server.AddressFamily, Tcp, local, server)?.SendQueue ?? 0
            : 0;

    private static AcceptQueueRow? TcpListener(IPEndPoint server)
    {
        foreach (var family in Families(server.AddressFamily))
            if (Find(Network.Of(server), family, Tcp, Within(family, server), Nobody(family)) is { State: TcpState.Listen } row)
                return new AcceptQueueRow((int)row.ReceiveQueue, (int)row.SendQueue, row.Inode);
        return null;
    }

    // A JVM's IPv4 socket may stand in the IPv6 table; an IPv6 one never stands in the IPv4 one.
    private static AddressFamily[] Families(AddressFamily family) => family == AddressFamily.InterNetwork
        ? [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6]
        : [AddressFamily.InterNetworkV6];

    private static IPEndPoint Within(AddressFamily family, IPEndPoint address) =>
        family == address.AddressFamily ? address : new IPEndPoint(address.Address.MapToIPv6(), address.Port);

    private static IPEndPoint Nobody(AddressFamily family) =>
        new(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>The one socket that would take a packet from there to here, found by hash as the kernel itself does.</summary>
    private static TcpRow? Find(Network network, AddressFamily family, int protocol, IPEndPoint local, IPEndPoint remote)
    {
        // inet_diag_req_v2: family, protocol, states, then both ports, both addresses, no interface, any cookie.
        Span<byte> request = stackalloc byte[56];
        request.Clear();
        Head(request, family, protocol);
        BinaryPrimitives.WriteUInt16BigEndian(request[8..], (ushort)local.Port);
        BinaryPrimitives.WriteUInt16BigEndian(request[10..], (ushort)remote.Port);
        local.Address.TryWriteBytes(request[12..], out _);
        remote.Address.TryWriteBytes(request[28..], out _);
        request[48..].Fill(0xFF);

        TcpRow? found = null;
        NetlinkDump.Run(network, request, message => found = Row(message), single: true);
        return found;
    }

    private static List<TcpRow> Dump(Network network, AddressFamily family, int protocol, int localPort)
    {
        // The same, then a filter in the kernel's own byte code: local port >= p and <= p.
        Span<byte> request = stackalloc byte[56 + 4 + 16];
        request.Clear();
        Head(request, family, protocol);
        MemoryMarshal.Write(request[56..], (ushort)20);
        MemoryMarshal.Write(request[58..], (ushort)1 /* INET_DIAG_REQ_BYTECODE */);
        Condition(request[60..], code: 2 /* S_GE */, otherwise: 20, (ushort)localPort);
        Condition(request[68..], code: 3 /* S_LE */, otherwise: 12, (ushort)localPort);

        List<TcpRow> rows = [];
        NetlinkDump.Run(network, request, message => rows.Add(Row(message)));
        return rows;

        static void Condition(Span<byte> at, byte code, ushort otherwise, ushort port)
        {
            at[0] = code;
            at[1] = 8;
            MemoryMarshal.Write(at[2..], otherwise);
            MemoryMarshal.Write(at[6..], port);
        }
    }

    private static void Head(Span<byte> request, AddressFamily family, int protocol)
    {
        request[0] = family == AddressFamily.InterNetwork ? (byte)2 : (byte)10;
        request[1] = (byte)protocol;
        MemoryMarshal.Write(request[4..], EveryState);
    }

    /// <summary>inet_diag_msg.</summary>
    private static TcpRow Row(ReadOnlySpan<byte> message)
    {
        var wide = message[0] != 2;
        return new TcpRow(
            (TcpState)message[1],
            Address(message[8..], message[4..]),
            Address(message[24..], message[6..]),
            MemoryMarshal.Read<uint>(message[56..]),
            MemoryMarshal.Read<uint>(message[60..]),
            MemoryMarshal.Read<uint>(message[68..]));

        IPEndPoint Address(ReadOnlySpan<byte> address, ReadOnlySpan<byte> port) =>
            new(Unmapped(new IPAddress(address[..(wide ? 16 : 4)])), BinaryPrimitives.ReadUInt16BigEndian(port));
    }

    private static AcceptQueueRow? UnixListener(string path)
    {
        AcceptQueueRow? found = null;
        Unix(inode: 0, Listening, (row, attributes) =>
        {
            if (attributes.Name == path && attributes.Queues is { } queues)
                found = new AcceptQueueRow((int)queues.Receive, (int)queues.Send, row);
        });
        return found;
    }

    private static uint? UnixUnreadByServer(Socket socket, EndPoint endPoint)
    {
        if (UnixPeer(socket) is not { } server) return null;
        // No inode: not accepted yet, or closed already. What is not accepted waits in the queue.
        if (server == 0) return AcceptQueue(endPoint) is { Length: > 0 } ? uint.MaxValue : null;
        uint? unread = null;
        Unix(server, EveryState, (_, attributes) => unread = attributes.Queues?.Receive);
        return unread;
    }

    /// <summary>The inode of the socket at the other end; 0 when it has none, null when there is none.</summary>
    private static uint? UnixPeer(Socket socket)
    {
        uint? peer = null;
        Unix(Inode(socket), EveryState, (_, attributes) => peer = attributes.Peer);
        return peer;
    }

    private static uint Inode(Socket socket)
    {
        var link = new FileInfo($"/proc/self/fd/{socket.Handle}").LinkTarget ?? "";
        return uint.TryParse(link.AsSpan(link.IndexOf('[') + 1).TrimEnd(']'), out var inode) ? inode : 0;
    }

    private readonly record struct UnixAttributes(string? Name, uint? Peer, (uint Receive, uint Send)? Queues);

    private static void Unix(uint inode, uint states, Action<uint, UnixAttributes> each)
    {
        Span<byte> request = stackalloc byte[24];
        request.Clear();
        request[0] = 1 /* AF_UNIX */;
        MemoryMarshal.Write(request[4..], states);
        MemoryMarshal.Write(request[8..], inode);
        MemoryMarshal.Write(request[12..], 0x1u | 0x4u | 0x10u /* name, peer, queue lengths */);
        if (inode != 0) request[16..].Fill(0xFF); // no cookie: any socket with that inode

        // The table of one network shows the Unix sockets of that one only.
        NetlinkDump.Run(
            Network.Machine, request, message => each(MemoryMarshal.Read<uint>(message[4..]), Attributes(message[16..])),
            single: inode != 0);

        static UnixAttributes Attributes(ReadOnlySpan<byte> rest)
        {
            var attributes = default(UnixAttributes);
            while (rest.Length >= 4)
            {
                int length = MemoryMarshal.Read<ushort>(rest), type = MemoryMarshal.Read<ushort>(rest[2..]);
                var value = rest[4..length];
                attributes = type switch
                {
                    0 => attributes with { Name = Encoding.UTF8.GetString(value).TrimEnd('\0') },
                    2 => attributes with { Peer = MemoryMarshal.Read<uint>(value) },
                    4 => attributes with { Queues = (MemoryMarshal.Read<uint>(value), MemoryMarshal.Read<uint>(value[4..])) },
                    _ => attributes,
                };
                rest = rest[Math.Min(rest.Length, (length + 3) & ~3)..];
            }

            return attributes;
        }
    }
}

/// <summary>One question to the kernel's sock_diag over netlink(7).</summary>
internal static partial class NetlinkDump
{
    private const int Done = 3, Error = 2, NoEntry = 2;

    internal delegate void EachMessage(ReadOnlySpan<byte> message);

    /// <param name="network">Whose sockets are asked for.</param>
    /// <param name="body">The request behind the netlink header.</param>
    /// <param name="each">Called with every answer's body.</param>
    /// <param name="single">Ask for one socket, rather than for all that match.</param>
    internal static unsafe void Run(Network network, ReadOnlySpan<byte> body, EachMessage each, bool single = false)
    {
        if (network.Within<int?>(() => Open()) is not { } descriptor) return;
        try
        {
            Span<byte> request = stackalloc byte[16 + body.Length];
            request.Clear();
            MemoryMarshal.Write(request, request.Length);
            MemoryMarshal.Write(request[4..], (ushort)20 /* SOCK_DIAG_BY_FAMILY */);
            MemoryMarshal.Write(request[6..], (ushort)(single ? 0x1 : 0x301) /* REQUEST | DUMP */);
            body.CopyTo(request[16..]);
            fixed (byte* bytes = request)
                if (send(descriptor, bytes, (nuint)request.Length, 0) < 0) throw Unavailable();

            Span<byte> buffer = stackalloc byte[32 * 1024];
            while (true)
            {
                nint length;
                fixed (byte* bytes = buffer) length = recv(descriptor, bytes, (nuint)buffer.Length, 0);
                if (length < 0 && Marshal.GetLastPInvokeError() == 4 /* EINTR */) continue;
                if (length <= 0) throw Unavailable();
                if (Read(buffer[..(int)length], each) || single) return;
            }
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    private static int Open()
    {
        var descriptor = socket(16 /* AF_NETLINK */, 3 | 0x80000 /* SOCK_RAW | SOCK_CLOEXEC */, 4 /* NETLINK_SOCK_DIAG */);
        return descriptor < 0 ? throw Unavailable() : descriptor;
    }

    /// <returns>True once the kernel has said that this was all.</returns>
    private static bool Read(ReadOnlySpan<byte> answers, EachMessage each)
    {
        while (answers.Length >= 16)
        {
            var length = MemoryMarshal.Read<int>(answers);
            switch (MemoryMarshal.Read<ushort>(answers[4..]))
            {
                case Done:
                    return true;
                case Error:
                    var code = -MemoryMarshal.Read<int>(answers[16..]);
                    if (code is 0 or NoEntry) return true;
                    throw new NotObservableException($"the kernel's socket table (sock_diag) says: {new Win32Exception(code).Message}");
                default:
                    each(answers[16..length]);
                    break;
            }

            answers = answers[Math.Min(answers.Length, (length + 3) & ~3)..];
        }

        return false;
    }

    private static NotObservableException Unavailable() =>
        new($"the kernel's socket table (netlink sock_diag) can't be read: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint send(int descriptor, byte* bytes, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint recv(int descriptor, byte* bytes, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);
}
