namespace SocketConformance.Cases;

/// <summary>A peer that asks for more than the buffers hold, and does not read.</summary>
internal static class StuckReader
{
    /// <summary>Asks for the protocol's large reply as often as it says, and waits until the server is in the middle of it and sleeps.
    /// </summary>
    /// <returns>The connection, and the token of each request.</returns>
    /// <exception cref="DescriptionException">All of it fits the buffers: that shows nothing.</exception>
    public static async Task<(Talk Talk, IReadOnlyList<Token> Tokens)> BeginAsync(Server server)
    {
        var dialogue = server.Dialogue;
        var big = dialogue.Big!;
        var talk = await Talk.BeginAsync(server, receiveBuffer: 4096);
        Token[] tokens = [.. Enumerable.Range(0, dialogue.BigTimes).Select(_ => Token.Next())];
        byte[] requests = [.. tokens.SelectMany(token => big.Send!.Bytes(token))];
        await talk.Peer.SendUntilFullAsync(requests, quiet: TimeSpan.FromMilliseconds(250));
        await Until.TrueAsync(() => talk.Peer.Available > 0);
        if (server.Instance.Process is { } process) await process.AllSleepAsync();
        if (talk.Peer.Available == 0) throw new NotConformantException("a large reply", "nothing came");
        if (server.Transport.IsTcp() && SocketTable.ServerSide(talk.Peer) is { SendQueue: 0 })
            throw new DescriptionException($"{big.Place}: all of this reply, {Show.Count(talk.Peer.Available)}, fits the buffers, so it " +
                "is not 'big': take a larger one, or ask it more often at once ('times').");

        return (talk, tokens);
    }
}
