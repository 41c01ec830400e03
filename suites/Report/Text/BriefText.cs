using SocketConformance.Specification;
using Spectre.Console;

namespace SocketConformance.Report;

/// <summary>The run in three lines at most: the verdict, what is wrong first, and how to see it.</summary>
internal static class BriefText
{
    public static void Write(RunReport report, IAnsiConsole console)
    {
        var page = Page.For(console);
        page.Put(Headline.Word(report), report.Conformant ? Ink.GoodHeadline : Ink.BadHeadline)
            .Put($"  {Headline.Counts(new Matrix(report))} in {Durations.Words(report.DurationMs)}").End();
        var causes = Cause.Of(report);
        if (Obstacles.Of(report) is [var obstacle, ..])
        {
            page.Put($"{Verdict.Error.Sign()} {obstacle.Message.ReplaceLineEndings(" ")}").End();
        }
        else if (causes is [var first, ..])
        {
            var more = causes.Count == 1 ? "" : $"; and {causes.Count - 1} more";
            var words = first.Shown.Verdict == Verdict.Error ? first.Words.ReplaceLineEndings(" ") : first.Line();
            page.Put(first.Shown.Verdict.Sign(), first.Shown.Verdict.Ink()).Put($" {first.Target}: {words} ({first.Where}){more}").End();
            page.Put($"  {first.Shown.Again}", Ink.Faint).End();
        }

        page.Print(console);
    }
}
