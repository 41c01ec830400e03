namespace SocketConformance.Specification;

/// <summary>What became of one case against one subject.</summary>
public enum Verdict
{
    /// <summary>The server keeps the rule.</summary>
    Pass,

    /// <summary>A MUST is broken.</summary>
    Fail,

    /// <summary>A SHOULD or MAY is broken.</summary>
    Deviation,

    /// <summary>The rule does not apply to this subject; the reason says why.</summary>
    Skip,

    /// <summary>The rule could not be observed from here; the reason says why.</summary>
    Inconclusive,

    /// <summary>The suite could not judge: the server did not start, or the case itself broke. Never excused.</summary>
    Error,

    /// <summary>Broken, and listed as such with a reason.</summary>
    KnownFailure,

    /// <summary>Listed as broken, but kept: the list is out of date. Fails the run.</summary>
    UnexpectedPass,

    /// <summary>Differing verdicts over repeats. Fails the run.</summary>
    Flaky,
}

public static class VerdictWords
{
    /// <summary>The rule is broken, and that is not listed as known.</summary>
    public static bool IsBroken(this Verdict verdict) => verdict is Verdict.Fail or Verdict.Deviation;

    /// <summary>The verdict's fixed word in every report, such as <c>known-failure</c>.</summary>
    public static string Word(this Verdict verdict) => verdict switch
    {
        Verdict.KnownFailure => "known-failure",
        Verdict.UnexpectedPass => "unexpected-pass",
        _ => verdict.ToString().ToLowerInvariant(),
    };

    /// <summary>The verdict that a report's word stands for; null for an unknown word.</summary>
    public static Verdict? Parse(string word)
    {
        foreach (var verdict in Enum.GetValues<Verdict>())
            if (verdict.Word() == word) return verdict;
        return null;
    }
}
