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
        var protocol = server.Declared.Protocol;
        if (protocol.Dialogue is { } dialogue)
        {
            await AssertAsync(server, wire, dialogue);
            return;
        }

        if (protocol.IsDatagram)
        {
            using var datagrams = new DatagramPeer((IPEndPoint)server.EndPoint, wire);
            (await datagrams.ExchangeAsync(Message)).ShouldBe(protocol.Reply(Message));
            return;
        }

        await using var peer = await ConnectAsync(server, wire);
        (await AskAsync(server.Declared, peer, Message)).ShouldAnswer(protocol, Message);
    }

    /// <summary>Sends a small request, half-closes where that does not cost the reply, and reads to the end.</summary>
    public static async Task<Answer> AskAsync(ContractTarget declared, Peer peer, byte[] request)
    {
        if (await peer.SendAsync(request) == Ending.Open && declared.HalfClose == HalfClose.Answers) peer.FinishSending();
        return await ReadAsync(declared, peer, request);
    }

    /// <summary>Reads to the end what a small request gets. A server that does not answer who has half-closed has sent all of its
    /// reply before the peer does that.</summary>
    public static async Task<Answer> ReadAsync(ContractTarget declared, Peer peer, byte[] request)
    {
        if (declared.HalfClose == HalfClose.Answers || !declared.Protocol.Capabilities.HasFlag(Capability.Repeats))
            return await peer.ReadToEndAsync();
        var reply = await peer.ReadAsync(request.Length);
        if (reply.Ending != Ending.Open) return reply;
        peer.FinishSending();
        var end = await peer.ReadToEndAsync();
        return end with { Bytes = [.. reply.Bytes, .. end.Bytes] };
    }

    private static async Task AssertAsync(Instance server, Wire wire, Dialogue dialogue)
    {
        if (server.Declared.Protocol.IsDatagram)
        {
            using var datagrams = new DatagramPeer((IPEndPoint)server.EndPoint, wire);
            await datagrams.AskAsync(dialogue, Talk.Next(dialogue)!);
            return;
        }

        await using var peer = await ConnectAsync(server, wire);
        await new Talk(dialogue, peer).ConverseAsync();
    }

    /// <summary>Takes a server through what its protocol wants once before it is asked anything.</summary>
    /// <exception cref="LaunchException">That fails.</exception>
    public static Task PrepareAsync(Instance server) => PrepareAsync(server.Declared, server.EndPoint);

    /// <inheritdoc cref="PrepareAsync(Instance)"/>
    public static async Task PrepareAsync(ContractTarget declared, EndPoint where)
    {
        if (declared.Protocol.Dialogue is not { Prepare: { Count: > 0 } steps } dialogue) return;
        var at = steps[0];
        try
        {
            await using var peer = await ConnectAsync(where, new Wire());
            var talk = new Talk(dialogue, peer);
            await talk.OpenAsync();
            foreach (var step in steps) await talk.AskAsync(at = step);
        }
        catch (NotConformantException wrong)
        {
            throw new LaunchException($"{at.Place}: the server could not be prepared ('prepare'), so nothing is judged: expected " +
                $"{wrong.Expected}; observed {wrong.Observed}.");
        }
    }

    private static Task<Peer> ConnectAsync(Instance server, Wire wire) => ConnectAsync(server.EndPoint, wire);

    private static async Task<Peer> ConnectAsync(EndPoint where, Wire wire)
    {
        var peer = Peer.Begin(where, wire);
        if (await peer.Connected is var outcome && outcome == SocketError.Success) return peer;
        await peer.DisposeAsync();
        throw new NotConformantException("a connection", SocketErrors.OfConnect(outcome));
    }
}
