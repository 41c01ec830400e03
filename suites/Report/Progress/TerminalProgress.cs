using SocketConformance.Specification;
using Spectre.Console;

namespace SocketConformance.Report;

/// <summary>For people: one line that is rewritten, below the findings so far.</summary>
internal sealed class TerminalProgress(IAnsiConsole console) : QuietProgress(console)
{
    private const string EraseRest = "\e[K";

    /// <summary>Ten times a second looks alive and costs nothing.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);

    private Timer? timer;

    protected override void OnBegin()
    {
        Draw();
        timer = new Timer(_ => Quietly(Draw), null, Refresh, Refresh);
    }

    protected override void OnJudged(CaseResult result, Tally? section)
    {
        if (!IsNews(result)) return;
        var page = Page.For(Console);
        PutFinding(page, result);
        Console.Profile.Out.Writer.Write($"\r{EraseRest}{page.Render(Console)}");
        Draw();
    }

    protected override void OnEnd()
    {
        timer?.Dispose();
        Console.Profile.Out.Writer.Write($"\r{EraseRest}");
    }

    private void Draw()
    {
        // Erasing after, not before, keeps the line from flickering.
        Console.Profile.Out.Writer.Write($"\r{Line().Render(Console)}{EraseRest}");
    }

    private Page Line()
    {
        // One column less than the terminal: writing into the last one would wrap.
        var page = new Page(ascii: !Console.Profile.Capabilities.Unicode, width: Console.Profile.Width - 1, narrowest: 1);
        if (State.Round is { } round) page.PutIfRoom($"round {round.Number} of {round.Of}: ");
        page.PutIfRoom($"{State.Judged} of {State.Planned}", Ink.Strong);
        foreach (var (name, tally) in State.Targets)
        {
            page.PutIfRoom($"   {name}");
            foreach (var verdict in Tally.WorstFirst)
                if (tally[verdict] > 0) page.PutIfRoom($" {verdict.Sign()} {tally[verdict]}", verdict.Ink());
        }

        page.PutIfRoom("  ");
        foreach (var section in State.Running) page.PutIfRoom($" {section}", Ink.Faint);
        return page;
    }
}
