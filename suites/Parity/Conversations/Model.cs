using System.Buffers;
using SocketConformance.Probe;
using SocketConformance.Specification;

namespace SocketConformance.Parity;

/// <summary>
/// What the contracts promise, as a program: what comes back for each step of a conversation, and how it ends. It is the
/// original where there is none, and it tells the player what to wait for.
/// </summary>
/// <param name="grammar">The contract, and what may be said.</param>
/// <param name="concurrent">Whether the server serves its clients at the same time.</param>
public sealed class Model(Grammar grammar, bool concurrent)
{
    /// <summary>Stands in a reply for the name of its thread or process, which differs from server to server.</summary>
    internal static byte[] StandIn(Handler handler) => handler switch
    {
        Handler.Thread => [.. "<thread-name>: "u8],
        Handler.Process => [.. "<process-id>: "u8],
        _ => [],
    };

    public Observation Play(Conversation conversation)
    {
        var clients = Enumerable.Range(0, conversation.Peers).Select(_ => new Client()).ToArray();
        List<Client> queue = [];
        List<IReadOnlyList<Seen>> moments = new(conversation.Steps.Count + 1);
        foreach (var step in conversation.Steps)
        {
            var client = clients[step.Peer - 1];
            Take(client, step, queue);
            Serve(queue);
            moments.Add([.. clients.Select(one => one.Look())]);
        }

        foreach (var client in queue)
        {
            client.Finished = true;
            client.Allowance = long.MaxValue;
        }

        Serve(queue);
        moments.Add([.. clients.Select(one => one.Look())]);
        return new Observation(moments, grammar.Protocol.ServesOne ? Observation.Exited(0) : null);
    }

    private void Take(Client client, Move step, List<Client> queue)
    {
        switch (step.Act)
        {
            case Act.Connect:
                queue.Add(client);
                break;
            case Act.Send when grammar.IsDatagram:
                client.Datagrams.Add(grammar.Protocol.Reply(step.Bytes));
                break;
            case Act.Send or Act.SendAndFinish:
                client.Input.Write(step.Bytes);
                client.Finished |= step.Act == Act.SendAndFinish;
                break;
            case Act.Finish:
                client.Finished = true;
                break;
            case Act.Reset:
                client.Left = true;
                break;
            case Act.StopReading:
                client.Allowance = 0;
                break;
            case Act.Read:
                client.Allowance += step.Count;
                break;
            case Act.ReadOn:
                client.Allowance = long.MaxValue;
                break;
        }
    }

    private void Serve(List<Client> queue)
    {
        foreach (var client in queue)
        {
            if (!client.Ended) Serve(client);
            if (!concurrent && !client.Ended) return;
        }
    }

    private void Serve(Client client)
    {
        if (client.Left)
        {
            client.Ended = true;
            return;
        }

        if (grammar.IsOneRequest && client.Input.WrittenCount == 0 && !client.Finished) return;
        client.Output.Write(StandIn(grammar.Protocol.Handler));
        client.Output.Write(grammar.Protocol.Reply(client.Input.WrittenMemory));
        client.Input.ResetWrittenCount();
        client.Ended = grammar.IsOneRequest || client.Finished;
    }

    private sealed class Client
    {
        private int looked;
        private PeerState state;

        public ArrayBufferWriter<byte> Input { get; } = new();
        public ArrayBufferWriter<byte> Output { get; } = new();
        public List<byte[]> Datagrams { get; } = [];
        public long Allowance { get; set; } = long.MaxValue;
        public bool Finished { get; set; }
        public bool Left { get; set; }

        /// <summary>The server has ended its side.</summary>
        public bool Ended { get; set; }

        public Seen Look()
        {
            if (Left) return new Seen([], PeerState.Left);
            if (Datagrams.Count > 0)
            {
                byte[][] taken = [.. Datagrams];
                Datagrams.Clear();
                return new Seen(taken, PeerState.Open);
            }

            var fresh = Output.WrittenSpan[looked..];
            fresh = fresh[..(int)Math.Min(fresh.Length, Allowance)];
            looked += fresh.Length;
            if (Allowance != long.MaxValue) Allowance -= fresh.Length;
            if (Ended && Allowance > 0 && looked == Output.WrittenCount) state = PeerState.Fin;
            return new Seen(fresh.IsEmpty ? [] : [fresh.ToArray()], state);
        }
    }
}
