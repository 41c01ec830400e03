namespace SocketConformance.Parity;

/// <summary>Two sides, and what is believed to be a difference between them.</summary>
internal sealed class Contest(Side first, Side second) : IDisposable
{
    /// <summary>Conversations of one server, at most: what they leave behind may count, and is looked through for it.</summary>
    private const int MostOfOneServer = 256;

    private readonly List<Conversation> history = [];

    /// <summary>Plays a conversation to both.</summary>
    /// <returns>Whether they seemed to differ.</returns>
    public bool SeemsToDiffer(Conversation conversation)
    {
        if (history.Count == MostOfOneServer) Renew();
        var differ = Observation.FirstDifference(first.Play(conversation), second.Play(conversation)) is not null;
        history.Add(conversation);
        if (!differ && conversation.Steps is [.., { Act: Act.Stop }]) Renew();
        return differ;
    }

    /// <summary>Ends both servers: the next conversation finds fresh ones.</summary>
    public void Renew()
    {
        first.Renew();
        second.Renew();
        history.Clear();
    }

    /// <summary>
    /// The latest conversation if both sides, started afresh, differ in it again and again; else, with as many of those before
    /// it as it takes. Null when nothing of the kind is stable: chance, then, and no difference between servers. Of what differs
    /// by itself, but each time otherwise, those before are not the cause.
    /// </summary>
    public Conversation? Reproduce()
    {
        List<Conversation> played = [.. history];
        Renew();
        var latest = played[^1];
        var alone = Play(latest, Pace.Careful);
        if (alone.Differs) return Again(alone, latest, Pace.Careful, carefulFrom: 0) is null ? null : latest;
        foreach (var length in new[] { 1, 4, 16, 64, MostOfOneServer })
        {
            var before = played.SkipLast(1).TakeLast(length).ToList();
            if (before.Count == 0) return null;
            var all = before.Skip(1).Append(latest).Aggregate(before[0], (earlier, later) => later.After(earlier));
            if (Confirm(all, Pace.Careful, carefulFrom: all.Steps.Count - latest.Steps.Count) is not null) return all;
            if (before.Count < length) return null;
        }

        return null;
    }

    /// <summary>What both sides do, if each does it twice and the two differ.</summary>
    public Outcome? Confirm(Conversation conversation, Pace pace, int carefulFrom = 0)
    {
        var one = Play(conversation, Pace.Careful, carefulFrom);
        return one.Differs ? Again(one, conversation, pace, carefulFrom) : null;
    }

    /// <returns>Null when either side does something else this time.</returns>
    private Outcome? Again(Outcome before, Conversation conversation, Pace pace, int carefulFrom)
    {
        var now = Play(conversation, pace, carefulFrom);
        return Observation.FirstDifference(before.First, now.First) is null
            && Observation.FirstDifference(before.Second, now.Second) is null ? now : null;
    }

    /// <summary>Plays to fresh servers, both at the same time.</summary>
    public Outcome Play(Conversation conversation, Pace pace, int carefulFrom = 0)
    {
        var meanwhile = Task.Factory.StartNew(() => second.PlayAfresh(conversation, pace, carefulFrom), TaskCreationOptions.LongRunning);
        var seen = first.PlayAfresh(conversation, pace, carefulFrom);
        return new Outcome(seen, meanwhile.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }
}

/// <summary>What both sides did in one conversation.</summary>
internal sealed record Outcome(Observation First, Observation Second)
{
    public bool Differs => Observation.FirstDifference(First, Second) is not null;
}
