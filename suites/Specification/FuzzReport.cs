namespace SocketConformance.Specification;

/// <summary>What random conversations have shown: whether two servers can be told apart.</summary>
/// <param name="Seed">Repeats the run.</param>
/// <param name="Problems">Why something could not be compared, each a full sentence.</param>
/// <param name="Interrupted">Ended by the user before every conversation was played.</param>
public sealed record FuzzReport(
    int Seed, IReadOnlyList<FuzzTally> Tallies, IReadOnlyList<ParityDifference> Differences,
    IReadOnlyList<string> Problems, bool Interrupted)
{
    public int Conversations => Tallies.Sum(tally => tally.Conversations);

    public ExitCode ExitCode =>
        Interrupted ? ExitCode.Interrupted
        : Problems.Count > 0 || Conversations == 0 ? ExitCode.CouldNotJudge
        : Differences.Count > 0 ? ExitCode.NotConformant
        : ExitCode.Conformant;
}

/// <summary>The conversations of one contract over one transport.</summary>
/// <param name="Second">The other target; <c>contract</c> when there is none and the contract itself is the oracle.</param>
/// <param name="Unstable">Those in which something differed, but not again when they were repeated: chance, no difference.</param>
/// <param name="Left">What was left out of the conversations because it is declared to differ, each with its reason.</param>
public sealed record FuzzTally(
    string Contract, Transport Transport, string First, string Second, int Conversations, int Unstable,
    double DurationMs, IReadOnlyList<string> Left)
{
    /// <summary>Whether it was found in these conversations.</summary>
    public bool Shows(ParityDifference difference) =>
        (difference.Contract, difference.Transport, difference.First, difference.Second) == (Contract, Transport, First, Second);
}

/// <summary>The shortest conversation found in which two servers differ.</summary>
/// <param name="Origin">Where it was found, and how long it was.</param>
/// <param name="Script">The same in Python.</param>
/// <param name="File">Where it is kept; null when it came from there.</param>
/// <param name="Again">The command that plays it again.</param>
public sealed record ParityDifference(
    string Contract, Transport Transport, string First, string Second, string Origin, IReadOnlyList<ParityRow> Rows,
    IReadOnlyList<string> Script, string? File, string Again)
{
    /// <summary>How many steps the clients take.</summary>
    public required int Steps { get; init; }
}

/// <summary>One step, and what either server answered.</summary>
/// <param name="Differs">The servers' answers are not the same.</param>
public sealed record ParityRow(string Step, string First, string Second, bool Differs);
