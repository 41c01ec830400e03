using SocketConformance.Specification;
using Spectre.Console;

namespace SocketConformance.Report;

/// <summary>For logs: a line for each finding as it comes and for each section as it ends.</summary>
internal sealed class PlainProgress(IAnsiConsole console) : QuietProgress(console)
{
    protected override void OnJudged(CaseResult result, Tally? section)
    {
        var page = Page.For(Console);
        if (IsNews(result)) PutFinding(page, result);
        if (section is not null) page.Put($"{result.Section}: {section.Words}").End();
        page.Print(Console);
    }
}
