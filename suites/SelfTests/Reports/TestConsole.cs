using System.Text;
using Spectre.Console;

namespace SocketConformance.SelfTests.Reports;

/// <summary>A console that keeps what is printed; a terminal of any width, or none.</summary>
internal sealed class TestConsole
{
    private readonly StringBuilder printed = new();

    public TestConsole(int? terminalWidth = null, bool colour = false, bool unicode = true)
    {
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new Output(new StringWriter(printed), terminalWidth),
            Ansi = terminalWidth is null ? AnsiSupport.No : AnsiSupport.Yes,
            ColorSystem = colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        Console.Profile.Capabilities.Unicode = unicode;
    }

    public IAnsiConsole Console { get; }

    public string Printed => printed.ToString();

    private sealed class Output(TextWriter writer, int? terminalWidth) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;
        public bool IsTerminal => terminalWidth is not null;
        public int Width => terminalWidth ?? 80;
        public int Height => 24;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
