using System.Diagnostics;
using System.Net;
using SocketConformance.Probe;
using SocketConformance.Specification;

namespace SocketConformance.Parity;

/// <summary>
/// Plays conversations to one instance. A step is over when what the model expects has come; where it does not come, or from
/// the step on from which the play is careful, when the server is at rest: it sleeps, and nothing arrives any more.
/// </summary>
public sealed class Player(Grammar grammar, Instance instance)
{
    private readonly List<PolledPeer> peers = [];
    private long[] expected = [];
    private Pace pace;

    public Instance Instance => instance;

    /// <summary>Whether the server's process has ended, as far as is known.</summary>
    public bool HasEnded => instance.Process!.Exited.IsCompleted;

    /// <param name="model">What to expect.</param>
    /// <param name="pace">How long the server is to be at rest.</param>
    /// <param name="carefulFrom">The first step after which the server is to be at rest, whatever has come.</param>
    public Observation Play(Conversation conversation, Observation model, Pace pace, int carefulFrom = int.MaxValue)
    {
        this.pace = pace;
        expected = new long[conversation.Peers];
        List<IReadOnlyList<Seen>> moments = new(conversation.Steps.Count + 1);
        var at = 0;
        try
        {
            foreach (var step in conversation.Steps)
            {
                if (step.Act == Act.Stop) AskToStop();
                else Take(step);
                moments.Add(Await(step, model.Moments[at], at >= carefulFrom));
                at++;
            }

            foreach (var client in peers.OfType<PolledStreamPeer>())
            {
                client.Allowance = long.MaxValue;
                if (client.State != PeerState.Left) client.Finish();
            }

            moments.Add(Await(null, model.Moments[at], at >= carefulFrom));
            var stopped = conversation.Steps is [.., { Act: Act.Stop }];
            return Normal(new Observation(moments, End(stopped || model.End is not null, careful: at >= carefulFrom)), conversation);
        }
        finally
        {
            foreach (var client in peers) client.Dispose();
            peers.Clear();
        }
    }

    private void Take(Move step)
    {
        if (step.Act == Act.Connect || step.Peer > peers.Count)
            peers.Add(grammar.IsDatagram
                ? PolledDatagramPeer.Open((IPEndPoint)instance.EndPoint)
                : PolledStreamPeer.Connect(instance.EndPoint));
        var client = peers[step.Peer - 1];
        switch (step.Act)
        {
            case Act.Send:
                client.Send(step.Bytes);
                break;
            case Act.SendAndFinish:
                ((PolledStreamPeer)client).SendAndFinish(step.Bytes);
                break;
            case Act.Finish:
                ((PolledStreamPeer)client).Finish();
                break;
            case Act.Reset:
                ((PolledStreamPeer)client).Reset();
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

    private List<Seen> Await(Move? step, IReadOnlyList<Seen> model, bool careful)
    {
        for (var peer = 0; peer < peers.Count; peer++)
            foreach (var piece in model[peer].Pieces) expected[peer] += grammar.IsDatagram ? 1 : piece.Length;
        if (careful || step?.Act is Act.Wait or Act.Stop || !AwaitExpected(step, model)) AwaitRest(step?.Act == Act.Stop);
        return [.. peers.Select(client => new Seen(client.Take(), State(client)))];
    }

    // Over Unix a close with unread bytes is an error to a client that comes after it, and the end to one that came between the
    // server's FIN and its close: chance.
    private PeerState State(PolledPeer client) =>
        client.State == PeerState.Reset && grammar.Transport == Transport.Unix ? PeerState.Fin : client.State;

    /// <returns>False when what is expected does not come although there is a moment's quiet.</returns>
    private bool AwaitExpected(Move? step, IReadOnlyList<Seen> model)
    {
        while (true)
        {
            Pump();
            if (HasCome(model))
                return step?.Act != Act.Send
                    || peers[step.Peer - 1] is not PolledStreamPeer { Allowance: < long.MaxValue } unread
                    || IsRead(unread);
            if (PolledPeer.Wait(peers, 1)) continue;
            foreach (var client in peers) client.Hasten();
            if (!PolledPeer.Wait(peers, 3)) return false;
        }
    }

    private bool HasCome(IReadOnlyList<Seen> model)
    {
        for (var peer = 0; peer < peers.Count; peer++)
        {
            var client = peers[peer];
            if (client.State != PeerState.Open) continue;
            if (model[peer].State != PeerState.Open || (!grammar.HasNames && client.Received < expected[peer])) return false;
            if (!client.IsSent && client.Allowance > 0) return false;
        }

        return true;
    }

    /// <summary>Nothing shows a client that does not read what its bytes have done: the kernel tells that they were read.</summary>
    private static bool IsRead(PolledStreamPeer client)
    {
        var started = Stopwatch.GetTimestamp();
        while (client.IsSent && SocketTable.UnreadByServer(client) is > 0)
        {
            if (Stopwatch.GetElapsedTime(started).TotalMilliseconds > 20) return false;
            PolledPeer.Wait([], 1);
        }

        return client.IsSent;
    }

    private void AwaitRest(bool stopping)
    {
        long started = Stopwatch.GetTimestamp(), quietSince = started, asleepSince = started;
        long? naps = null;
        while (Stopwatch.GetElapsedTime(started) < Patience.Answer && !(stopping && HasEnded))
        {
            foreach (var client in peers) client.Hasten();
            if (PolledPeer.Wait(peers, 1) && Pump()) quietSince = asleepSince = Stopwatch.GetTimestamp();
            var before = naps;
            naps = Naps();
            if (naps is null || naps != before) asleepSince = Stopwatch.GetTimestamp();
            else if (Stopwatch.GetElapsedTime(asleepSince) >= pace.Asleep && Stopwatch.GetElapsedTime(quietSince) >= pace.Quiet) break;
        }

        Pump();
    }

    /// <summary>How often the server's threads have gone to sleep, its children's too; null while one of them does not.</summary>
    private long? Naps()
    {
        if (HasEnded) return 0;
        var process = instance.Process!;
        var naps = ProcessTable.Naps(process.Pid) ?? (ProcessTable.Find(process.Pid) is null or { State: 'Z' } ? 0 : null);
        // Most servers have none, and whoever looks for a whole group goes through all of /proc.
        if (!ProcessTable.ChildIds(process.Pid).Any()) return naps;
        foreach (var child in process.Alive)
            naps += child.Pid == process.Pid ? 0 : ProcessTable.Naps(child.Pid);
        return naps;
    }

    private bool Pump()
    {
        var moved = false;
        foreach (var client in peers) moved |= client.Pump();
        return moved;
    }

    private void AskToStop()
    {
        var process = instance.Process!;
        process.SleepsAsync().GetAwaiter().GetResult();
        process.Send(SignalWords.Parse(instance.Declared.Stop));
    }

    private string? End(bool expected, bool careful)
    {
        var process = instance.Process!;
        if (expected)
            return process.ExitWithinAsync(instance.Declared.Grace * Patience.Scale).GetAwaiter().GetResult() is { } status
                ? Observation.Exited(status)
                : "runs on";
        if (process.Exited.IsCompleted) return Observation.Exited(process.Exited.Result);
        if (peers.OfType<PolledDatagramPeer>().Any(client => client.Strangers > 0)) return "answered from another address";
        if (!careful) return null;
        var serves = grammar.IsDatagram
            ? SocketTable.IsBound((IPEndPoint)instance.EndPoint)
            : SocketTable.AcceptQueue(instance.EndPoint) is not null;
        if (serves) return null;
        return process.ExitUnlessAtRestAsync(Patience.Answer, pace.Quiet).GetAwaiter().GetResult() is { } ended
            ? Observation.Exited(ended)
            : "listens no more";
    }

    private Observation Normal(Observation observation, Conversation conversation) =>
        grammar.HasNames ? Names.Replaced(observation, conversation, grammar.Protocol.Handler) : observation;
}
