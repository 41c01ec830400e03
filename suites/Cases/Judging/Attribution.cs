using System.Collections.Concurrent;

namespace SocketConformance.Cases;

/// <summary>
/// Whether a wrong reply is as wrong on an untouched server. Then it breaks no rule about something else: a peer that is
/// served after a reset as every peer is has not been harmed by the reset.
/// </summary>
internal sealed class Attribution(Plan plan)
{
    private readonly ConcurrentDictionary<Subject, Lazy<Task<bool>>> broken = new();

    /// <summary>Why a rule can't be told by that exchange, and which one can; null when the reply is wrong only here.</summary>
    public async Task<string?> ReasonAsync(Subject subject, string rule, FailedExchange failed)
    {
        var (protocol, launch) = (subject.Contract.Protocol, subject.Contract.Launch);
        if (protocol.Dialogue is not null) return null; // what it replies was tried before
        if (protocol.ServesOne || launch.IsExternal || Prerequisites.CaseOf(protocol) is not { } prerequisite || rule == prerequisite)
            return null;
        if (!await broken.GetOrAdd(subject, _ => new Lazy<Task<bool>>(() => IsBrokenAsync(subject))).Value) return null;
        var request = failed.Request ?? (protocol.Reply(failed.Expected).AsSpan().SequenceEqual(failed.Expected) ? failed.Expected : null);
        return request is not null && await IsSameAsync(subject, request, failed)
            ? $"not testable: the reply is as wrong on an untouched server; see {prerequisite}"
            : null;
    }

    private async Task<bool> IsBrokenAsync(Subject subject) => !await WithUntouchedAsync(subject, async server =>
    {
        await server.AssertServesAsync("on an untouched server", accepted: true);
        return true;
    });

    private Task<bool> IsSameAsync(Subject subject, byte[] request, FailedExchange failed) => WithUntouchedAsync(subject, async server =>
    {
        var protocol = subject.Contract.Protocol;
        if (protocol.IsDatagram) return Same(Expectations.Failed(request, await server.OpenDatagram().ExchangeAsync(request)));
        var peer = await server.ConnectAsync();
        await server.AssertAcceptedAsync(peer);
        await peer.SendAsync(request);
        peer.FinishSending();
        return Same(Expectations.Failed(request, await peer.ReadToEndAsync()));

        bool Same(FailedExchange untouched) =>
            untouched.End == failed.End && Data(untouched.Reply).AsSpan().SequenceEqual(Data(failed.Reply));

        // Behind the name of the thread or process, which differs.
        byte[] Data(byte[] reply) => protocol.Handler == Handler.Unnamed ? reply : reply[(Array.IndexOf(reply, (byte)':') + 1)..];
    });

    private async Task<bool> WithUntouchedAsync(Subject subject, Func<Server, Task<bool>> ask)
    {
        await using var session = new Session(plan, subject, shares: false);
        using var interruption = plan.Interrupted.Register(() => _ = session.DisposeAsync().AsTask());
        await session.StartAsync(fresh: true);
        try
        {
            return await ask(new Server(session));
        }
        catch (NotConformantException)
        {
            return false;
        }
    }
}
