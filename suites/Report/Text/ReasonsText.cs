using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>Why cases were excused or left unjudged, on a page.</summary>
internal static class ReasonsText
{
    public static void PutKnownFailures(Page page, RunReport report)
    {
        var groups = ReasonGroup.Of(report, Verdict.KnownFailure, byCase: true);
        if (groups.Count == 0) return;
        page.Put("Known failures", Ink.Strong).End();
        foreach (var group in groups)
        {
            page.To(2).Put(Verdict.KnownFailure.Sign(), Ink.Odd).To(4)
                .Put(group.Case).Put($"  ({group.Target}: {Subjects.Words(group.Results)})", Ink.Faint).End();
            page.To(4).Flow(group.Reason);
        }

        page.End();
    }

    /// <summary>The reasons of a verdict, each once for a target, with how many results and which cases it is for.</summary>
    public static void Put(Page page, RunReport report, Verdict verdict, string title)
    {
        var groups = ReasonGroup.Of(report, verdict);
        if (groups.Count == 0) return;
        page.Put(title, Ink.Strong).End();
        var names = 0;
        foreach (var group in groups) names = Math.Max(names, group.Target.Length);
        var reasons = 2 + names + 7;
        foreach (var group in groups)
        {
            page.To(2).Put(group.Target).To(2 + names).Put($"{group.Results.Count,5}").To(reasons).Flow(group.Reason);
            page.To(reasons).Flow(group.Cases, Ink.Faint);
        }

        page.End();
    }
}
