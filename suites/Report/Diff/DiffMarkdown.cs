using System.Globalization;
using System.Text;

namespace SocketConformance.Report;

/// <summary>What changed, for a pull request.</summary>
public static class DiffMarkdown
{
    public static string Render(ReportDiff diff)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {DiffText.Headline(diff)}\n\n");
        text.Append(
            CultureInfo.InvariantCulture, $"{Escaping.Markdown($"{diff.Old.Name} → {diff.New.Name}: {DiffText.Counts(diff)}")}\n\n");

        var room = new MarkdownRoom(text);
        foreach (var note in diff.Notes) room.Add($"- {Escaping.Markdown(note)}\n");
        foreach (var (kind, title) in DiffText.Titles) AddGroups(room, ChangeGroup.Of(diff, kind), title);
        room.Add("\n");
        foreach (var (result, others) in DiffText.Findings(diff)) room.Add(MarkdownReport.Page(result, others));
        room.SayWhatIsLeftOut();
        return text.ToString();
    }

    private static void AddGroups(MarkdownRoom room, List<ChangeGroup> groups, string title)
    {
        if (groups.Count == 0) return;
        room.Add($"\n### {title}\n\n| case | where | what |\n|---|---|---|\n");
        foreach (var group in groups)
            room.Add($"| {Escaping.Markdown(group.First.Result.Case)} | {Escaping.Markdown(group.Subjects)} | " +
                $"{Escaping.Markdown(group.Words)} |\n");
    }
}
