using System.Net;
using System.Net.Sockets;

namespace SocketConformance.Specification;

/// <summary>Some address: which one is left open, and no more is told than whether it is a path.</summary>
public sealed class OpenEndPoint : EndPoint
{
    private static readonly OpenEndPoint Path = new(AddressFamily.Unix), Host = new(AddressFamily.Unspecified);

    private OpenEndPoint(AddressFamily family) => AddressFamily = family;

    public override AddressFamily AddressFamily { get; }

    public static OpenEndPoint Of(EndPoint address) => address.AddressFamily == AddressFamily.Unix ? Path : Host;
}
