using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>The words for what went over a wire, the same in every report: they are here and nowhere else.</summary>
public static class WireText
{
    /// <summary>Such as <c>[2] -> 12 bytes "Hello, world"</c>; the only peer of a case needs no number.</summary>
    public static string Of(WireEvent happened) => happened.Peer > 1 ? $"[{happened.Peer}] {Of(happened.Step)}" : Of(happened.Step);

    /// <summary>An arrow, or as much room, and what happened; what happens to the server's process stands without.</summary>
    internal static string Of(WireStep step) => step switch
    {
        WireStep.Connect(var to) => $"-> connect {Word(to)}",
        WireStep.NotConnected(var why) => $"<- {SocketErrors.OfConnect(why)}",
        WireStep.Listen(var on) => $"   listening on {Word(on)}",
        WireStep.Accept { From.AddressFamily: AddressFamily.Unix } => "<- connect",
        WireStep.Accept(var from) => $"<- connect from {Word(from)}",
        WireStep.Data(var direction, var bytes) => $"{Arrow(direction)} {(bytes is null ? "many bytes" : Words(bytes))}",
        WireStep.Datagram(var direction, var bytes, var from) =>
            $"{Arrow(direction)} datagram {Words(bytes)}{(from is null ? "" : $" from {Word(from)}")}",
        WireStep.Urgent(var octet) => $"-> urgent {Show.Quote([octet])}",
        WireStep.Fin(var direction) => $"{Arrow(direction)} FIN",
        WireStep.Reset(var direction) => $"{Arrow(direction)} RST",
        WireStep.Close => "-> close",
        WireStep.Unreachable => "<- ICMP port unreachable",
        WireStep.DataNotTaken(var bytes, var why) => $"   {Count(bytes)} not taken: {SocketErrors.Word(why)}",
        WireStep.NoMoreTaken(var bytes, var within) => $"   {Count(bytes)} not taken within {Words(within)}",
        WireStep.Full(var after) => $"   full after {Show.Count(after)}",
        WireStep.UrgentNotTaken(var octet, var why) => $"   urgent {Show.Quote([octet])} not taken: {SocketErrors.Word(why)}",
        WireStep.FinNotSent(var why) => $"   FIN not sent: {SocketErrors.Word(why)}",
        WireStep.Silence(var time) => $"   nothing for {Words(time)}",
        WireStep.NoDatagram(var time) => $"   no datagram for {Words(time)}",
        WireStep.Vanish => "   vanishes: hears and acknowledges nothing any more",
        WireStep.Signal(var name) => $"signal {name}",
        WireStep.Freeze => "server stopped (SIGSTOP)",
        WireStep.Thaw(var inTurn) => $"server goes on (SIGCONT){(inTurn ? ", its children once it has dealt with the signal" : "")}",
        WireStep.LimitDescriptors(var most) => $"server limited to {(most is { } limit ? $"{limit}" : "<n>")} descriptors",
        WireStep.FailedCalls(var calls, var error) => $"server's {calls ?? "<calls>"} failed with {error} (strace)",
        WireStep.ServerEnd(var status) => $"server ended with {ExitStatus.Words(status)}",
        WireStep.ClientEnd(var status) => $"   client ended with {ExitStatus.Words(status)}",
        WireStep.LeftOut(var events) => string.Create(CultureInfo.InvariantCulture, $"… {events:N0} more events …"),
        WireStep.Told(var words) => words,
        _ => throw new UnreachableException($"There are no words for {step}."),
    };

    private static string Arrow(Direction direction) => direction == Direction.ToTarget ? "->" : "<-";

    private static string Word(EndPoint address) => address switch
    {
        OpenEndPoint { AddressFamily: AddressFamily.Unix } => "<path>",
        OpenEndPoint => "<address>",
        _ => $"{address}",
    };

    private static string Words(Preview bytes) => bytes.Length is { } length ? Show.Bytes(bytes.Start, length) : Show.Quote(bytes.Start);

    private static string Count(long? bytes) => bytes is { } count ? Show.Count(count) : "bytes";

    private static string Words(TimeSpan? time) =>
        time is { TotalSeconds: var seconds } ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#} s") : "<time>";
}
