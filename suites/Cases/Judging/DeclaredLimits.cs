namespace SocketConformance.Cases;

/// <summary>
/// What a target declares that its server does to a peer which waits, hurries, or finishes early. A case that came to that has
/// shown nothing: a machine that is slow enough brings any case to a time limit.
/// </summary>
internal static class DeclaredLimits
{
    /// <summary>A time limit may be counted from before the peer's last byte was noted.</summary>
    private const double Nearly = 0.9;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Why a fault that a case has seen may be what the target declares; null when it can't be.</summary>
    public static string? Reason(ContractTarget declared, IReadOnlyList<WireEvent> wire)
    {
        if (declared.PerSecond is { } most && Busiest(wire) is var asked && asked > most)
            return $"asked {asked:N0} times within a second, and the target declares limits.per-second: {most:0.##}";
        foreach (var peer in wire.GroupBy(happened => happened.Peer))
        {
            if (peer.Key == 0 || peer.FirstOrDefault(HasEnded) is not { } end) continue;
            if (FinishedEarly(declared, [.. peer]))
                return $"a peer sent FIN before it had its reply, and the target declares half-close: {EnumWords.Of(declared.HalfClose)}";
            // Of a long wire the middle was not kept, and with it perhaps how this peer began.
            var begun = peer.First().Step is WireStep.Connect ? null : wire.FirstOrDefault(happened => happened.Step is WireStep.LeftOut);
            List<WireEvent> lasted = [.. peer.TakeWhile(happened => happened != end), end];
            if (begun is not null) lasted.Insert(0, begun);
            if (Waited(declared, lasted, wire) is { } waited) return waited;
        }

        return null;
    }

    private static bool HasEnded(WireEvent happened) => happened.Step is WireStep.Fin or WireStep.Reset or WireStep.DataNotTaken
        && happened.Step.Direction != Direction.ToTarget;

    /// <summary>How often the peers have begun to send within a second, at most.</summary>
    private static int Busiest(IReadOnlyList<WireEvent> wire)
    {
        List<double> asked = [.. wire.Where(happened => happened.Step is WireStep.Data or WireStep.Datagram
            && happened.Step.Direction == Direction.ToTarget).Select(happened => happened.Milliseconds)];
        var leftOut = wire.Select(happened => happened.Step).OfType<WireStep.LeftOut>().Sum(step => step.Events);
        return leftOut + asked.Select((at, index) => index + 1 - asked.FindIndex(other => other > at - Second.TotalMilliseconds))
            .DefaultIfEmpty().Max();
    }

    /// <summary>Whether the peer's FIN came before the whole reply had, as far as that can be told from how much came.</summary>
    private static bool FinishedEarly(ContractTarget declared, List<WireEvent> peer)
    {
        var fin = peer.FindIndex(happened => happened.Step is WireStep.Fin { Direction: Direction.ToTarget });
        if (declared.HalfClose == HalfClose.Answers || fin < 0) return false;
        var (sent, come) = (Bytes(Direction.ToTarget), Bytes(Direction.FromTarget));
        return declared.Protocol.Capabilities.HasFlag(Capability.GrowingReply) ? come < sent : come == 0;

        long Bytes(Direction way) => peer.Take(fin).Select(happened => happened.Step).OfType<WireStep.Data>()
            .Where(data => data.Direction == way).Sum(data => (data.Bytes?.Length ?? 0));
    }

    /// <summary>A time limit that ran out while the case left the peer alone: it was busy elsewhere, spoke late, or read late. Where
    /// the peer only waits for its reply, the server that ends its connection has lost a request.</summary>
    private static string? Waited(ContractTarget declared, List<WireEvent> peer, IReadOnlyList<WireEvent> wire)
    {
        var asked = 0.0;
        foreach (var (before, after) in peer.Zip(peer.Skip(1)))
        {
            if (before.Step.Direction == Direction.ToTarget) asked = before.Milliseconds;
            var elsewhere = wire.LastOrDefault(happened => happened.Peer != after.Peer && happened.Milliseconds < after.Milliseconds);
            var until = after.Step.Direction == Direction.ToTarget ? after.Milliseconds : elsewhere?.Milliseconds ?? 0;
            var alone = until - before.Milliseconds;
            var reading = IsReply(before) || IsReply(after) ? after.Milliseconds - asked : 0;
            if (Over("unread", declared.UnreadLimit, Math.Max(alone, reading)) is { } unread) return unread;
            if (Over("request", declared.RequestLimit, alone) is { } request) return request;
            if (Over("idle", declared.IdleLimit, alone) is { } idle) return idle;
        }

        return null;

        static bool IsReply(WireEvent happened) => happened.Step is WireStep.Data { Direction: Direction.FromTarget };

        static string? Over(string key, TimeSpan? limit, double milliseconds) =>
            limit is { } most && milliseconds >= most.TotalMilliseconds * Nearly
                ? $"left a peer alone for {milliseconds / 1000:0.0} s, and the target declares limits.{key}: {most.TotalSeconds:0.##}"
                : null;
    }
}
