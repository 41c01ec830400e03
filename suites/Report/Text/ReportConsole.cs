using Spectre.Console;

namespace SocketConformance.Report;

/// <summary>
/// The consoles that reports are printed to. What a console can do is told, not detected: Spectre's own detection
/// compiles a score of regular expressions and would cost more than the report.
/// </summary>
public static class ReportConsole
{
    public static IAnsiConsole Out() =>
        For(Console.Out, !Console.IsOutputRedirected, Environment.GetEnvironmentVariable);

    public static IAnsiConsole Error() =>
        For(Console.Error, !Console.IsErrorRedirected, Environment.GetEnvironmentVariable);

    /// <param name="environment">Looks up TERM and NO_COLOR (https://no-color.org).</param>
    internal static IAnsiConsole For(TextWriter writer, bool terminal, Func<string, string?> environment)
    {
        var ansi = terminal && environment("TERM") is { Length: > 0 } term && term != "dumb";
        var colour = ansi && string.IsNullOrEmpty(environment("NO_COLOR"));
        return AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = ansi ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
    }
}
