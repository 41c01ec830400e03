namespace SocketConformance.Cases;

/// <summary>What one shard judges of what was asked for.</summary>
public sealed class Part
{
    private readonly HashSet<Judgement> judgements;

    private Part(Shard shard, IEnumerable<Judgement> judgements) => (Shard, this.judgements) = (shard, [.. judgements]);

    /// <summary>Which one it is, and how many results all hold together.</summary>
    public Shard Shard { get; }

    /// <param name="isAsked">Whether a case, at the level that counts for the subject, is asked for.</param>
    public static Part Of(Shard shard, IReadOnlyList<Subject> subjects, Func<Judgement, Level, bool> isAsked,
        int revision = Revision.Current)
    {
        List<Judgement> asked =
            [.. Judgements.Of(subjects, revision).Where(one => isAsked(one.Judgement, one.Level)).Select(one => one.Judgement)];
        return new Part(shard with { Results = asked.Count }, shard.Of(asked));
    }

    public bool Holds(string id, Subject subject) => judgements.Contains(Judgements.About(id, subject));
}
