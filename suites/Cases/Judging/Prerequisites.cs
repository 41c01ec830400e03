using System.Collections.Concurrent;

namespace SocketConformance.Cases;

/// <summary>
/// Whether a server answers at all: asked once of every subject, of a fresh server, before its first case. Of one that
/// does not, nothing else can be told: its silence could pass for a refusal, and each case would wait for it anew.
/// </summary>
internal sealed class Prerequisites(Plan plan)
{
    private static readonly Dictionary<Protocol, string?> Cases = Protocols.All.ToDictionary(protocol => protocol, MostSpecific);

    private readonly DescriptionCheck descriptions = new(plan);

    /// <summary>The case whose subject is that answer: it is judged in any case, and shows the evidence.</summary>
    /// <returns>Null for a protocol that answers nobody: a client's.</returns>
    internal static string? CaseOf(Protocol protocol) =>
        protocol.Dialogue is null ? Cases[protocol]
        : protocol.IsDatagram ? DialogueCases.DatagramPrerequisite
        : DialogueCases.Prerequisite;

    private static string? MostSpecific(Protocol protocol) => Catalogue.Cases
        .Where(rule => rule.IsPrerequisite && Catalogue.ProtocolsOf(rule).Contains(protocol))
        .MinBy(rule => Catalogue.ProtocolsOf(rule).Count)?.Id;

    // What any server of any contract can answer, whatever it waits for: a line, a segment, many bytes, FIN. The second is
    // for servers that wait for more than the first holds, the third for those that drop pending data at a FIN.
    private const string Line = "does anybody answer?\n";
    private static readonly IReadOnlyList<Request> Requests =
    [
        new(Payload.Latin1(Line), WithFin: true),
        new(Payload.Latin1(string.Concat(Enumerable.Repeat(Line, 40))), WithFin: true),
        new(Payload.Latin1(Line), WithFin: false),
    ];

    private readonly ConcurrentDictionary<Subject, Lazy<Task<NotTestableException?>>> asked = new();

    /// <exception cref="NotTestableException">The subject answers nothing, and the case is not the one about that.</exception>
    /// <exception cref="DescriptionException">Its protocol's description does not fit it.</exception>
    public async Task RequireAsync(Subject subject, ConformanceAttribute rule)
    {
        if (subject.Contract.Protocol.Dialogue is not null)
        {
            var exempt = CaseOf(subject.Contract.Protocol);
            await (rule.NeedsNoAnswer || rule.Id == exempt
                ? descriptions.RequireDescriptionAsync(subject, exempt)
                : descriptions.RequireAsync(subject, exempt));
            return;
        }

        if (!rule.IsStarted(subject) || rule.NeedsNoAnswer) return;
        if (CaseOf(subject.Contract.Protocol) is not { } prerequisite || rule.Id == prerequisite) return;
        var answer = asked.GetOrAdd(subject, _ => new Lazy<Task<NotTestableException?>>(() => AskAsync(subject, prerequisite)));
        if (await answer.Value is { } missing) throw missing;
    }

    private async Task<NotTestableException?> AskAsync(Subject subject, string prerequisite)
    {
        List<string> observed = [];
        NotTestableException? missing = null;
        var ended = false;
        foreach (var request in Requests)
        {
            if (!request.WithFin && !ended) break; // silent at a FIN, silent without
            await using var session = new Session(plan, subject, shares: false);
            using var interruption = plan.Interrupted.Register(() => _ = session.DisposeAsync().AsTask());
            await session.StartAsync(fresh: true);
            if (await AskAsync(new Server(session), request) is not { } seen) return null;
            ended = seen.IsEnd;
            observed.Add($"{seen.What} in answer to {request}");
            missing = new NotTestableException(
                $"not testable: the server answers nothing ({string.Join(", ", observed)}); see {prerequisite}",
                session.Wire.Events, session.Describe());
        }

        return missing;
    }

    /// <returns>What came in place of an answer; null when one came, right or wrong.</returns>
    private static async Task<Seen?> AskAsync(Server server, Request request)
    {
        if (server.Protocol.IsDatagram)
        {
            var answer = await server.OpenDatagram().ExchangeAsync(request.Bytes);
            return answer.Arrival == Arrival.Datagram ? null : new Seen("no datagram", IsEnd: false);
        }

        try
        {
            var peer = await server.ConnectAsync();
            await peer.SendAsync(request.Bytes);
            if (request.WithFin) peer.FinishSending();
            var answer = await peer.ReadSomeAsync();
            return answer.Bytes.Length > 0 ? null : new Seen(Expectations.Word(answer.Ending), answer.Ending is Fin or Ending.Reset);
        }
        catch (NotConformantException refused)
        {
            return new Seen(refused.Observed, IsEnd: false);
        }
    }

    private sealed record Request(byte[] Bytes, bool WithFin)
    {
        public override string ToString() => $"{Show.Count(Bytes.Length)}{(WithFin ? " and FIN" : "")}";
    }

    private sealed record Seen(string What, bool IsEnd);
}

/// <summary>The rule cannot be told to be kept, because the server does not do what it takes to ask: that fails.</summary>
internal sealed class NotTestableException(string reason, IReadOnlyList<WireEvent> wire, string? server) : Exception(reason)
{
    public IReadOnlyList<WireEvent> Wire { get; } = wire;
    public string? Server { get; } = server;
}
