namespace SocketConformance.Cases;

/// <summary>Whom a case is asked of: protocols that can do all of one thing and none of another.</summary>
/// <param name="Of">What a protocol must be able to do.</param>
/// <param name="NotOf">Protocols that can do one of these are spared.</param>
/// <param name="Because">Why they are: one of <see cref="Reasons"/>; null when <paramref name="NotOf"/> is none.</param>
/// <param name="Also">What other protocols must be able to do to be asked since <see cref="Wider"/>; none when nobody else is.</param>
internal sealed record Audience(Capability Of, Capability NotOf, string? Because, Capability Also)
{
    /// <summary>The revision of the specification that brought <see cref="Also"/>.</summary>
    public const int Wider = 2;

    /// <summary>What a protocol that lacks a capability is instead; the most telling first.</summary>
    private static readonly (Capability Lacking, string Reason)[] Lacks =
    [
        (Connects, "it is a server; the section is about clients"),
        (Serves, "it is a client; the section is about servers"),
        (Described, "it is a contract: what it answers is judged elsewhere"),
        (Connections, "it has datagrams, no connections"),
        (Datagrams, "it has connections, no datagrams"),
        (ServesOn, "it ends with its one peer: there is no next one"),
        (ServesOne, "it serves on after its first peer"),
        (NamesProcess, "no process is named in its replies"),
        (NamesThread, "no thread is named in its replies"),
        (NamesHandler, "nobody is named in its replies"),
        (Greets, "its server does not speak first; a server that does has a `greeting`"),
        (LogsIn, "it has no `preamble`"),
        (Tokens, "no reply shows whose request it answers; write `{token}` in a request and in its reply"),
        (Pipelines, "it does not say that requests may follow each other unanswered; `pipelining: yes`"),
        (Refuses, "it does not say what a malformed request gets; `bad`"),
        (Quits, "no request asks its server to close; `quit`"),
        (ClosesAfterReply, "its server does not close after its reply; one that does says `once: true`"),
        (OneRequest, "its requests repeat on a connection: no receive is the whole of one"),
        (UpperCases, "it strips and upper-cases nothing"),
        (Echoes, "its reply is not what was sent"),
        (Repeats, "the first receive is its whole request: nothing that follows is answered"),
        (GrowingReply, "its reply is one receive at most, which fits all buffers on its way"),
        (Concurrent, "its contract serves one connection at a time"),
        (OneAtATime, "its contract serves connections at the same time"),
    ];

    /// <summary>Why the case is not asked of a protocol; null when it is.</summary>
    public string? WhyNot(Protocol protocol) => IsWiderFor(protocol) ? null : Exclusion(protocol);

    /// <summary>Whether the case is asked of a protocol since <see cref="Wider"/> only.</summary>
    public bool IsWiderFor(Protocol protocol) =>
        Also != None && protocol.Capabilities.HasFlag(Also) && Exclusion(protocol) is not null;

    private string? Exclusion(Protocol protocol)
    {
        var missing = Of & ~protocol.Capabilities;
        if (missing == None) return (protocol.Capabilities & NotOf) == 0 ? null : Because;
        if (protocol.IsClient) missing |= Serves;
        return Lacks.First(lack => missing.HasFlag(lack.Lacking)).Reason;
    }
}
