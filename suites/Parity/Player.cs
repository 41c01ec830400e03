using System.Diagnostics;
using System.Net;
using SocketConformance.Probe;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Parity;

/// <summary>
/// Plays conversations to one instance. A step is over when what the model expects has come; where it does not come, or from
/// the step on from which the play is careful, when the server is at rest: it sleeps, and nothing arrives any more.
/// </summary>
public sealed class Player(Grammar grammar, Instance instance)
{
    private readonly List<Line> lines = [];
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

            foreach (var line in lines.OfType<StreamLine>())
            {
                line.Allowance = long.MaxValue;
                if (line.State != LineState.Left) line.Finish();
            }

            moments.Add(Await(null, model.Moments[at], at >= carefulFrom));
            var stopped = conversation.Steps is [.., { Act: Act.Stop }];
            return Normal(new Observation(moments, End(stopped || model.End is not null, careful: at >= carefulFrom)), conversation);
        }
        finally
        {
            foreach (var line in lines) line.Dispose();
            lines.Clear();
        }
    }

    private void Take(Move step)
    {
        if (step.Act == Act.Connect || step.Peer > lines.Count)
            lines.Add(grammar.IsDatagram ? DatagramLine.Open((IPEndPoint)instance.EndPoint) : StreamLine.Connect(instance.EndPoint));
        var line = lines[step.Peer - 1];
        switch (step.Act)
        {
            case Act.Send:
                line.Send(step.Bytes);
                break;
            case Act.SendAndFinish:
                ((StreamLine)line).SendAndFinish(step.Bytes);
                break;
            case Act.Finish:
                ((StreamLine)line).Finish();
                break;
            case Act.Reset:
                ((StreamLine)line).Reset();
                break;
            case Act.StopReading:
                line.Allowance = 0;
                break;
            case Act.Read:
                line.Allowance += step.Count;
                break;
            case Act.ReadOn:
                line.Allowance = long.MaxValue;
                break;
        }
    }

    private List<Seen> Await(Move? step, IReadOnlyList<Seen> model, bool careful)
    {
        for (var peer = 0; peer < lines.Count; peer++)
            foreach (var piece in model[peer].Pieces) expected[peer] += grammar.IsDatagram ? 1 : piece.Length;
        if (careful || step?.Act is Act.Wait or Act.Stop || !AwaitExpected(step, model)) AwaitRest(step?.Act == Act.Stop);
        return [.. lines.Select(line => new Seen(line.Take(), State(line)))];
    }

    // Over Unix a close with unread bytes is an error to a client that comes after it, and the end to one that came between the
    // server's FIN and its close: chance.
    private LineState State(Line line) =>
        line.State == LineState.Reset && grammar.Transport == Transport.Unix ? LineState.Fin : line.State;

    /// <returns>False when what is expected does not come although there is a moment's quiet.</returns>
    private bool AwaitExpected(Move? step, IReadOnlyList<Seen> model)
    {
        while (true)
        {
            Pump();
            if (HasCome(model))
                return step?.Act != Act.Send || lines[step.Peer - 1] is not StreamLine { Allowance: < long.MaxValue } unread || IsRead(unread);
            if (Line.Wait(lines, 1)) continue;
            foreach (var line in lines) line.Hasten();
            if (!Line.Wait(lines, 3)) return false;
        }
    }

    private bool HasCome(IReadOnlyList<Seen> model)
    {
        for (var peer = 0; peer < lines.Count; peer++)
        {
            var line = lines[peer];
            if (line.State != LineState.Open) continue;
            if (model[peer].State != LineState.Open || (!grammar.HasNames && line.Received < expected[peer])) return false;
            if (!line.IsSent && line.Allowance > 0) return false;
        }

        return true;
    }

    /// <summary>Nothing shows a client that does not read what its bytes have done: the kernel tells that they were read.</summary>
    private static bool IsRead(StreamLine line)
    {
        var started = Stopwatch.GetTimestamp();
        while (line.IsSent && SocketTable.UnreadByServer(line) is > 0)
        {
            if (Stopwatch.GetElapsedTime(started).TotalMilliseconds > 20) return false;
            Line.Wait([], 1);
        }

        return line.IsSent;
    }

    private void AwaitRest(bool stopping)
    {
        long started = Stopwatch.GetTimestamp(), quietSince = started, asleepSince = started;
        long? naps = null;
        while (Stopwatch.GetElapsedTime(started) < Patience.Answer && !(stopping && HasEnded))
        {
            foreach (var line in lines) line.Hasten();
            if (Line.Wait(lines, 1) && Pump()) quietSince = asleepSince = Stopwatch.GetTimestamp();
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
        foreach (var line in lines) moved |= line.Pump();
        return moved;
    }

    private void AskToStop()
    {
        var process = instance.Process!;
        process.SleepsAsync().GetAwaiter().GetResult();
        process.Send(instance.Declared.Stop == "SIGINT" ? Signal.Interrupt : Signal.Terminate);
    }

    private string? End(bool expected, bool careful)
    {
        var process = instance.Process!;
        if (expected)
            return process.ExitWithinAsync(instance.Declared.Grace * Patience.Scale).GetAwaiter().GetResult() is { } status ? Observation.Exited(status) : "runs on";
        if (process.Exited.IsCompleted) return Observation.Exited(process.Exited.Result);
        if (lines.OfType<DatagramLine>().Any(line => line.Strangers > 0)) return "answered from another address";
        if (!careful) return null;
        var serves = grammar.IsDatagram ? SocketTable.IsBound((IPEndPoint)instance.EndPoint) : SocketTable.Listener(instance.EndPoint) is not null;
        if (serves) return null;
        return process.ExitUnlessAtRestAsync(Patience.Answer, pace.Quiet).GetAwaiter().GetResult() is { } ended ? Observation.Exited(ended) : "listens no more";
    }

    private Observation Normal(Observation observation, Conversation conversation) =>
        grammar.HasNames ? Names.Replaced(observation, conversation, grammar.Contract) : observation;
}
