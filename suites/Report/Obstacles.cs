using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What stands in the way of a run as a whole, besides any single result.</summary>
internal static class Obstacles
{
    /// <summary>The report's problems, and those that its results alone show: a run is never red without a word.</summary>
    public static List<Problem> Of(RunReport report)
    {
        var obstacles = new List<Problem>(report.Problems);
        if (report.Interrupted)
            obstacles.Add(new Problem(ProblemKind.CouldNotJudge, "Interrupted before every case was judged."));
        else if (report.ExitCode == ExitCode.CouldNotJudge && !Explained(report))
            obstacles.Add(new Problem(ProblemKind.CouldNotJudge, report is { Results.Count: 0, Shard: { Results: > 0 } shard }
                ? $"Shard {shard} is empty, for there are {shard.Results} results only: split the run into fewer."
                : report.Results.Count == 0 ? "No case ran: nothing was judged."
                : "Every case was skipped or inconclusive: nothing was judged."));
        return obstacles;
    }

    private static bool Explained(RunReport report)
    {
        foreach (var problem in report.Problems)
            if (problem.Kind == ProblemKind.CouldNotJudge) return true;
        foreach (var result in report.Results)
            if (result.Verdict == Verdict.Error) return true;
        return false;
    }
}
