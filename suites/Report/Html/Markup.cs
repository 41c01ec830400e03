using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace SocketConformance.Report;

/// <summary>
/// A page of HTML being written. What stands in braces is a text of somebody's and is escaped, so that markup can come from our own
/// literals only.
/// </summary>
internal sealed class Markup
{
    /// <summary>Of one text; what a report file holds has no bound of its own.</summary>
    private const int MostCharacters = 10_000;

    private readonly StringBuilder page = new(64 * 1024);

    /// <param name="piece">Has written itself by the time that this is called.</param>
    public Markup Put([InterpolatedStringHandlerArgument("")] ref Piece piece) => this;

    /// <summary>A text that keeps its line ends.</summary>
    public Markup PutLines(string text)
    {
        var more = text.Length - MostCharacters;
        var shown = more <= 0 ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text[..MostCharacters]}\n… {more:N0} more characters …");
        page.AppendJoin('\n', shown.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n').Select(Escaping.Html));
        return this;
    }

    public Markup PutAsset(HtmlAsset asset)
    {
        page.Append(asset.Text);
        return this;
    }

    public override string ToString() => page.ToString();

    [InterpolatedStringHandler]
    public readonly ref struct Piece
    {
        private readonly StringBuilder text;

        public Piece(int literalLength, int formattedCount, Markup page)
        {
            text = page.page;
            text.EnsureCapacity(text.Length + literalLength + 16 * formattedCount);
        }

        public void AppendLiteral(string markup) => text.Append(markup);

        public void AppendFormatted(string? words) => text.Append(Escaping.Html(words ?? ""));

        public void AppendFormatted(double number, string format = "0.##") =>
            text.Append(number.ToString(format, CultureInfo.InvariantCulture));
    }
}
