using System.Net;
using System.Net.Sockets;

namespace SocketConformance.Specification;

/// <summary>Which way a step goes.</summary>
public enum Direction
{
    /// <summary>Neither: nothing moves, or it happens to a process.</summary>
    None,
    ToTarget,
    FromTarget,
}

/// <summary>
/// What can happen on a wire, in values: whoever compares asks them, and only a report has words for them. A value that is
/// null is left open, as in a comparison of two servers; an address is then an <see cref="OpenEndPoint"/>.
/// </summary>
public abstract record WireStep
{
    private WireStep(Direction direction = Direction.None) => Direction = direction;

    public Direction Direction { get; }

    /// <summary>A peer connects to the target's server.</summary>
    public sealed record Connect(EndPoint To) : WireStep(Direction.ToTarget);

    public sealed record NotConnected(SocketError Why) : WireStep(Direction.FromTarget);

    /// <summary>The suite listens, where the target is a client.</summary>
    public sealed record Listen(EndPoint On) : WireStep;

    /// <summary>The target's client has connected to us. Over Unix it has no address.</summary>
    public sealed record Accept(EndPoint From) : WireStep(Direction.FromTarget);

    /// <summary>Bytes of a stream, in one piece or in several.</summary>
    public sealed record Data(Direction Direction, Preview? Bytes) : WireStep(Direction);

    /// <param name="From">Null when it is the target's own address, or ours.</param>
    public sealed record Datagram(Direction Direction, Preview Bytes, EndPoint? From = null) : WireStep(Direction);

    public sealed record Urgent(byte Octet) : WireStep(Direction.ToTarget);

    public sealed record Fin(Direction Direction) : WireStep(Direction);

    public sealed record Reset(Direction Direction) : WireStep(Direction);

    public sealed record Close() : WireStep(Direction.ToTarget);

    /// <summary>ICMP port unreachable: nobody is bound where a datagram went.</summary>
    public sealed record Unreachable() : WireStep(Direction.FromTarget);

    /// <param name="Bytes">How many are left of what was to be sent.</param>
    public sealed record DataNotTaken(long? Bytes, SocketError Why) : WireStep;

    /// <param name="Bytes">How many are left of what was to be sent.</param>
    public sealed record NoMoreTaken(long? Bytes, TimeSpan? Within) : WireStep;

    /// <summary>The buffers of both sides are full.</summary>
    public sealed record Full(long After) : WireStep;

    public sealed record UrgentNotTaken(byte Octet, SocketError Why) : WireStep;

    public sealed record FinNotSent(SocketError Why) : WireStep;

    public sealed record Silence(TimeSpan? For) : WireStep;

    public sealed record NoDatagram(TimeSpan? For) : WireStep;

    /// <summary>The peer's host is gone, as if it had lost power.</summary>
    public sealed record Vanish : WireStep;

    /// <summary>Sent to the server's process.</summary>
    /// <param name="Name">Such as <c>SIGTERM</c>.</param>
    public sealed record Signal(string Name) : WireStep;

    /// <summary>The server's processes are stopped, by SIGSTOP.</summary>
    public sealed record Freeze : WireStep;

    /// <summary>They go on, by SIGCONT.</summary>
    /// <param name="InTurn">The children only once the server has dealt with the signal before.</param>
    public sealed record Thaw(bool InTurn) : WireStep;

    public sealed record LimitDescriptors(int? Most) : WireStep;

    /// <summary>System calls of the server's have failed, by strace.</summary>
    /// <param name="Calls">Such as <c>accept4</c>; null for whatever it calls.</param>
    public sealed record FailedCalls(string? Calls, string Error) : WireStep;

    /// <param name="Status">128 + n when signal n ended it.</param>
    public sealed record ServerEnd(int Status) : WireStep;

    /// <inheritdoc cref="ServerEnd"/>
    public sealed record ClientEnd(int Status) : WireStep;

    /// <summary>So many events of a long conversation were not kept.</summary>
    public sealed record LeftOut(int Events) : WireStep;

    /// <summary>What a report tells of a step: of one that is read back there are no more than words.</summary>
    public sealed record Told(string Words) : WireStep;
}
