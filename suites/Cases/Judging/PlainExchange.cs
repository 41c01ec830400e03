using System.Net;
using System.Net.Sockets;

namespace SocketConformance.Cases;

/// <summary>One exchange with a server outside of any case.</summary>
internal static class PlainExchange
{
    private static readonly byte[] Message = "are you there?"u8.ToArray();

    /// <exception cref="NotConformantException">It is not answered as the contract says.</exception>
    public static async Task AssertAsync(Instance server, Wire wire)
    {
        var contract = server.Declared.Contract;
        if (Contracts.IsDatagram(contract))
        {
            using var datagrams = new DatagramPeer((IPEndPoint)server.EndPoint, wire);
            (await datagrams.ExchangeAsync(Message)).ShouldBe(Plain.Reply(contract, Message));
            return;
        }

        await using var peer = Peer.Begin(server.EndPoint, wire);
        var outcome = await peer.Connected;
        if (outcome != SocketError.Success) throw new NotConformantException("a connection", $"{outcome}");
        Plain.ShouldAnswer(contract, await peer.ExchangeAsync(Message), Message);
    }
}
