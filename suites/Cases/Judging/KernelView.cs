using System.Globalization;
using System.Net;

namespace SocketConformance.Cases;

/// <summary>What the kernel knows of a conversation at the moment in which a rule is broken: whose move it is.</summary>
internal static class KernelView
{
    private const int MostShown = 3;
    private const double Busy = 0.5; // of one processor, all the while

    /// <summary>Which of a server's connections are where, what it has not read and not accepted, and whether it is busy; null where there
    /// is nothing to tell.</summary>
    /// <param name="peers">Those that the case has not closed.</param>
    /// <param name="spent">What the server has had of the processors, and in what time.</param>
    public static string? Words(Instance instance, IEnumerable<Peer> peers, (TimeSpan Processor, TimeSpan Elapsed)? spent)
    {
        if (instance.Visibility is { Remote: true } or { Hidden: not null } or { Proxy: not null }) return null;
        try
        {
            var who = instance.Declared.Protocol.IsClient ? "the client" : "the server";
            string[] seen = [.. Connections(peers, who), .. Queues(instance), .. Processor(who, spent)];
            return seen.Length == 0 ? null : string.Join("; ", seen);
        }
        catch (NotObservableException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Connections(IEnumerable<Peer> peers, string who)
    {
        var alike = peers.Where(peer => !peer.IsClosed).GroupBy(peer => Words(peer, who), peer => peer.Number).ToList();
        foreach (var group in alike.Where(group => group.Key is not null).TakeLast(MostShown))
            yield return $"{Numbers([.. group])}: {group.Key}";
    }

    /// <summary>Null for one that has come to its end.</summary>
    private static string? Words(Peer peer, string who)
    {
        if (peer.ServerEndPoint is not IPEndPoint)
            return SocketTable.UnreadByServer(peer) switch
            {
                null => $"{who}'s end is closed",
                uint.MaxValue => "not accepted yet",
                var unread => $"{who} {Read(unread.Value)}",
            };
        var ours = peer.State;
        return SocketTable.ServerSide(peer) switch
        {
            null when ours == TcpState.Closed => null,
            null => $"{who}'s end is gone, ours {ours.Word()}",
            { Inode: 0, State: TcpState.Established or TcpState.CloseWait } => "not accepted yet",
            { State: TcpState.CloseWait, ReceiveQueue: > 0 } row =>
                $"{who} {Read(row.ReceiveQueue - 1)} and has not met our FIN (its end CLOSE-WAIT, ours {ours.Word()})",
            { } row => $"{who} {Read(row.ReceiveQueue)}{Unsent(row)} (its end {row.State.Word()}, ours {ours.Word()})",
        };
    }

    private static IEnumerable<string> Queues(Instance instance)
    {
        if (instance.Declared.Protocol.IsClient) yield break;
        if (!instance.Declared.Protocol.IsDatagram)
        {
            if (SocketTable.AcceptQueue(instance.EndPoint) is { Length: > 0 } queue)
                yield return $"{Connected(queue.Length)} in the accept queue (backlog {queue.Backlog:N0})";
        }
        else if (instance.EndPoint is IPEndPoint server && SocketTable.HasUnreadDatagrams(server))
        {
            yield return "datagrams wait in the server's socket, not received";
        }
    }

    private static IEnumerable<string> Processor(string who, (TimeSpan Processor, TimeSpan Elapsed)? spent)
    {
        if (spent is var (processor, elapsed) && processor > Busy * elapsed && processor > TimeSpan.FromMilliseconds(200))
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{who} has had {processor.TotalSeconds:0.0} s of processor time in {elapsed.TotalSeconds:0.0} s: it does not wait");
    }

    /// <param name="left">A FIN that has not been read counts as a byte (tcp_diag of the kernel).</param>
    private static string Read(uint left) => left == 0 ? "has read all that came" : $"has left {Show.Count(left)} unread";

    /// <summary>A FIN of its own counts as a byte in the queue.</summary>
    private static string Unsent(TcpRow row) =>
        row is { SendQueue: > 1 } ? $", and waits for our side to take {Show.Count(row.SendQueue)}" : "";

    private static string Connected(int count) =>
        count == 1 ? "1 connection" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} connections");

    private static string Numbers(IReadOnlyList<int> numbers) => numbers switch
    {
        [var one] => $"connection {one}",
        [var one, var two] => $"connections {one} and {two}",
        [var first, .., var last] when last - first == numbers.Count - 1 => $"connections {first} to {last}",
        _ => $"{numbers.Count} connections",
    };
}
