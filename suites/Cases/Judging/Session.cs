using System.Diagnostics;
using System.Net.Sockets;

namespace SocketConformance.Cases;

/// <summary>
/// The life of one case's server and peers: how it comes to its server, how long it may take, what becomes of everything
/// that it started. What a case's author uses is <see cref="Server"/>.
/// </summary>
/// <param name="shares">The case may be given a spare server, and leaves its own as one when it passes.</param>
internal sealed class Session(Plan plan, Subject subject, bool shares) : IAsyncDisposable
{
    private const int FirstShown = 150, LastShown = 300; // characters of what a server printed

    private readonly List<IAsyncDisposable> owned = [];
    private Instance? instance;
    private Timer? limit;
    private long began;
    private long? signalled;
    private bool hasLetGo;
    private TimeSpan processorBefore;
    private string? doing;

    public Plan Plan => plan;
    public Subject Subject => subject;
    public bool Shares => shares;

    public Wire Wire { get; private set; } = new();

    /// <summary>Held while a peer connects: each waits for its own place in the accept queue.</summary>
    public SemaphoreSlim Connecting { get; } = new(1);

    public Pace Pace { get; } = new();

    /// <summary>The instance that was started for the case; null where the case starts its servers itself.</summary>
    public Instance? Instance => instance;

    /// <summary>What a report tells of where a case starts its servers itself: the last one, unless the case says otherwise.</summary>
    public Instance? Watched { private get; set; }

    /// <summary>Set when the whole case took longer than <see cref="Patience.Case"/>.</summary>
    public bool OutOfTime { get; private set; }

    /// <summary>How long the case waited for its turn at a server or port that there is only one of.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>The server is on another machine.</summary>
    public bool IsRemote { get; private set; }

    /// <summary>What went missing may have been lost on the way rather than withheld by the server.</summary>
    public bool MayHaveLost { get; private set; }

    /// <summary>Whether the server has served other cases before.</summary>
    public bool IsSpare { get; private set; }

    /// <summary>How long ago the case sent the server its first signal.</summary>
    public TimeSpan SinceSignal =>
        Stopwatch.GetElapsedTime(signalled ?? throw new InvalidOperationException("This case has sent no signal."));

    /// <summary>What the kernel knew of the conversation when a rule was broken; null where nothing was, or it knew nothing.</summary>
    public string? Kernel { get; private set; }

    /// <summary>Why a server can't be judged whose process has ended by itself, and well, while something goes on serving: no
    /// signal would reach it, and no exit status be its own. Null for any other.</summary>
    public LaunchException? InBackground =>
        signalled is null && !subject.Contract.Protocol.ServesOne
        && instance is { Process: { Exited: { IsCompletedSuccessfully: true, Result: 0 } } process, IsServed: true }
            ? new LaunchException($"{process.Command} has ended{Launcher.Background}.")
            : null;

    private bool IsExternal => subject.Contract.Launch.IsExternal;

    /// <summary>Gives the case its server: a spare if there is one and the case may have it, else a fresh one.</summary>
    public async Task StartAsync(bool fresh = false)
    {
        signalled = null;
        instance = shares && !fresh ? await plan.Spares.TakeAsync(subject) : null;
        IsSpare = instance is not null;
        if (instance is null)
        {
            instance = await plan.Launcher.StartAsync(subject.Contract, subject.Transport);
            await PlainExchange.PrepareAsync(instance);
        }

        (Waited, IsRemote) = (instance.Waited, instance.Visibility.Remote);
        if (IsExternal) await plan.ExternalServers.To(subject).BeginAsync(instance);
    }

    /// <summary>The case begins, and with it the clock of its wire and the time that it may take.</summary>
    public void Begin()
    {
        (OutOfTime, Wire, Watched, doing, Kernel) = (false, new Wire(), null, null, null);
        processorBefore = instance?.Process is { } process ? ProcessTable.ProcessorTime(process.Pid) : TimeSpan.Zero;
        limit = new Timer(_ => StopForLackOfTime());
        StartClock();
    }

    /// <summary>Starts an instance besides the case's own. Ended with the case.</summary>
    public async Task<Instance> StartAnotherAsync(StartOptions? options)
    {
        var another = Own(await plan.Launcher.StartAsync(subject.Contract, subject.Transport, options));
        if (options is not { Unready: true }) await PlainExchange.PrepareAsync(another);
        Watched = another;
        StartClock(); // which is for the conversation with it
        return another;
    }

    /// <summary>Ends the case's instance, and gives it another in its place.</summary>
    public async Task RestartAsync(StartOptions options)
    {
        await EndPeersAsync();
        if (Interlocked.Exchange(ref instance, null) is { } former) await former.DisposeAsync();
        instance = await plan.Launcher.StartAsync(subject.Contract, subject.Transport, options);
        await PlainExchange.PrepareAsync(instance);
    }

    /// <summary>A signal is about to be sent to the server.</summary>
    public void NoteSignal() => signalled ??= Stopwatch.GetTimestamp();

    /// <summary>Has something disposed of at the end of the case, the latest first.</summary>
    public T Own<T>(T one)
        where T : notnull
    {
        lock (owned) owned.Add(one as IAsyncDisposable ?? new Disposal((IDisposable)one));
        return one;
    }

    /// <summary>Takes leave of an external server.</summary>
    public async Task LeaveAsync(string rule, bool passed)
    {
        if (instance is not { } visited) return; // interrupted
        var peers = Connected();
        lock (owned) MayHaveLost = IsRemote && owned.OfType<Disposal>().Any(one => one.Inner is DatagramPeer { HasMissed: true });

        await EndPeersAsync();
        await plan.ExternalServers.To(subject).EndAsync(visited, rule, passed, peers);
    }

    /// <summary>Ends the peers of a case that passed. A server that nobody asked to end lives on without them.</summary>
    /// <exception cref="NotConformantException">It has ended.</exception>
    public async Task EndConversationAsync()
    {
        if (IsExternal) return;
        var peers = Connected();
        await EndPeersAsync();
        hasLetGo = await Until.TrueAsync(
            () => peers.All(peer => SocketTable.ServerSide(peer) is null or { Inode: 0 }), Spares.Settling);
        if (signalled is not null || subject.Contract.Protocol.ServesOne || instance?.Process is not { } process) return;
        if (await process.ExitUnlessItGoesOnAsync(Patience.Answer) is not { } status) return;
        Wire.Note(new WireStep.ServerEnd(status));
        throw new NotConformantException(
            "a server that runs until it is asked to stop", $"it did what the case is about, and ended with {ExitStatus.Words(status)}");
    }

    /// <summary>Gives a server that a fault is about to end the time to do so: its page tells how, and what it said last.</summary>
    public async Task LetEndAsync()
    {
        if ((instance ?? Watched) is not { } talked) return;
        Kernel = KernelView.Words(talked, Connected(), Spent());
        if (talked.Process is not { } process) return;
        doing = ProcessTable.WaitsIn(process.Pid) is { Count: > 0 } calls ? $", waiting in {string.Join(" and ", calls)}" : null;
        if (await process.ExitUnlessItGoesOnAsync(TimeSpan.FromSeconds(1)) is null) return;
        await process.DrainAsync();
        if (!Wire.Events.Any(happened => happened.Step is WireStep.ServerEnd)) Wire.Note(new WireStep.ServerEnd(process.Exited.Result));
    }

    /// <summary>What the case's server has had of the processors since the case began, and how long that is.</summary>
    private (TimeSpan Processor, TimeSpan Elapsed)? Spent() => instance?.Process is not { } process
        ? null
        : (new TimeSpan(process.Alive.Sum(one => ProcessTable.ProcessorTime(one.Pid).Ticks)) - processorBefore,
            Stopwatch.GetElapsedTime(began));

    /// <summary>Keeps the server for another case if it has let go of the last one's peers.</summary>
    public void PassOn(string rule)
    {
        if (hasLetGo && Interlocked.Exchange(ref instance, null) is { } passed) plan.Spares.Keep(subject, passed, rule);
    }

    /// <summary>The server's command, state and last words, in one line each; those of <see cref="Watched"/> where the
    /// case starts them itself; null when nothing was started.</summary>
    public string? Describe()
    {
        if ((instance ?? Watched) is not { } described) return null;
        if (described.Process is not { } process) return $"{described.EndPoint}, an external server";
        var state = process.Exited is { IsCompletedSuccessfully: true, Result: var status }
            ? $"ended with {ExitStatus.Words(status)}"
            : $"still running{doing}";
        return $"\"{process.Command}\": {state}, stdout {Words(process.Stdout)}, stderr {Words(process.Stderr)}";
    }

    /// <summary>How much was printed, how it begins and how it ends: some runtimes say first what went wrong, others last.</summary>
    private static string Words(OutputTail output)
    {
        var text = output.Text.TrimEnd();
        if (text.Length == 0) return "empty";
        var last = text[Math.Max(0, text.Length - LastShown)..];
        var first = text[..^last.Length].Split('\n')[0];
        if (first.Length > 0) first = $"first {Quoted(first[..Math.Min(first.Length, FirstShown)])}, ";
        return $"{Show.Count(output.Total)}, {first}last {Quoted(last)}";

        static string Quoted(string part) => Show.Quote(Payload.Utf8(part));
    }

    /// <summary>What the server ended with though nobody had asked it to; null when it lives on.</summary>
    public int? EndedUnasked => signalled is null && !subject.Contract.Protocol.ServesOne
        && instance?.Process is { Exited: { IsCompletedSuccessfully: true, Result: var status } } ? status : null;

    /// <summary>Ends every peer and instance of the case. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref limit, null)?.Dispose();
        await EndPeersAsync();
        if (Interlocked.Exchange(ref instance, null) is { } started) await started.DisposeAsync();
    }

    private void StartClock()
    {
        began = Stopwatch.GetTimestamp();
        limit?.Change(Patience.Case, Timeout.InfiniteTimeSpan);
    }

    private void StopForLackOfTime()
    {
        if (Stopwatch.GetElapsedTime(began) is var taken && taken < Patience.Case) // the machine has become busier since
        {
            limit?.Change(Patience.Case - taken, Timeout.InfiniteTimeSpan);
            return;
        }

        OutOfTime = true;
        _ = IsExternal ? EndPeersAsync() : DisposeAsync().AsTask();
    }

    private List<Peer> Connected()
    {
        lock (owned) return [.. owned.OfType<Peer>().Where(peer => peer.Connected is { IsCompleted: true, Result: SocketError.Success })];
    }

    private async Task EndPeersAsync()
    {
        IAsyncDisposable[] ending;
        lock (owned)
        {
            ending = [.. owned.AsEnumerable().Reverse()];
            owned.Clear();
        }

        foreach (var one in ending) await one.DisposeAsync();
    }

    private sealed class Disposal(IDisposable inner) : IAsyncDisposable
    {
        public IDisposable Inner => inner;

        public ValueTask DisposeAsync()
        {
            inner.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
