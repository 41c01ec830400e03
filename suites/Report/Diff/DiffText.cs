using System.Globalization;
using Spectre.Console;

namespace SocketConformance.Report;

/// <summary>What changed, for people at a terminal.</summary>
public static class DiffText
{
    /// <summary>Of more than these, the JSON report tells.</summary>
    private const int GroupsShown = 60;

    private const int PagesShown = 20;

    public static void Write(ReportDiff diff, IAnsiConsole console)
    {
        var page = Page.For(console);
        Put(page, diff);
        page.Print(console);
    }

    /// <summary>Without colours, without wrapping.</summary>
    public static string Render(ReportDiff diff)
    {
        var page = new Page();
        Put(page, diff);
        return page.ToString();
    }

    internal static string Headline(ReportDiff diff) => diff.Regressed ? "REGRESSED" : "NO REGRESSION";

    /// <summary>Such as <c>2 regressions, 1 improvement, 0 new, 0 gone, 0 other changes; 660 unchanged</c>.</summary>
    internal static string Counts(ReportDiff diff)
    {
        return string.Create(CultureInfo.InvariantCulture,
            $"{Many(ChangeKind.Regression, "regression")}, {Many(ChangeKind.Improvement, "improvement")}, {diff.Count(ChangeKind.New)} " +
                $"new, {diff.Count(ChangeKind.Gone)} gone, {Many(ChangeKind.Other, "other change")}; {diff.Unchanged} unchanged");

        string Many(ChangeKind kind, string word) => diff.Count(kind) == 1 ? $"1 {word}" : $"{diff.Count(kind)} {word}s";
    }

    internal static IReadOnlyList<(ChangeKind Kind, string Title)> Titles { get; } =
    [
        (ChangeKind.Regression, "Regressions"),
        (ChangeKind.Improvement, "Improvements"),
        (ChangeKind.New, "New"),
        (ChangeKind.Gone, "Gone"),
        (ChangeKind.Other, "Other changes"),
    ];

    private static void Put(Page page, ReportDiff diff)
    {
        PutHeadline(page, diff);
        page.End();
        foreach (var note in diff.Notes) page.Flow(note);
        if (diff.Notes.Any()) page.End();
        foreach (var (kind, title) in Titles) PutGroups(page, ChangeGroup.Of(diff, kind), title, kind);
        PutPages(page, diff);
        PutHeadline(page, diff);
    }

    private static void PutHeadline(Page page, ReportDiff diff) =>
        page.Put(Headline(diff), diff.Regressed ? Ink.BadHeadline : Ink.GoodHeadline)
            .Put($"  {diff.Old.Name} → {diff.New.Name}: {Counts(diff)}").End();

    private static void PutGroups(Page page, List<ChangeGroup> groups, string title, ChangeKind kind)
    {
        if (groups.Count == 0) return;
        page.Put(title, Ink.Strong).End();
        foreach (var group in groups.Take(GroupsShown))
        {
            var (sign, ink) = group.First.New is { Verdict: var verdict } ? (verdict.Sign(), verdict.Ink()) : (Signs.None, Ink.Faint);
            page.To(2).Put(sign, kind == ChangeKind.Regression ? Ink.Bad : ink).To(4)
                .Put(group.First.Result.Case).Put($"  ({group.Subjects})", Ink.Faint).End();
            page.To(4).Flow(group.Words);
        }

        if (groups.Count > GroupsShown) page.To(4).Put($"… {groups.Count - GroupsShown} more: --report json tells all …", Ink.Faint).End();
        page.End();
    }

    private static void PutPages(Page page, ReportDiff diff)
    {
        var findings = Findings(diff);
        foreach (var (result, others) in findings.Take(PagesShown))
        {
            FailureText.Put(page, result, others);
            page.End();
        }

        if (findings.Count > PagesShown)
            page.Put($"… {findings.Count - PagesShown} more pages: the new report holds all …", Ink.Faint).End().End();
    }

    /// <summary>What is to be explained of the regressions: a page for each that the new run found something against.</summary>
    internal static List<Finding> Findings(ReportDiff diff) => Finding.Of(diff.New.Report with
    {
        Results = [.. diff.Changes.Where(change => change is { Kind: ChangeKind.Regression, New: not null }).Select(change => change.New!)],
    });
}
