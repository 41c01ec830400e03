using SocketConformance.Specification;

namespace SocketConformance.Parity;

/// <summary>What a client does in one step.</summary>
public enum Act
{
    Connect,

    /// <summary>One segment, or one datagram.</summary>
    Send,

    /// <summary>A segment whose end and the FIN travel together.</summary>
    SendAndFinish,

    /// <summary>Half-close.</summary>
    Finish,
    Reset,
    StopReading,

    /// <summary>Reads that many bytes and no more.</summary>
    Read,

    /// <summary>Reads on, whatever comes.</summary>
    ReadOn,

    /// <summary>Waits until the server has nothing left to do.</summary>
    Wait,

    /// <summary>The signal that asks the server to stop: always the last step.</summary>
    Stop,
}

/// <summary>One step of one client; clients are numbered from 1.</summary>
public sealed record Move(int Peer, Act Act)
{
    /// <summary>What is sent.</summary>
    public byte[] Bytes { get; init; } = [];

    /// <summary>How many bytes are read.</summary>
    public int Count { get; init; }

    /// <summary>Such as <c>[2] send 3 bytes "abc"</c>.</summary>
    public string Words(bool severalPeers) => Act == Act.Stop ? "stop signal" : $"{(severalPeers ? $"[{Peer}] " : "")}{Act switch
    {
        Act.Connect => "connect",
        Act.Send => $"send {Runs.Brief(Bytes)}",
        Act.SendAndFinish => $"send {Runs.Brief(Bytes)} with FIN",
        Act.Finish => "half-close",
        Act.Reset => "reset",
        Act.StopReading => "stop reading",
        Act.Read => $"read {Show.Count(Count)}",
        Act.ReadOn => "read on",
        _ => "wait for quiet",
    }}";
}

/// <summary>
/// What clients do to a server, one step at a time. After the last step every client that is still there half-closes and
/// reads to the end.
/// </summary>
public sealed record Conversation(Protocol Protocol, Transport Transport, IReadOnlyList<Move> Steps)
{
    public int Peers => Steps.Count == 0 ? 0 : Steps.Max(step => step.Peer);

    public bool IsDatagram => Protocol.IsDatagram;

    /// <summary>The steps in words.</summary>
    public IEnumerable<string> Words => Steps.Select(step => step.Words(Peers > 1));

    /// <summary>This one after another, on the same server, with clients of its own.</summary>
    public Conversation After(Conversation earlier) => this with
    {
        Steps = [.. earlier.Steps, .. earlier.Farewell, .. Steps.Select(step => step with { Peer = step.Peer + earlier.Peers })],
    };

    /// <summary>The end of every conversation, as steps.</summary>
    private IEnumerable<Move> Farewell => IsDatagram ? [] : Enumerable.Range(1, Peers)
        .SelectMany(peer => (Move[])[new Move(peer, Act.ReadOn), new Move(peer, Act.Finish)]);
}
