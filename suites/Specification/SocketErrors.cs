using System.Net.Sockets;

namespace SocketConformance.Specification;

/// <summary>Why a call on a socket failed, in the words of this project, or else in the system's.</summary>
public static class SocketErrors
{
    /// <summary>What became of a connect.</summary>
    public static string OfConnect(SocketError why) => why switch
    {
        SocketError.Success => "it is connected",
        SocketError.ConnectionRefused => "refused",
        SocketError.TimedOut => "no answer to connect",
        SocketError.WouldBlock => "no place in the queue",
        _ => Word(why),
    };

    /// <summary>Why something could not be sent or received.</summary>
    public static string Word(SocketError why) => why switch
    {
        SocketError.ConnectionReset => "RST",
        SocketError.Shutdown => "the other end has closed (EPIPE)",
        SocketError.NotConnected => "not connected",
        _ => new SocketException((int)why).Message,
    };
}
