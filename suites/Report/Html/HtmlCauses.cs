using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What is wrong, once each, with links to the rules that show it; once for all targets that have it in common.</summary>
internal static class HtmlCauses
{
    /// <summary>So many are open to the eye, and of each so many rules.</summary>
    private const int Causes = 8, Rules = 6;

    public static void Put(Markup page, IReadOnlyList<Cause> causes)
    {
        if (causes.Count == 0 || causes is [{ Rules.Count: 1 }]) return; // its page says it all
        List<List<Cause>> shared =
            [.. causes.GroupBy(cause => (cause.Words, cause.Advice, cause.Shown.Verdict), (_, same) => same.ToList())];
        var several = causes.Select(cause => cause.Target).Distinct().Count() > 1;

        page.Put($"<section class=\"causes\" aria-label=\"Causes\">\n<ol>\n");
        foreach (var same in shared.Take(Causes)) PutCause(page, same, several);
        page.Put($"</ol>\n");
        if (shared.Count > Causes)
        {
            page.Put($"<details><summary>{shared.Count - Causes} more</summary><ol>\n");
            foreach (var same in shared.Skip(Causes)) PutCause(page, same, several);
            page.Put($"</ol></details>\n");
        }

        page.Put($"</section>\n");
    }

    private static void PutCause(Markup page, List<Cause> same, bool several)
    {
        var cause = same[0];
        page.Put($"<li><p><b class=\"{cause.Shown.Verdict.Word()}\">{cause.Shown.Verdict.Sign()}</b> ");
        page.Put($"<b>{(cause.Shown.Difference is null ? "" : $"the {cause.Shown.Role()} ")}{cause.Line()}</b></p>\n");
        if (cause.Advice is not null) page.Put($"<p>").PutLines(cause.Advice).Put($"</p>\n");
        if (several) page.Put($"<p class=\"faint\">{string.Join(", ", same.Select(its => its.Target))}</p>\n");
        PutRules(page, [.. same.SelectMany(its => its.Rules).Distinct()]);
        page.Put($"</li>\n");
    }

    private static void PutRules(Markup page, List<string> rules)
    {
        var most = rules.Count == Rules + 1 ? rules.Count : Rules;
        page.Put($"<p class=\"rules\"><span class=\"faint\">{rules.Count} {(rules.Count == 1 ? "rule" : "rules")}</span>");
        PutLinks(page, rules.Take(most));
        page.Put($"</p>\n");
        if (rules.Count <= most) return;
        page.Put($"<details class=\"rules\"><summary>and {rules.Count - most} more</summary>");
        PutLinks(page, rules.Skip(most));
        page.Put($"</details>\n");
    }

    private static void PutLinks(Markup page, IEnumerable<string> rules)
    {
        foreach (var rule in rules) page.Put($"\n<a href=\"#{Anchor.Of(rule)}\">{rule}</a>");
    }
}
