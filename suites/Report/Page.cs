using System.Text;
using Spectre.Console;

namespace SocketConformance.Report;

/// <summary>
/// Lines of text in inks, escaped as they are written. Layout is plain columns, so that one page serves terminals,
/// files and mails; Spectre only colours it. (Its tables and markup cost more at start than the whole page does here.)
/// </summary>
internal sealed class Page(bool ascii = false, int width = Page.Unlimited, int narrowest = Page.Narrowest)
{
    public const int Unlimited = int.MaxValue;

    private const int Narrowest = 80;
    private const int MostLines = 20;

    private readonly List<(string Text, Ink Ink)> pieces = [];
    private readonly int width = Math.Max(width, narrowest);
    private int column;
    private bool full;

    /// <summary>A page that suits the console: as wide as the terminal, without end when there is none.</summary>
    public static Page For(IAnsiConsole console) => new(
        ascii: !console.Profile.Capabilities.Unicode,
        width: console.Profile.Out.IsTerminal ? console.Profile.Width : Unlimited);

    public int Width => width;

    public Page Put(string text, Ink ink = Ink.Plain)
    {
        if (text.Length == 0) return this;
        var safe = Safe(text);
        column += safe.Length;
        pieces.Add((safe, ink));
        return this;
    }

    /// <summary>Puts the text if the line has room for it. After one that had none, the line is full.</summary>
    public Page PutIfRoom(string text, Ink ink = Ink.Plain)
    {
        full |= column + Safe(text).Length > width;
        return full ? this : Put(text, ink);
    }

    /// <summary>Blanks up to that column, or one blank where the line is beyond it already.</summary>
    public Page To(int start) => start == column ? this : Put(new string(' ', Math.Max(start - column, 1)));

    public Page End()
    {
        pieces.Add(("\n", Ink.Plain));
        column = 0;
        full = false;
        return this;
    }

    /// <summary>
    /// Wraps at words, with every line beginning in the current column, and ends the line. Line ends in the text stay, up
    /// to a bound.
    /// </summary>
    public Page Flow(string text, Ink ink = Ink.Plain)
    {
        var start = column;
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n').Split('\n');
        for (var at = 0; at < lines.Length && at < MostLines; at++) Wrap(lines[at], start, ink);
        if (lines.Length > MostLines) To(start).Put($"… {lines.Length - MostLines} more lines …", Ink.Faint).End();
        return this;
    }

    /// <summary>In the console's colours, in one write.</summary>
    public void Print(IAnsiConsole console) => console.Profile.Out.Writer.Write(Render(console));

    public string Render(IAnsiConsole console)
    {
        var text = new StringWriter();
        var writer = new AnsiWriter(text, console.Profile.Capabilities);
        foreach (var (piece, ink) in pieces)
            if (ink == Ink.Plain)
                text.Write(piece);
            else
                writer.Write(piece, ink.InStyle());
        return text.ToString();
    }

    /// <summary>Without colours.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (piece, _) in pieces) text.Append(piece);
        return text.ToString();
    }

    private string Safe(string text) => ascii ? Escaping.Ascii(text) : Escaping.Printable(text);

    private void Wrap(string line, int start, Ink ink)
    {
        var rest = Safe(line).AsSpan();
        var room = width - start;
        while (rest.Length > room)
        {
            var blank = rest[..(room + 1)].LastIndexOf(' ');
            if (blank <= 0) break;
            To(start).Put(rest[..blank].ToString(), ink).End();
            rest = rest[(blank + 1)..];
        }

        To(start).Put(rest.ToString(), ink).End();
    }
}
