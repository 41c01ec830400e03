namespace SocketConformance.Cases;

/// <summary>
/// What each process of a server has of something, descriptors or threads, from one moment on. All that there are at that
/// moment are looked at: where a wrapper started the server, or its workers accept, the first of them has nothing to leak.
/// Later ones are not, such as one for each peer, nor those that have ended since.
/// </summary>
internal sealed class Holdings
{
    /// <summary>A runtime may add to its pools meanwhile; a leak of one for each connection goes far beyond.</summary>
    private const int Most = 30;

    private readonly string kind;
    private readonly Func<int, int> count;
    private readonly Dictionary<int, int> before;

    private Holdings(Server server, string kind, Func<int, int> count)
    {
        (this.kind, this.count) = (kind, count);
        before = server.Process.Alive.ToDictionary(process => process.Pid, process => count(process.Pid));
    }

    public static Holdings Descriptors(Server server) => new(server, "open descriptors", ProcessTable.Descriptors);

    public static Holdings Threads(Server server) => new(server, "threads", ProcessTable.Threads);

    /// <summary>Asserts that soon no process has <see cref="Most"/> more than at the start, or above.</summary>
    /// <param name="connections">What there has been since, such as <c>60 connections</c>.</param>
    public async Task AssertGivenBackAsync(string connections)
    {
        if (await Until.TrueAsync(() => before.Keys.All(process => Added(process) < Most))) return;
        var worst = before.Keys.MaxBy(Added);
        throw new NotConformantException($"about {before[worst]} {kind} after {connections}", $"{count(worst)} {kind}");
    }

    private int Added(int process) => count(process) - before[process];
}
