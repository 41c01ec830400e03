namespace SocketConformance.Cases;

/// <summary>A described protocol, spoken by datagrams.</summary>
internal static class DescribedDatagrams
{
    /// <summary>Sends a request and asserts that the next datagram is its reply.</summary>
    public static async Task AskAsync(this DatagramPeer peer, Dialogue dialogue, Exchange exchange, string context = "")
    {
        var token = await peer.SendAsync(exchange);
        await peer.ShouldReceiveAsync(dialogue, exchange, token, context);
    }

    /// <summary>Sends a request.</summary>
    /// <returns>The token in it.</returns>
    public static async Task<Token> SendAsync(this DatagramPeer peer, Exchange exchange)
    {
        var token = Token.Next();
        await peer.SendAsync(exchange.Send!.Bytes(token));
        return token;
    }

    /// <summary>Asserts that the next datagram is the reply that is expected.</summary>
    public static async Task ShouldReceiveAsync(
        this DatagramPeer peer, Dialogue dialogue, Exchange exchange, Token token, string context = "")
    {
        if (exchange.Expect.AllowsSilence) return; // the next reply tells whether one came
        var datagram = await peer.NextAsync(dialogue, exchange.Expect, token);
        if (datagram.Arrival == Arrival.Datagram && exchange.Expect.IsMet(datagram.Bytes, token)) return;
        throw new NotConformantException(
            $"{context}{exchange.Expect.Words(token)} in answer to {Show.Bytes(exchange.Send!.Bytes(token))}", datagram.Words())
        {
            Difference = datagram.Arrival == Arrival.Datagram ? null : Differences.Of([], datagram),
        };
    }

    /// <summary>The next datagram that is none of those that may come at any time.</summary>
    public static async Task<Datagram> NextAsync(this DatagramPeer peer, Dialogue dialogue, Expectation expectation, Token token)
    {
        while (true)
        {
            var datagram = await peer.ReceiveAsync();
            if (datagram.Arrival != Arrival.Datagram || expectation.IsMet(datagram.Bytes, token)
                || !dialogue.Ignore.Any(one => one.IsMet(datagram.Bytes, token)))
                return datagram;
        }
    }
}
