using System.Globalization;
using System.Text;

namespace SocketConformance.Report;

/// <summary>What still fits on a page of Markdown: GitHub shows no step's summary above 1 MiB.</summary>
internal sealed class MarkdownRoom(StringBuilder text)
{
    private const int Most = 1000 * 1024;

    private int taken = Encoding.UTF8.GetByteCount(text.ToString());
    private int leftOut;

    /// <summary>Adds a piece whole, or leaves it out.</summary>
    public void Add(string piece)
    {
        var bytes = Encoding.UTF8.GetByteCount(piece);
        if (taken + bytes > Most)
        {
            leftOut++;
            return;
        }

        taken += bytes;
        text.Append(piece);
    }

    public void SayWhatIsLeftOut()
    {
        if (leftOut > 0)
            text.Append(
                CultureInfo.InvariantCulture, $"\n… and {leftOut} more, for which there is no room here: the JSON report holds all.\n");
    }
}
