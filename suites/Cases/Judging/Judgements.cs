namespace SocketConformance.Cases;

/// <summary>What there is to judge about subjects.</summary>
public static class Judgements
{
    /// <summary>Every case with every subject that it is about, in the order of the specification, each with the level that
    /// counts for the subject.</summary>
    public static IEnumerable<(Judgement Judgement, Level Level)> Of(
        IReadOnlyList<Subject> subjects, int revision = Revision.Current) =>
        from rule in Catalogue.Cases
        from subject in subjects
        where rule.IsAbout(subject)
        select (About(rule.Id, subject), rule.LevelFor(subject, revision));

    public static Judgement About(string id, Subject subject) =>
        new(id, subject.Contract.Contract, subject.Transport, subject.Target.Name);
}
