namespace SocketConformance.Specification;

/// <summary>What goes over the wire of a protocol that a file describes.</summary>
public sealed record Dialogue
{
    /// <summary>Where it is written: a file's path, or the name of a protocol that is shipped.</summary>
    public required string Source { get; init; }

    /// <summary>Where a reply ends that does not say so itself; null where all do.</summary>
    public Frame? Frame { get; init; }

    /// <summary>What the server sends as soon as it is connected; null when it waits to be asked.</summary>
    public Exchange? Greeting { get; init; }

    /// <summary>Once on each connection, before anything else.</summary>
    public IReadOnlyList<Exchange> Preamble { get; init; } = [];

    /// <summary>Once for each server, over a connection of its own, before it is asked anything.</summary>
    public IReadOnlyList<Exchange> Prepare { get; init; } = [];

    /// <summary>What may be asked at any time, again and again, and leaves nothing behind.</summary>
    public IReadOnlyList<Exchange> Exchanges { get; init; } = [];

    /// <summary>A request whose reply is larger than the buffers of both sockets; null when there is none.</summary>
    public Exchange? Big { get; init; }

    /// <summary>How often <see cref="Big"/> is asked at once for a reply that is large enough.</summary>
    public int BigTimes { get; init; } = 1;

    /// <summary>A malformed request, and what it gets; null when that is not known.</summary>
    public Exchange? Bad { get; init; }

    /// <summary>Asks the server to close; null when nothing does.</summary>
    public Exchange? Quit { get; init; }

    /// <summary>What a FIN without a request may get besides FIN.</summary>
    public Expectation? Empty { get; init; }

    /// <summary>What may come after the client's FIN, or when the server is asked to stop, before its own end.</summary>
    public Expectation? Farewell { get; init; }

    /// <summary>Unasked messages that may come at any time.</summary>
    public IReadOnlyList<Expectation> Ignore { get; init; } = [];

    /// <summary>The server closes once it has answered.</summary>
    public bool Once { get; init; }

    public Pipelining Pipelining { get; init; }

    /// <summary>Replies may come in another order than the requests of a connection: the token tells whose each is.</summary>
    public bool AnyOrder { get; init; }

    /// <summary>Over UDP: a reply comes from another port than was asked.</summary>
    public bool ReplyFromAnotherPort { get; init; }
}

/// <summary>A request and its reply.</summary>
/// <param name="Send">Null for what comes unasked: the greeting.</param>
/// <param name="Expect">What comes back.</param>
/// <param name="Place">Where it is written: <c>smtp.protocol.yaml:7:5</c>.</param>
public sealed record Exchange(Message? Send, Expectation Expect, string Place)
{
    /// <summary>What becomes of the connection afterwards.</summary>
    public Afterwards Afterwards { get; init; }

    /// <summary>Its reply shows that it is the reply to this request.</summary>
    public bool HasToken => Send is { HasToken: true } && Expect.HasToken;
}

/// <summary>What becomes of a connection after a reply.</summary>
public enum Afterwards
{
    Open,
    Close,

    /// <summary>Either is right.</summary>
    Either,
}

/// <summary>Whether a client may send a request before it has the reply to the one before.</summary>
public enum Pipelining
{
    No,
    Yes,

    /// <summary>Yes, once the preamble is over.</summary>
    AfterPreamble,
}
