using System.Collections.Concurrent;

namespace SocketConformance.Cases;

/// <summary>
/// Whether a server answers at all: asked once of every subject, of a fresh server, before its first case. Of one that
/// does not, nothing else can be told: its silence could pass for a refusal, and each case would wait for it anew.
/// </summary>
internal sealed class Prerequisites
{
    /// <summary>The case of each contract whose subject is that answer: it is judged in any case, and shows the evidence.</summary>
    internal static IReadOnlyDictionary<string, string> CaseOf { get; } = new Dictionary<string, string>
    {
        [Contracts.Echo] = "echo/returns-one-byte",
        [Contracts.EchoOnce] = "once/serves-one-and-exits-0",
        [Contracts.Uppercase] = "uppercase/ascii-letters",
        [Contracts.Threaded] = "threaded/reply-has-name-and-data",
        [Contracts.Forking] = "forking/reply-has-pid",
        [Contracts.UdpUppercase] = "udp/round-trip",
        [Contracts.UdpEcho] = "udp/round-trip",
    };

    // What any server of any contract can answer, whatever it waits for: a line, a segment, many bytes, FIN. The second is
    // for servers that wait for more than the first holds, the third for those that drop what they owe at a FIN.
    private const string Line = "does anybody answer?\n";
    private static readonly IReadOnlyList<Request> Requests =
    [
        new(Payload.Latin1(Line), WithFin: true),
        new(Payload.Latin1(string.Concat(Enumerable.Repeat(Line, 40))), WithFin: true),
        new(Payload.Latin1(Line), WithFin: false),
    ];

    private readonly ConcurrentDictionary<Subject, Lazy<Task<NotTestableException?>>> asked = new();

    /// <exception cref="NotTestableException">The subject answers nothing, and the case is not the one about that.</exception>
    public async Task RequireAsync(Subject subject, string rule)
    {
        if (!CaseOf.TryGetValue(subject.Contract.Contract, out var prerequisite) || rule == prerequisite) return;
        if (await asked.GetOrAdd(subject, _ => new Lazy<Task<NotTestableException?>>(() => AskAsync(subject, prerequisite))).Value is { } missing) throw missing;
    }

    private static async Task<NotTestableException?> AskAsync(Subject subject, string prerequisite)
    {
        List<string> observed = [];
        NotTestableException? missing = null;
        var ended = false;
        foreach (var request in Requests)
        {
            if (!request.WithFin && !ended) break; // silent at a FIN, silent without
            await using var server = new Server(subject);
            using var interruption = Plan.Current.Interrupted.Register(() => _ = server.DisposeAsync().AsTask());
            await server.StartForCaseAsync(fresh: true);
            if (await AskAsync(server, request) is not { } seen) return null;
            ended = seen.IsEnd;
            observed.Add($"{seen.What} in answer to {request}");
            missing = new NotTestableException(
                $"not testable: the server answers nothing ({string.Join(", ", observed)}); see {prerequisite}", server.Wire.Events, server.Describe());
        }

        return missing;
    }

    /// <returns>What came in place of an answer; null when one came, right or wrong.</returns>
    private static async Task<Seen?> AskAsync(Server server, Request request)
    {
        if (Contracts.IsDatagram(server.Contract))
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
