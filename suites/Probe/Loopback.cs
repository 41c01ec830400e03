using System.Net;
using System.Net.Sockets;

namespace SocketConformance.Probe;

/// <summary>The addresses at which a machine reaches itself.</summary>
public static class Loopback
{
    /// <summary>Whether a server can listen on ::1 here: in many containers IPv6 is switched off.</summary>
    public static bool HasIPv6 { get; } = CanBind(IPAddress.IPv6Loopback);

    private static bool CanBind(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
