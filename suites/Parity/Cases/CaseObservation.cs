using SocketConformance.Specification;

namespace SocketConformance.Parity;

/// <summary>
/// What a server showed in a case, without what is chance or its own affair: ports, paths, names, process ids, times, how many
/// pieces a reply came in, and how much a buffer holds. That the bytes are the right ones is in the verdict.
/// </summary>
internal static class CaseObservation
{
    /// <summary>More than this is under way in both directions at once: which comes first is chance, and so is where it stops.</summary>
    private const int MostInOnePiece = 65536;

    /// <summary>How the server was judged. What a listed failure excuses is the run's verdict, not what was seen.</summary>
    public static CaseSeen Judged(CaseResult result) => new(
        result.Verdict is Verdict.Pass or Verdict.UnexpectedPass
            ? null
            : JudgedWords.WithoutChance(result.Observed ?? "", HandlerOf(result)),
        Steps.None);

    /// <summary>Whether events are missing in the middle of the wire: there were too many to keep.</summary>
    public static bool IsCut(CaseResult result) => result.Wire.Any(happened => happened.Step is WireStep.LeftOut);

    /// <summary>The verdict, then one client's wire after the other's: how those of several mix is the scheduler's. Clients who
    /// saw the same are shown once.</summary>
    public static CaseSeen Of(CaseResult result) => Judged(result) with
    {
        Steps = new Steps(result.Wire.GroupBy(happened => Math.Max(1, happened.Peer), happened => Open(happened.Step, result.Transport))
            .Select(client => new Steps(Shown([.. client], HandlerOf(result))))
            .Distinct().SelectMany(steps => steps)),
    };

    private static Handler HandlerOf(CaseResult result) => Protocols.Find(result.Contract)?.Handler ?? Handler.Unnamed;

    private static WireStep Open(WireStep step, Transport transport) => step switch
    {
        WireStep.Connect connect => connect with { To = OpenEndPoint.Of(connect.To) },
        WireStep.Listen listen => listen with { On = OpenEndPoint.Of(listen.On) },
        WireStep.Accept accept => accept with { From = OpenEndPoint.Of(accept.From) },
        WireStep.Datagram { From: { } from } datagram => datagram with { From = OpenEndPoint.Of(from) },
        WireStep.DataNotTaken rest => rest with { Bytes = null },
        WireStep.NoMoreTaken => new WireStep.NoMoreTaken(null, null),
        WireStep.Silence => new WireStep.Silence(null),
        WireStep.NoDatagram => new WireStep.NoDatagram(null),
        WireStep.LimitDescriptors => new WireStep.LimitDescriptors(null),
        WireStep.FailedCalls failed => failed with { Calls = null },
        // Over Unix a close with unread bytes is an error to a client that comes after it, and the end to one that came between
        // the server's FIN and its close: chance.
        WireStep.Reset { Direction: Direction.FromTarget } when transport == Transport.Unix => new WireStep.Fin(Direction.FromTarget),
        _ => step,
    };

    private static IEnumerable<WireStep> Shown(List<WireStep> steps, Handler handler) =>
        steps.Any(step => step is WireStep.Full or WireStep.Data { Bytes.Length: > MostInOnePiece })
            ? Streams(steps.Select(step => Named(step, handler)))
            : Joined(steps).Select(step => Named(step, handler));

    private static WireStep Named(WireStep step, Handler handler) =>
        step is WireStep.Data { Direction: Direction.FromTarget, Bytes: { } reply } data
        ? data with { Bytes = Names.Replaced(reply, handler) }
        : step;

    /// <summary>Replies in one piece, however many they came in.</summary>
    private static List<WireStep> Joined(List<WireStep> steps)
    {
        List<WireStep> joined = [];
        foreach (var step in steps)
        {
            if (Reply(step) is { Length: { } length } more && joined is [.., var last] && Reply(last) is { } before)
                joined[^1] = new WireStep.Data(Direction.FromTarget, before.Then(more.Start, length));
            else joined.Add(step);
        }

        return joined;

        static Preview? Reply(WireStep step) => step is WireStep.Data { Direction: Direction.FromTarget, Bytes: var bytes } ? bytes : null;
    }

    /// <summary>Both directions, one after the other, between the events that are neither's.</summary>
    private static IEnumerable<WireStep> Streams(IEnumerable<WireStep> steps)
    {
        var stretch = 0;
        List<(int Stretch, WireStep Step)> told = [];
        foreach (var step in steps.Where(step => step is not WireStep.Full))
        {
            if (step.Direction == Direction.None) stretch++;
            told.Add((stretch, step is WireStep.Data { Bytes.Length: not null } data ? data with { Bytes = null } : step));
        }

        return told.OrderBy(one => one.Stretch).ThenBy(one => one.Step.Direction).Select(one => one.Step).Distinct();
    }
}
