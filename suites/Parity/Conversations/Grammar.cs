using SocketConformance.Specification;

namespace SocketConformance.Parity;

/// <summary>What may be said to a pair of servers: all that their contract knows, but for what is declared to differ.</summary>
public sealed record Grammar(Protocol Protocol, Transport Transport)
{
    /// <summary>Largest that may be sent to a client that does not read: both ways' buffers hold it, whatever else they hold.</summary>
    private const int MostUnread = 32 * 1024;

    /// <summary>Several clients at the same time.</summary>
    public bool Interleaved { get; init; } = true;
    public bool Resets { get; init; } = true;
    public bool StopSignals { get; init; } = true;

    /// <summary>How many clients a conversation may have.</summary>
    public int MostPeers { get; init; } = Protocol.ServesOne ? 1 : 3;

    public bool IsDatagram => Protocol.IsDatagram;

    /// <summary>One receive is the whole request.</summary>
    public bool IsOneRequest => Protocol.IsOneRequest;

    /// <summary>The reply begins with a name that differs from server to server.</summary>
    public bool HasNames => Protocol.Handler != Handler.Unnamed;

    /// <summary>Leaves out every step that makes no sense where it stands, and numbers the clients anew.</summary>
    public IReadOnlyList<Move> Sound(IEnumerable<Move> steps)
    {
        List<Move> sound = [];
        Dictionary<int, Client> clients = [];
        foreach (var step in steps)
        {
            if (sound.Count > 0 && sound[^1].Act == Act.Stop) break;
            if (step.Act == Act.Stop)
            {
                if (StopSignals) sound.Add(step with { Peer = 1 });
                continue;
            }

            if (!clients.TryGetValue(step.Peer, out var client))
            {
                if (step.Act != (IsDatagram ? Act.Send : Act.Connect) || clients.Count == MostPeers) continue;
                if (!Interleaved && clients.Values.Any(other => !other.IsDone)) continue;
                clients[step.Peer] = client = new Client(clients.Count + 1);
                if (!IsDatagram)
                {
                    sound.Add(step with { Peer = client.Number });
                    continue;
                }
            }

            if (Makes(client, step, clients.Count)) sound.Add(step with { Peer = client.Number });
        }

        return sound;
    }

    private bool Makes(Client client, Move step, int clients)
    {
        if (IsDatagram) return step.Act is Act.Send or Act.Wait;
        if (client.Left) return false;
        switch (step.Act)
        {
            case Act.Send or Act.SendAndFinish:
                if (client.Finished || step.Bytes.Length == 0) return false;
                if (clients > 1 && step.Bytes.Length + client.Unread > MostUnread) return false;
                client.Unread += step.Bytes.Length;
                client.Finished = step.Act == Act.SendAndFinish;
                client.Requested = IsOneRequest;
                return true;
            case Act.Finish:
                if (client.Finished) return false;
                return client.Finished = true;
            case Act.Reset:
                return client.Left = Resets;
            case Act.StopReading:
                return client.Reads && !(client.Reads = false);
            case Act.Read:
                return !client.Reads && !HasNames && step.Count > 0;
            case Act.ReadOn:
                return !client.Reads && (client.Reads = true);
            case Act.Wait:
                return true;
            default:
                return false;
        }
    }

    private sealed class Client(int number)
    {
        public int Number => number;
        public bool Finished { get; set; }
        public bool Left { get; set; }
        public bool Reads { get; set; } = true;
        public bool Requested { get; set; }
        public int Unread { get; set; }

        public bool IsDone => Left || ((Finished || Requested) && Reads);
    }
}
