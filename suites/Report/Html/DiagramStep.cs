using System.Globalization;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What a step is, for the one who draws it.</summary>
internal enum DiagramSign
{
    Plain,
    Fin,
    Reset,

    /// <summary>Nothing came, for the time before it.</summary>
    Silence,

    /// <summary>What was sent waits in the kernel's buffers.</summary>
    Buffered,
    Stopped,
    GoesOn,
    Ended,

    /// <summary>Happens to the server's process in another way.</summary>
    Process,
    LeftOut,
}

/// <summary>One step of a wire as a diagram draws it.</summary>
/// <param name="Peer">0 when it is about none, or about the first.</param>
internal sealed record DiagramStep(double Milliseconds, int Peer, Direction Direction, DiagramSign Sign, string Words)
{
    /// <summary>Of an event that was read back from a report, its words are all that there is: they say the same.</summary>
    public static DiagramStep Of(WireEvent happened)
    {
        var (peer, rest) = Numbered(WireText.Of(happened));
        var direction = rest.StartsWith("-> ", StringComparison.Ordinal) ? Direction.ToTarget
            : rest.StartsWith("<- ", StringComparison.Ordinal) ? Direction.FromTarget
            : Direction.None;
        var words = direction == Direction.None ? rest.TrimStart(' ') : rest[3..];
        return new DiagramStep(happened.Milliseconds, peer, direction, SignOf(happened.Step, direction, words), words);
    }

    private static (int Peer, string Unnumbered) Numbered(string words) =>
        words.StartsWith('[') && words.IndexOf("] ", StringComparison.Ordinal) is > 0 and var end
            && int.TryParse(words.AsSpan(1, end - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var peer)
            ? (peer, words[(end + 2)..])
            : (0, words);

    private static DiagramSign SignOf(WireStep step, Direction direction, string words) => step switch
    {
        WireStep.Fin => DiagramSign.Fin,
        WireStep.Reset => DiagramSign.Reset,
        WireStep.Silence or WireStep.NoDatagram => DiagramSign.Silence,
        WireStep.Full or WireStep.NoMoreTaken or WireStep.DataNotTaken => DiagramSign.Buffered,
        WireStep.Freeze => DiagramSign.Stopped,
        WireStep.Thaw => DiagramSign.GoesOn,
        WireStep.ServerEnd or WireStep.ClientEnd => DiagramSign.Ended,
        WireStep.Signal or WireStep.LimitDescriptors or WireStep.FailedCalls => DiagramSign.Process,
        WireStep.LeftOut => DiagramSign.LeftOut,
        WireStep.Told when direction == Direction.None => Told(words),
        WireStep.Told when words == "FIN" => DiagramSign.Fin,
        WireStep.Told when words == "RST" => DiagramSign.Reset,
        _ => DiagramSign.Plain,
    };

    private static DiagramSign Told(string words)
    {
        return Begins("nothing for ") || Begins("no datagram for ") ? DiagramSign.Silence
            : Begins("full after ") || words.Contains(" not taken", StringComparison.Ordinal) ? DiagramSign.Buffered
            : Begins("server stopped ") ? DiagramSign.Stopped
            : Begins("server goes on ") ? DiagramSign.GoesOn
            : Begins("server ended ") || Begins("client ended ") ? DiagramSign.Ended
            : Begins("server limited ") || Begins("server's ") || Begins("signal ") ? DiagramSign.Process
            : Begins("… ") ? DiagramSign.LeftOut
            : DiagramSign.Plain;

        bool Begins(string with) => words.StartsWith(with, StringComparison.Ordinal);
    }
}
