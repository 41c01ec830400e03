namespace SocketConformance.Cases;

/// <summary>What cases ask of datagrams.</summary>
internal static class DatagramExpectations
{
    /// <summary>Sends that request and asserts that the next datagram is the contract's reply to it.</summary>
    public static async Task ShouldGetReplyAsync(this DatagramPeer peer, Server server, byte[] request, string context = "the reply") =>
        (await peer.ExchangeAsync(request)).ShouldBe(server.Protocol.Reply(request), context);

    public static void ShouldHaveCome(this Datagram datagram, string what)
    {
        if (datagram.Arrival != Arrival.Datagram) throw new NotConformantException(what, datagram.Words());
    }

    public static bool Is(this Datagram datagram, byte[] bytes) =>
        datagram.Arrival == Arrival.Datagram && datagram.Bytes.AsSpan().SequenceEqual(bytes);

    public static string Words(this Datagram datagram) => datagram.Arrival switch
    {
        Arrival.Refused => "ICMP port unreachable",
        Arrival.Silence => "no datagram",
        _ => datagram.Bytes.Length == 0 ? "an empty datagram" : $"a datagram of {Show.Bytes(datagram.Bytes)}",
    };
}
