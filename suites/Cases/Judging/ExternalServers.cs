using System.Collections.Concurrent;
using System.Net;

namespace SocketConformance.Cases;

/// <summary>The external servers, each lent to one case after another.</summary>
internal sealed class ExternalServers
{
    private readonly ConcurrentDictionary<Subject, ExternalServer> visits = new();

    public ExternalServer To(Subject subject) => visits.GetOrAdd(subject, one => new ExternalServer(one));
}

/// <summary>
/// What is known of an external server. It cannot be started afresh, so what one case does to it must not be laid at
/// the next one's door: a server that answered a plain exchange at first must answer one again after each case that did
/// not pass; if it does not, that case was the last that could be judged.
/// </summary>
internal sealed class ExternalServer(Subject subject)
{
    /// <summary>For the server to let go of a case's peers; then the next case begins whether or not it has.</summary>
    private static TimeSpan Settling => TimeSpan.FromSeconds(1) * Patience.Scale;

    private bool known, answered;
    private string? last, spoilt;

    /// <summary>Before a case: is the server there, and still itself?</summary>
    /// <exception cref="LaunchException">It is not.</exception>
    public async Task BeginAsync(Instance server)
    {
        if (spoilt is null && known && !await IsThereAsync(server)) spoilt = Since(server.EndPoint, "nobody has been listening");
        if (spoilt is not null) throw new LaunchException(spoilt);
        if (!known) answered = !subject.Contract.Protocol.ServesOne && await AnswersAsync(server);
        known = true;
    }

    /// <summary>After a case, when its peers have gone.</summary>
    public async Task EndAsync(Instance server, string rule, bool passed, IReadOnlyCollection<Peer> peers)
    {
        last = rule;
        if (server.Visibility.Hidden is null)
            await Until.TrueAsync(() => peers.All(peer => SocketTable.ServerSide(peer) is null or { Inode: 0 }), Settling);
        if (!passed && answered && !await AnswersAsync(server)) spoilt = Since(server.EndPoint, "no plain exchange has been answered");
    }

    private string Since(EndPoint where, string what) =>
        $"At {where} {what} since {last}: nothing after that case could be judged. Start the server again, and leave the case out with " +
            $"--case '!{last}'.";

    private static async Task<bool> IsThereAsync(Instance server) =>
        server.Visibility.Hidden is not null || await Until.TrueAsync(() => server.IsServed);

    private static async Task<bool> AnswersAsync(Instance server)
    {
        try
        {
            await PlainExchange.AssertAsync(server, new Wire());
            return true;
        }
        catch (NotConformantException)
        {
            return false;
        }
    }
}
