using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What went over the wire, as a picture and in words, or in words alone.</summary>
internal static class HtmlWire
{
    /// <summary>Of a longer wire so many events at either end.</summary>
    private const int Ends = 40;

    public static void Put(Markup page, CaseResult result, bool drawn)
    {
        if (result.Wire.Count == 0) return;
        if (drawn) new SequenceDiagram(result.Wire, Protocols.Find(result.Contract) is { IsClient: true }).Put(page);
        page.Put($"<details class=\"told\"><summary>the wire in words</summary><ol class=\"wire\">\n");
        foreach (var happened in WireExcerpt.Of(result.Wire, Ends, Ends))
            page.Put($"<li><span>{happened.Milliseconds:N1} ms</span>{WireText.Of(happened)}</li>\n");
        page.Put($"</ol></details>\n");
    }
}
