using System.Net;
using System.Net.Sockets;

namespace SocketConformance.Probe;

/// <summary>
/// What the kernel keeps for a minute of connections that a server has ended first (TIME-WAIT). A server that sets no SO_REUSEADDR
/// does not get its port meanwhile.
/// </summary>
public static class FormerConnections
{
    // On loopback segments are there at once; on a busy machine they wait for a processor, the last ones of a connection, too.
    private static TimeSpan Deferred => TimeSpan.FromSeconds(1) * Patience.Scale;

    /// <summary>
    /// Has the kernel forget those of a server that has ended. To a SYN from where the peer was, it answers as to a late segment of the
    /// old connection; the reset that this is worth ends TIME-WAIT (RFC 1337 calls it assassination). Where the kernel is set to defy
    /// that (tcp_rfc1337), they stay.
    /// </summary>
    /// <param name="place">Where it listened. Whoever listens there now would be connected to.</param>
    public static async Task ForgetAsync(IPEndPoint place)
    {
        var network = Network.Of(place);
        if (network.Setting("ipv4/tcp_rfc1337").Trim() != "0") return;
        HashSet<TcpRow> asked = [];
        await Until.TrueAsync(() =>
        {
            List<TcpRow> left = [.. SocketTable.TcpRows(place)];
            foreach (var row in left.Where(row => row.State == TcpState.TimeWait && IsLocal(row)))
                if (asked.Add(row)) Ask(network, row);
            return left.Count == 0;
        }, Deferred);

        static bool IsLocal(TcpRow row) => IPAddress.IsLoopback(row.Local.Address) && IPAddress.IsLoopback(row.Remote.Address);
    }

    private static void Ask(Network network, TcpRow row)
    {
        using var late = network.Open(row.Remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        late.Blocking = false;
        try
        {
            late.Bind(KeepsTo(row.Remote.Port, late) ? new IPEndPoint(row.Remote.Address, 0) : row.Remote);
            late.Connect(row.Local);
        }
        catch (SocketException)
        {
            // It is under way, and goes on when this socket is gone; or another has the peer's port by now.
        }
    }

    /// <summary>A port that a connect takes may be that of connections to elsewhere, too; one that is bound may not.</summary>
    /// <returns>False with a kernel before 6.3.</returns>
    private static bool KeepsTo(int port, Socket socket)
    {
        const int ip = 0, bindAddressNoPort = 24, localPortRange = 51; // in.h: the lowest port, and in the upper half the highest
        try
        {
            socket.SetRawSocketOption(ip, localPortRange, BitConverter.GetBytes((uint)port << 16 | (uint)port));
            socket.SetRawSocketOption(ip, bindAddressNoPort, BitConverter.GetBytes(1));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
