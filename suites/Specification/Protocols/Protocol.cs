namespace SocketConformance.Specification;

/// <summary>
/// What a service says on the wire. A contract is one instance (<see cref="Protocols"/>); whatever wants to know what a
/// contract promises asks here.
/// </summary>
public sealed record Protocol
{
    /// <summary>The name that target files, reports and <c>--contract</c> use.</summary>
    public required string Name { get; init; }

    /// <summary>Which side of the conversation is under test.</summary>
    public Role Role { get; init; } = Role.Server;

    /// <summary>What the side under test sends as soon as it is connected; null when it waits to be asked.</summary>
    public string? Greeting { get; init; }

    /// <summary>What of that which was sent is a request.</summary>
    public required Framing Framing { get; init; }

    /// <summary>What comes back for a request, but for the <see cref="Handler"/>'s name.</summary>
    public required Func<ReadOnlyMemory<byte>, byte[]> Transform { get; init; }

    /// <summary>What names itself at the head of each reply.</summary>
    public Handler Handler { get; init; } = Handler.Unnamed;

    /// <summary>What goes over its wire, where a file describes it; null for a contract.</summary>
    public Dialogue? Dialogue { get; init; }

    /// <summary>It serves one conversation, then ends with status 0.</summary>
    public bool ServesOne { get; init; }

    /// <summary>Connections are served at the same time where a target does not say.</summary>
    public bool Concurrent { get; init; }

    /// <summary>What it promises, for the specification's page.</summary>
    public required string Service { get; init; }

    /// <summary>The same in a line, for a target file.</summary>
    public required string Summary { get; init; }

    public bool IsClient => Role == Role.Client;

    public bool IsDatagram => Framing.Carrier == Carrier.Datagrams;

    /// <summary>The first receive is the whole request; the server closes once it has answered that.</summary>
    public bool IsOneRequest => Framing == Framing.OneReceive;

    /// <summary>The transports that it can run over, the usual one first.</summary>
    public IReadOnlyList<Transport> Transports => IsDatagram
        ? [Transport.Udp4, Transport.Udp6]
        : [Transport.Tcp4, Transport.Tcp6, Transport.Unix];

    /// <summary>What rules can be asked of it.</summary>
    public Capability Capabilities => Capable.Of(this);

    /// <summary>What comes back for what was sent, but for the <see cref="Handler"/>'s name.</summary>
    public byte[] Reply(ReadOnlyMemory<byte> sent) => Transform(sent[..Math.Min(sent.Length, Framing.MostBytes)]);

    /// <summary>The protocol that a file describes.</summary>
    public static Protocol Of(string name, Dialogue dialogue, Carrier carrier) => new()
    {
        Name = name,
        Dialogue = dialogue,
        Framing = carrier == Carrier.Datagrams ? Framing.Datagram : Framing.AsItComes,
        Transform = _ => throw new InvalidOperationException("What a described protocol replies is an expectation."),
        Concurrent = true,
        Service = $"As described in `{dialogue.Source}`.",
        Summary = $"as described in {dialogue.Source}",
    };

    public bool Equals(Protocol? other) => Name == other?.Name && Dialogue == other.Dialogue;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Name;
}

/// <summary>Which side of the conversation is under test.</summary>
public enum Role
{
    Server,
    Client,
}

/// <summary>What carries a conversation: connections (TCP, Unix streams), or datagrams (UDP).</summary>
public enum Carrier
{
    Connections,
    Datagrams,
}

/// <summary>What names itself at the head of each reply.</summary>
public enum Handler
{
    Unnamed,
    Thread,
    Process,
}
