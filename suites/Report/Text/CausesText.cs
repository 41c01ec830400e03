using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What is wrong, each cause in a line, before the matrix: nobody scrolls.</summary>
internal static class CausesText
{
    private const int Most = 12;
    private const int Words = 14;

    public static void Put(Page page, RunReport report)
    {
        var causes = Cause.Of(report);
        if (causes.Count == 0 || causes is [{ Rules.Count: 1 }]) return; // its page says it all
        var several = causes.Select(cause => cause.Target).Distinct().Count() > 1;
        foreach (var cause in causes.Take(Most))
        {
            page.To(2).Put(cause.Shown.Verdict.Sign(), cause.Shown.Verdict.Ink()).To(4)
                .Put(cause.Rules.Count == 1 ? "1 rule" : $"{cause.Rules.Count} rules", Ink.Strong).To(Words);
            page.Flow($"{(several ? $"{cause.Target}: " : "")}{cause.Line()}");
            page.To(Words).Flow(cause.Rules.Count == 1 ? cause.Rules[0] : $"see {cause.Rules[0]}", Ink.Faint);
        }

        if (causes.Count > Most) page.To(Words).Put($"and {causes.Count - Most} more, below", Ink.Faint).End();
        page.End();
    }
}
