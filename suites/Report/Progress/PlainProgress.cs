using SocketConformance.Specification;
using Spectre.Console;

namespace SocketConformance.Report;

/// <summary>For logs: a line for each finding as it comes and for each section as it ends.</summary>
internal sealed class PlainProgress(IAnsiConsole console) : QuietProgress(console)
{
    protected override void OnRound() =>
        Page.For(Console).Put($"round {State.Round!.Value.Number} of {State.Round.Value.Of}").End().Print(Console);

    protected override void OnJudged(CaseResult result, Tally? section)
    {
        var page = Page.For(Console);
        if (IsNews(result)) PutFinding(page, result);
        if (section is not null && State.Round is null or { Number: 1 }) page.Put($"{result.Section}: {section.Words}").End();
        page.Print(Console);
    }
}
