using SocketConformance.Specification;

namespace SocketConformance.Report;

public enum ChangeKind
{
    /// <summary>Something was as it should be, and is not known to be so any more.</summary>
    Regression,

    /// <summary>A rule is kept that was not known to be kept.</summary>
    Improvement,

    /// <summary>Judged for the first time.</summary>
    New,

    /// <summary>Not judged any more, and nothing is lost with it.</summary>
    Gone,

    /// <summary>Another verdict, neither better nor worse.</summary>
    Other,
}

/// <summary>One judgement whose verdict differs between two reports.</summary>
/// <param name="Old">Null when the old report has none.</param>
/// <param name="New">Null when the new report has none.</param>
/// <param name="Dropped">The specification has changed, and has this case no longer.</param>
public sealed record Change(ChangeKind Kind, CaseResult? Old, CaseResult? New, bool Dropped = false)
{
    /// <summary>The newer result of the two.</summary>
    public CaseResult Result => New ?? Old!;

    /// <summary>What became of a judgement; null when its verdict is the same.</summary>
    /// <param name="dropped">The new specification has no such case.</param>
    public static Change? Of(CaseResult? old, CaseResult? now, bool dropped) => (old, now) switch
    {
        (null, null) => null,
        (null, { }) => new Change(ChangeKind.New, old, now),
        ({ } before, null) => new Change(IsKept(before.Verdict) && !dropped ? ChangeKind.Regression : ChangeKind.Gone, old, now, dropped),
        ({ } before, { } after) => before.Verdict == after.Verdict ? null : new Change(KindOf(before.Verdict, after.Verdict), old, now),
    };

    /// <summary>
    /// A regression: nothing spoke against the server and now something does; or a rule was kept and is not known to be any
    /// more: it deviates, or is skipped, or could not be observed. A known failure is not one: someone has answered for it.
    /// </summary>
    private static ChangeKind KindOf(Verdict old, Verdict now) =>
        (IsBad(now) && !IsBad(old)) || (IsKept(old) && !IsKept(now) && now != Verdict.KnownFailure) ? ChangeKind.Regression
        : IsKept(now) && !IsKept(old) ? ChangeKind.Improvement
        : ChangeKind.Other;

    private static bool IsKept(Verdict verdict) => verdict is Verdict.Pass or Verdict.UnexpectedPass;

    private static bool IsBad(Verdict verdict) => verdict is Verdict.Fail or Verdict.Flaky or Verdict.Error;
}
