namespace SocketConformance.Cases;

/// <summary>Exchanges, one after another, over one connection: of a described protocol, or of a contract whose exchanges repeat.</summary>
internal sealed class Conversation
{
    private readonly Server server;
    private readonly Talk? talk;

    private Conversation(Server server, Peer peer, Talk? talk) => (this.server, Peer, this.talk) = (server, peer, talk);

    public Peer Peer { get; }

    /// <summary>Connects; in a described protocol, up to the end of the preamble.</summary>
    public static async Task<Conversation> BeginAsync(Server server)
    {
        if (server.Protocol.Dialogue is null) return new Conversation(server, await server.ConnectAsync(), talk: null);
        var talk = await Talk.BeginAsync(server);
        return new Conversation(server, talk.Peer, talk);
    }

    /// <summary>One exchange: these words, or in a described protocol one of its own.</summary>
    public async Task AskAsync(string words, string context)
    {
        if (talk is not null)
        {
            await talk.AskNextAsync(context);
            return;
        }

        var request = Payload.Latin1(words);
        await Peer.SendAsync(request);
        (await Peer.ReadAsync(request.Length)).ShouldBe(server.Protocol.Reply(request), context);
    }
}
