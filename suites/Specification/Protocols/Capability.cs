namespace SocketConformance.Specification;

/// <summary>What a rule may need a protocol to be able to do.</summary>
[Flags]
public enum Capability
{
    None = 0,

    /// <summary>It is a client, for which the suite is the server.</summary>
    Connects = 1,

    /// <summary>It is a server, over connections or datagrams.</summary>
    Serves = 1 << 1,

    /// <summary>It is a server to which peers connect.</summary>
    Connections = 1 << 2,

    /// <summary>It is a server to which peers send datagrams.</summary>
    Datagrams = 1 << 3,

    /// <summary>It serves the next peer, too.</summary>
    ServesOn = 1 << 4,

    /// <summary>It ends once it has served a peer.</summary>
    ServesOne = 1 << 5,

    /// <summary>Exchanges repeat on a connection, which the client ends.</summary>
    Repeats = 1 << 6,

    /// <summary>What its first receive gives is the one request of a connection, which the server ends.</summary>
    OneRequest = 1 << 7,

    /// <summary>A reply can be longer than all buffers on its way.</summary>
    GrowingReply = 1 << 8,

    /// <summary>The reply to a request is that request.</summary>
    Echoes = 1 << 9,

    /// <summary>The reply is the request stripped and upper-cased.</summary>
    UpperCases = 1 << 10,

    /// <summary>Each reply begins with the name of the thread or process that gave it.</summary>
    NamesHandler = 1 << 11,

    NamesThread = 1 << 12,

    NamesProcess = 1 << 13,

    /// <summary>By its contract it serves connections at the same time, though a target may declare otherwise.</summary>
    Concurrent = 1 << 14,

    /// <summary>By its contract it serves one connection at a time, though a target may declare otherwise.</summary>
    OneAtATime = 1 << 15,

    /// <summary>A file describes it: what it asks and what it expects are its own.</summary>
    Described = 1 << 16,

    /// <summary>A reply shows whose request it answers.</summary>
    Tokens = 1 << 17,

    /// <summary>The server speaks first.</summary>
    Greets = 1 << 18,

    /// <summary>A connection begins with a preamble, such as a login.</summary>
    LogsIn = 1 << 19,

    /// <summary>Requests may be sent before the reply to the one before has come.</summary>
    Pipelines = 1 << 20,

    /// <summary>A malformed request gets a reply that is known.</summary>
    Refuses = 1 << 21,

    /// <summary>A request asks the server to close.</summary>
    Quits = 1 << 22,

    /// <summary>The server closes once it has answered.</summary>
    ClosesAfterReply = 1 << 23,
}

/// <summary>What a protocol can be asked for, by what it says of itself.</summary>
internal static class Capable
{
    public static Capability Of(Protocol protocol)
    {
        if (protocol.IsClient) return Capability.Connects;
        if (protocol.Dialogue is { } dialogue) return Described(dialogue, protocol.IsDatagram);
        var carried = Capability.Serves
            | (protocol.IsDatagram ? Capability.Datagrams : Capability.Connections)
            | (protocol.ServesOne ? Capability.ServesOne : Capability.ServesOn)
            | (protocol.Transform == Transforms.StripAndUpperCase ? Capability.UpperCases : Capability.Echoes)
            | Named(protocol.Handler);
        return protocol.IsDatagram ? carried
            : carried
                | (protocol.IsOneRequest ? Capability.OneRequest : Capability.Repeats | Capability.GrowingReply)
                | (protocol.Concurrent ? Capability.Concurrent : Capability.OneAtATime);
    }

    private static Capability Described(Dialogue dialogue, bool isDatagram)
    {
        var able = Capability.Serves | Capability.ServesOn | Capability.Described
            | If(dialogue.Exchanges.Any(exchange => exchange.HasToken), Capability.Tokens)
            | If(dialogue.Bad is not null, Capability.Refuses);
        if (isDatagram) return able | Capability.Datagrams;
        return able | Capability.Connections | Capability.Concurrent
            | If(!dialogue.Once && dialogue.Exchanges.Count > 0, Capability.Repeats)
            | If(dialogue.Once && dialogue.Exchanges.Count > 0, Capability.ClosesAfterReply)
            | If(dialogue.Greeting is not null, Capability.Greets)
            | If(dialogue.Preamble.Count > 0, Capability.LogsIn)
            | If(dialogue.Pipelining != Pipelining.No && !dialogue.Once && dialogue.Exchanges.Count > 0, Capability.Pipelines)
            | If(dialogue.Big is not null, Capability.GrowingReply)
            | If(dialogue.Quit is not null, Capability.Quits);

        static Capability If(bool holds, Capability capability) => holds ? capability : Capability.None;
    }

    private static Capability Named(Handler handler) => handler switch
    {
        Handler.Thread => Capability.NamesHandler | Capability.NamesThread,
        Handler.Process => Capability.NamesHandler | Capability.NamesProcess,
        _ => Capability.None,
    };
}
