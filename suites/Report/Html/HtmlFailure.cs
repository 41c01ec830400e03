using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>One result that is more than a line: what was expected and observed, the wire, and the command that repeats it.</summary>
internal static class HtmlFailure
{
    /// <param name="others">Results that differ from this one in nothing but the wire.</param>
    public static void Put(Markup page, CaseResult result, IReadOnlyList<CaseResult> others, Anchor anchor, bool drawn)
    {
        var word = result.Verdict.Word();
        page.Put($"<section class=\"result\" id=\"{anchor.Of(result)}\" tabindex=\"-1\">\n<h3><b class=\"{word}\">");
        page.Put($"{result.Verdict.Sign()} {word}</b> {result.Subject()} ");
        page.Put($"<span class=\"faint\">{Durations.Words(result.DurationMs)}</span></h3>\n");
        PutOthers(page, result, others, anchor);
        page.Put($"<dl>\n");
        PutField(page, "reason", result.Reason);
        PutField(page, "expected", result.Expected);
        PutField(page, "observed", result.Observed);
        PutField(page, "cause", result.Difference is { } difference ? $"the {result.Role()} {difference.Words}" : null);
        page.Put($"</dl>\n");
        ByteDifference.Of(result)?.Put(page);
        PutHint(page, result.Hint);
        HtmlWire.Put(page, result, drawn);
        page.Put($"<dl>\n");
        PutField(page, "kernel", result.Kernel);
        PutField(page, result.Role(), result.Server);
        page.Put($"</dl>\n<div class=\"again\"><code>{result.Again}</code>");
        page.Put($"<button type=\"button\" class=\"copy\" hidden>copy</button></div>\n");
        PutCommandsOfOthers(page, result, others);
        page.Put($"</section>\n");
    }

    private static void PutOthers(Markup page, CaseResult result, IReadOnlyList<CaseResult> others, Anchor anchor)
    {
        if (others.Count == 0) return;
        page.Put($"<p class=\"faint\">also ");
        for (var at = 0; at < others.Count; at++)
        {
            var (other, before) = (others[at], at == 0 ? result : others[at - 1]);
            if (at > 0) page.Put($"{(other.Target == before.Target && other.Contract == before.Contract ? " " : ", ")}");
            page.Put($"<span id=\"{anchor.Of(other)}\">");
            if (other.Target != before.Target) page.Put($"{other.Target} ");
            if (at == 0 || other.Target != before.Target || other.Contract != before.Contract) page.Put($"{other.Contract} ");
            page.Put($"{other.Transport.Word()}</span>");
        }

        page.Put($"</p>\n");
    }

    /// <summary>Of each other target one: its name and contracts may need other options.</summary>
    private static void PutCommandsOfOthers(Markup page, CaseResult result, IReadOnlyList<CaseResult> others)
    {
        List<CaseResult> firsts = [.. others.Where(other => other.Target != result.Target).DistinctBy(other => other.Target)];
        if (firsts.Count == 0) return;
        page.Put($"<details class=\"told\"><summary>the same for the other targets</summary>\n");
        foreach (var other in firsts) page.Put($"<div class=\"again\"><code>{other.Again}</code></div>\n");
        page.Put($"</details>\n");
    }

    private static void PutHint(Markup page, string? hint)
    {
        if (hint is null) return;
        page.Put($"<p class=\"hint\">").PutLines(hint).Put($"</p>\n");
    }

    private static void PutField(Markup page, string label, string? text)
    {
        if (text is null) return;
        page.Put($"<dt>{label}</dt><dd>").PutLines(text).Put($"</dd>\n");
    }
}
