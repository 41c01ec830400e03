using System.Globalization;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>
/// A wire as a picture: peers on the left, the target on the right, and between them the kernel, where something waits in it. Down goes
/// the time.
/// </summary>
internal sealed class SequenceDiagram
{
    /// <summary>Of a longer wire so many steps at either end.</summary>
    private const int Ends = 14;

    private const int Width = 560, Peers = 92, Times = 62, Kernel = 414, Target = 532, Top = 40, Bottom = 18;
    private const int CharactersAcross = 62, CharactersToKernel = 45, RoomOfNumber = 5, CharactersOfTime = 11;

    private readonly List<DiagramStep> steps;
    private readonly List<DiagramTime.Place> places;
    private readonly bool hasKernel;
    private readonly bool numbered;
    private readonly int all;
    private readonly string peers;
    private readonly string target;

    /// <param name="isClient">The target is the client, and the suite its server.</param>
    public SequenceDiagram(IReadOnlyList<WireEvent> wire, bool isClient)
    {
        all = wire.Count;
        steps = [.. WireExcerpt.Of(wire, Ends, Ends).Select(DiagramStep.Of)];
        places = DiagramTime.Of(steps);
        hasKernel = steps.Exists(step => step.Sign is DiagramSign.Stopped or DiagramSign.Buffered);
        numbered = steps.Exists(step => step.Peer > 1);
        (peers, target) = isClient ? ("suite", "client") : (numbered ? "peers" : "peer", "server");
    }

    private double Height => Top + places[^1].Y + Bottom;

    public void Put(Markup page)
    {
        page.Put($"<svg class=\"sequence\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"Sequence diagram of {all} steps; ");
        page.Put($"below they are told in words\">\n");
        PutLifelines(page);
        var waiting = PutStops(page);
        for (var at = 0; at < steps.Count; at++)
        {
            PutTime(page, at);
            if (steps[at].Direction == Direction.None) PutNote(page, at);
            else PutArrow(page, at, waits: waiting.Contains(at));
        }

        page.Put($"</svg>\n");
    }

    private double Y(int at) => Top + places[at].Y;

    private void PutLifelines(Markup page)
    {
        page.Put($"<path class=\"life\" d=\"M{Peers} 24V{Height}{(hasKernel ? $"M{Kernel} 24V{Height:0.##}" : "")}");
        var end = steps.FindIndex(step => step.Sign == DiagramSign.Ended);
        page.Put($"M{Target} 24V{(end < 0 ? Height : Y(end))}\"/>");
        page.Put($"<g class=\"heads\"><text class=\"ms\" x=\"{Times}\" y=\"16\">ms</text>");
        page.Put($"<text x=\"{Peers}\" y=\"16\">{peers}</text>");
        if (hasKernel) page.Put($"<text x=\"{Kernel}\" y=\"16\">kernel’s queue</text>");
        page.Put($"<text x=\"{Target}\" y=\"16\">{target}</text></g>\n");
    }

    private void PutTime(Markup page, int at)
    {
        var y = Y(at);
        if (steps[at].Sign == DiagramSign.LeftOut) return;
        page.Put($"<text class=\"ms\" x=\"{Times}\" y=\"{y + 3.5}\">{Time(steps[at])}</text>");
        if (places[at].Wait is not { } wait) return;
        var middle = y - (places[at].Y - places[at - 1].Y) / 2;
        page.Put($"<text class=\"ms break\" x=\"{Times}\" y=\"{middle + 3.5}\">{wait}</text>");
        foreach (var x in hasKernel ? [Peers, Kernel, Target] : (int[])[Peers, Target])
            page.Put($"<path class=\"gap\" d=\"M{x} {middle - 4}v8\"/><path class=\"life\" d=\"M{x - 6} {middle - 1}l12 -6m0 8l-12 6\"/>");
    }

    private void PutArrow(Markup page, int at, bool waits)
    {
        var (step, y) = (steps[at], Y(at));
        var right = waits ? Kernel : Target;
        var toTarget = step.Direction == Direction.ToTarget;
        var kind = step.Sign switch { DiagramSign.Fin => "fin", DiagramSign.Reset => "rst", _ => "data" };
        page.Put($"<path class=\"{kind}\" d=\"");
        if (toTarget) page.Put($"M{Peers} {y}H{right - 1}l-7 -3.5m7 3.5l-7 3.5");
        else page.Put($"M{Target} {y}H{Peers + 1}l7 -3.5m-7 3.5l7 3.5");
        page.Put($"\"/><text class=\"{kind}{(toTarget ? "" : " back")}\" x=\"{(toTarget ? Peers + 10 : Target - 10)}\" y=\"{y - 5.5}\">");
        var room = right == Kernel ? CharactersToKernel : CharactersAcross;
        if (numbered) page.Put($"<tspan class=\"peer\">[{Math.Max(1, step.Peer)}]</tspan> ");
        page.Put($"{Cut(step.Words, numbered ? room - RoomOfNumber : room)}</text>\n");
    }

    private void PutNote(Markup page, int at)
    {
        var (step, y) = (steps[at], Y(at));
        var words = Cut($"{(numbered && step.Peer > 0 ? $"[{step.Peer}] " : "")}{step.Words}", CharactersAcross);
        switch (step.Sign)
        {
            case DiagramSign.Silence:
                var from = at == 0 ? y - 8 : Y(at - 1) + 4;
                page.Put($"<path class=\"silence\" d=\"M{Peers} {from}V{y}\"/>");
                page.Put($"<text class=\"silence\" x=\"{Peers + 10}\" y=\"{y + 3.5}\">{words}</text>\n");
                break;
            case DiagramSign.LeftOut:
                page.Put($"<text class=\"left-out\" x=\"{(Peers + Target) / 2}\" y=\"{y + 3.5}\">{words}</text>\n");
                break;
            case DiagramSign.Stopped or DiagramSign.GoesOn or DiagramSign.Process:
                page.Put($"<text class=\"process back\" x=\"{Target - 10}\" y=\"{y + 3.5}\">{words}</text>");
                page.Put($"<path class=\"process\" d=\"M{Target - 5} {y}h10\"/>\n");
                break;
            case DiagramSign.Ended:
                page.Put($"<text class=\"process back\" x=\"{Target - 10}\" y=\"{y + 3.5}\">{words}</text>");
                page.Put($"<path class=\"process\" d=\"M{Target - 5} {y - 5}l10 10m0 -10l-10 10\"/>\n");
                break;
            case DiagramSign.Buffered:
                page.Put($"<path class=\"queue\" d=\"M{Kernel} {y - 8}v16\"/>");
                page.Put($"<text class=\"back\" x=\"{Kernel - 10}\" y=\"{y + 3.5}\">{words}</text>\n");
                break;
            default:
                page.Put($"<text x=\"{Peers + 10}\" y=\"{y + 3.5}\">{words}</text>\n");
                break;
        }
    }

    /// <summary>While the server is stopped, what is sent to it waits in the kernel.</summary>
    /// <returns>What waits there.</returns>
    private HashSet<int> PutStops(Markup page)
    {
        var waiting = new HashSet<int>();
        for (var at = 0; at < steps.Count; at++)
        {
            if (steps[at].Sign != DiagramSign.Stopped) continue;
            var goesOn = steps.FindIndex(at, step => step.Sign is DiagramSign.GoesOn or DiagramSign.Ended or DiagramSign.LeftOut);
            var (from, to) = (Y(at), goesOn < 0 ? Height : Y(goesOn));
            page.Put($"<path class=\"gap\" d=\"M{Target} {from}V{to}\"/><path class=\"stopped\" d=\"M{Target} {from}V{to}\"/>");
            page.Put($"<path class=\"queue\" d=\"M{Kernel} {from}V{to}\"/>\n");
            for (var next = at; next < (goesOn < 0 ? steps.Count : goesOn); next++)
                if (steps[next].Direction == Direction.ToTarget) waiting.Add(next);
        }

        return waiting;
    }

    private static string Time(DiagramStep step) =>
        Cut(step.Milliseconds.ToString("N1", CultureInfo.InvariantCulture), CharactersOfTime);

    private static string Cut(string words, int most)
    {
        var shown = Escaping.Printable(words);
        return shown.Length <= most ? shown : $"{shown[..(most - 1)]}…";
    }
}
