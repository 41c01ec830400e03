using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SocketConformance.Cases;

/// <summary>The server under test, as a case sees it.</summary>
public sealed class Server(Subject subject) : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> owned = [];
    private readonly SemaphoreSlim connecting = new(1);
    private Instance? instance;
    private Timer? limit;
    private long began;
    private int sanityChecks;
    private long? signalled;

    public Subject Subject { get; } = subject;
    public ContractTarget Declared => Subject.Contract;
    public string Contract => Subject.Contract.Contract;
    public Transport Transport => Subject.Transport;

    public Wire Wire { get; private set; } = new();

    /// <summary>The instance that was started for the case.</summary>
    public Instance Instance => instance ?? throw new InvalidOperationException("This case starts its servers itself.");

    public EndPoint EndPoint => Instance.EndPoint;

    /// <summary>The address and port of a TCP or UDP server.</summary>
    public IPEndPoint Address => (IPEndPoint)EndPoint;

    /// <summary>The server's process. A case that uses it says so in its <see cref="Needs"/>.</summary>
    public ServerProcess Process => Instance.Process ?? throw new NotApplicableException("someone else runs this server");

    /// <summary>Set when the whole case took longer than <see cref="Patience.Case"/>.</summary>
    internal bool OutOfTime { get; private set; }

    /// <summary>How long the case waited for its turn at a server or port that there is only one of.</summary>
    internal TimeSpan Waited { get; private set; }

    /// <summary>The server is on another machine.</summary>
    internal bool IsRemote { get; private set; }

    /// <summary>What went missing may have been lost on the way rather than withheld by the server.</summary>
    internal bool MayHaveLost { get; private set; }

    /// <summary>Starts an instance, besides the one that was started for the case. Ended with the case.</summary>
    public async Task<Instance> StartAsync(StartOptions? options = null)
    {
        Watched = Own(await Plan.Current.Launcher.StartAsync(Subject.Contract, Transport, options));
        StartClock(); // which is for the conversation with it
        return Watched;
    }

    /// <summary>What a report tells of where a case starts its servers itself: the last one, unless the case says otherwise.</summary>
    internal Instance? Watched { private get; set; }

    /// <summary>A place for the suite itself to listen at; given back with the case.</summary>
    public async Task<ReservedPlace> ReserveAsync() => Own(await Plan.Current.Launcher.ReserveAsync(Subject.Contract, Transport));

    /// <summary>Listens there, until the end of the case.</summary>
    public Listener Listen(EndPoint endPoint) => Own(Listener.Open(endPoint, Wire));

    /// <summary>Takes the longest waiting connection; it ends with the case.</summary>
    public Peer? Accept(Listener listener) => listener.Accept() is { } peer ? Own(peer) : null;

    /// <summary>What <c>getent</c> finds under a name where the target's instances run.</summary>
    public Task<string> LookUpAsync(string name) => Plan.Current.Launcher.LookUpAsync(Subject.Contract, name);

    /// <summary>Begins to connect, whether or not there is a place: what happens is for the case to say.</summary>
    public Peer BeginConnect(IPAddress? from = null, int? receiveBuffer = null) =>
        Own(Peer.Begin(EndPoint, Wire, from, receiveBuffer));

    /// <summary>Begins to connect somewhere else than to the case's instance.</summary>
    public Peer BeginConnect(EndPoint elsewhere) => Own(Peer.Begin(elsewhere, Wire));

    /// <summary>
    /// Connects. Waits for a place in the accept queue first: a SYN that finds none is repeated after a second, and that
    /// would be the kernel's delay, not the server's.
    /// </summary>
    public async Task<Peer> ConnectAsync(IPAddress? from = null, int? receiveBuffer = null)
    {
        await connecting.WaitAsync();
        try
        {
            if (Instance.Sight.Hidden is null) await Until.TrueAsync(HasPlace);
            var peer = BeginConnect(from, receiveBuffer);
            var outcome = await peer.Connected;
            return outcome == SocketError.Success ? peer : throw new NotConformantException("a connection", outcome switch
            {
                SocketError.ConnectionRefused => "connection refused",
                SocketError.TimedOut => "no answer to the connect",
                SocketError.ConnectionReset => "RST in answer to the connect",
                _ => outcome.ToString(),
            });
        }
        finally
        {
            connecting.Release();
        }

        bool HasPlace() => SocketTable.Listener(EndPoint) is not { } queue || queue.Length < Math.Max(1, queue.Backlog);
    }

    /// <summary>A UDP client of the server.</summary>
    /// <param name="connected">Whether the kernel is to report refusals and to hear the server's own address only.</param>
    public DatagramPeer OpenDatagram(bool connected = false)
    {
        return Own(new DatagramPeer(Address, Wire, connected));
    }

    /// <summary>
    /// One plain exchange on a fresh connection: the sanity bracket around a provocation, so that no answer is never
    /// taken for a proper refusal.
    /// </summary>
    /// <param name="when">When this is, for the reader of a failure: <c>after the reset</c>.</param>
    public async Task AssertServesAsync(string when)
    {
        var message = Payload.Latin1($"sanity {Interlocked.Increment(ref sanityChecks)}");
        if (Contracts.IsDatagram(Contract))
        {
            using var datagrams = OpenDatagram();
            (await datagrams.ExchangeAsync(message)).ShouldBe(Plain.Reply(Contract, message), $"a plain exchange {when}");
            return;
        }

        var peer = await ConnectAsync();
        await peer.SendAsync(message);
        peer.FinishSending();
        if (Declared.Concurrent) await QueueDrainsAsync(); // its turn comes after those before it
        var answer = await peer.ReadToEndAsync();
        Plain.ShouldAnswer(Contract, answer, message, $"a plain exchange {when}: ");
        peer.Close();
    }

    /// <summary>Waits until the accept queue is that long; false when it was not before the deadline.</summary>
    public Task<bool> QueueBecomesAsync(int length) =>
        Until.TrueAsync(() => SocketTable.Listener(EndPoint)?.Length == length);

    /// <summary>Waits until the accept queue is empty, for as long as it gets shorter: on a busy machine a server that forks for
    /// each of 200 peers needs longer for all of them than one may wait for an answer, and is not silent for that.</summary>
    public async Task QueueDrainsAsync()
    {
        if (Instance.Sight.Hidden is not null) return;
        for (var before = Length(); before > 0; before = Length())
            if (!await Until.TrueAsync(() => Length() < before)) return;

        int Length() => SocketTable.Listener(EndPoint)?.Length ?? 0;
    }

    /// <summary>Waits until the server has taken this peer's connection out of its accept queue. Where that can't be seen
    /// it does not wait: a case that rests on it says so in its <see cref="Needs"/>.</summary>
    public async Task AssertAcceptedAsync(Peer peer)
    {
        if (instance is { Sight.Hidden: not null }) return;
        if (!await Until.TrueAsync(IsAccepted))
            throw new NotConformantException($"peer {peer.Number} accepted", "its connection waits in the accept queue");

        // A TCP connection has an inode once it was accepted. A Unix one is in the queue when connect returns.
        bool IsAccepted() => Transport.IsTcp()
            ? SocketTable.ServerSide(peer) is { Inode: not 0 }
            : SocketTable.Listener(EndPoint) is null or { Length: 0 };
    }

    /// <summary>Stops the server and its children in their tracks; the kernel goes on accepting and queueing for them.</summary>
    public async Task FreezeAsync()
    {
        if (!await Process.FreezeAsync()) throw new NotConformantException("a running server", "it has ended");
        Wire.Note("server stopped (SIGSTOP)");
    }

    /// <summary>Lets a stopped server go on.</summary>
    public void Thaw()
    {
        Wire.Note("server goes on (SIGCONT)");
        Process.Thaw();
    }

    /// <summary>Asks a stopped server to stop for good, and lets it go on; its children only once it has dealt with that.</summary>
    public async Task AskToStopAndThawAsync()
    {
        Signal(StopSignal);
        Wire.Note("server goes on (SIGCONT), its children once it has dealt with the signal");
        await Process.ThawInTurnAsync(StopSignal, Grace / 8);
    }

    /// <summary>Sends a signal to the server's process.</summary>
    public void Signal(Signal signal)
    {
        Wire.Note($"signal {signal.Word()}");
        signalled ??= Stopwatch.GetTimestamp();
        Process.Send(signal);
    }

    /// <summary>How long ago the case sent the server its first signal.</summary>
    internal TimeSpan SinceSignal => Stopwatch.GetElapsedTime(signalled ?? throw new InvalidOperationException("This case has sent no signal."));

    /// <summary>The signal that asks this server to stop.</summary>
    public Signal StopSignal => Declared.Stop == "SIGINT" ? Targets.Signal.Interrupt : Targets.Signal.Terminate;

    /// <summary>How long the server may take to end: what its target declares, scaled as all deadlines are.</summary>
    public TimeSpan Grace => Declared.Grace * Patience.Scale;

    /// <summary>Sends the signal that asks to stop, once the server sleeps.</summary>
    public async Task AskToStopAsync(Signal? signal = null)
    {
        await Process.SleepsAsync();
        if (InBackground is { } gone) throw gone;
        if (Process.Exited.IsCompleted) throw new NotConformantException("a server that runs until it is asked to stop", "it had ended before");
        Signal(signal ?? StopSignal);
    }

    /// <summary>Why a server can't be judged whose process has ended by itself, and well, while something goes on serving: no signal
    /// would reach it, and no exit status be its own. Null for any other.</summary>
    internal LaunchException? InBackground =>
        signalled is null && Contract != Contracts.EchoOnce && instance is { Process: { Exited: { IsCompletedSuccessfully: true, Result: 0 } } process, IsServed: true }
            ? new LaunchException($"{process.Command} has ended{Launcher.Background}.")
            : null;

    /// <summary>Waits for the server's end: within the grace that its target declares, and the suite's own delay.</summary>
    /// <returns>The exit status; 128 + n when signal n ended it.</returns>
    public async Task<int> AssertEndsAsync()
    {
        var status = await ExitWithinGraceAsync(Process);
        Wire.Note($"server ended with {ExitStatus.Words(status)}");
        return status;
    }

    /// <summary>The exit status of an instance's process, within the grace that its target declares.</summary>
    public async Task<int> ExitWithinGraceAsync(ServerProcess process)
    {
        var grace = Grace; // as it is now: a load that comes later makes it longer for others
        return await process.ExitWithinAsync(grace) ?? throw new NotConformantException($"an end within {grace.TotalSeconds:0.#} s", "it still runs");
    }

    /// <summary>Whether the target's command or environment mentions that placeholder.</summary>
    public bool IsTold(string placeholder) =>
        Commands?[Transport].Concat(Declared.Environment.Values).Any(word => word.Contains(placeholder, StringComparison.Ordinal)) ?? false;

    private IReadOnlyDictionary<Transport, IReadOnlyList<string>>? Commands => Declared.Launch switch
    {
        CommandLaunch command => command.Commands,
        ImageLaunch image => image.Commands,
        _ => null,
    };

    /// <summary>Sends until the server takes no more, and sleeps: one that merely waits for a processor is not stuck.</summary>
    /// <returns>How many bytes were taken.</returns>
    public async Task<int> SendUntilStuckAsync(Peer peer, ReadOnlyMemory<byte> message)
    {
        var quiet = TimeSpan.FromMilliseconds(50);
        var taken = await peer.SendUntilFullAsync(message, quiet);
        while (taken < message.Length && Instance.Process is { } process)
        {
            await process.SleepsAsync();
            var more = await peer.SendUntilFullAsync(message[taken..], quiet);
            if (more == 0) break;
            taken += more;
        }

        return taken;
    }

    /// <summary>Waits until the server has read everything that this peer sent.</summary>
    public static Task<bool> HasReadAsync(Peer peer, TimeSpan? deadline = null) =>
        Until.TrueAsync(() => SocketTable.UnreadByServer(peer) is 0 or null, deadline);

    /// <summary>The case may be given a spare server, and leaves its own as one when it passes.</summary>
    internal bool Shared { get; init; }

    /// <summary>Whether the server has served other cases before.</summary>
    internal bool IsSpare { get; private set; }

    /// <summary>Gives the case its server: a spare if there is one and the case may have it, else a fresh one.</summary>
    internal async Task StartForCaseAsync(bool fresh = false)
    {
        signalled = null;
        instance = Shared && !fresh ? await Plan.Current.Spares.TakeAsync(Subject) : null;
        IsSpare = instance is not null;
        instance ??= await Plan.Current.Launcher.StartAsync(Subject.Contract, Transport);
        (Waited, IsRemote) = (instance.Waited, instance.Sight.Remote);
        if (Declared.Launch.ByOthers) await Plan.Current.Visits.To(Subject).BeginAsync(instance);
    }

    /// <summary>Takes leave of a server that others run.</summary>
    internal async Task LeaveAsync(string rule, bool passed)
    {
        if (instance is not { } visited) return; // interrupted
        List<Peer> peers;
        lock (owned)
        {
            peers = Connected();
            MayHaveLost = IsRemote && owned.OfType<Disposal>().Any(one => one.Inner is DatagramPeer { HasMissed: true });
        }

        await EndPeersAsync();
        await Plan.Current.Visits.To(Subject).EndAsync(visited, rule, passed, peers);
    }

    /// <summary>The case begins, and with it the clock of its wire and the time that it may take.</summary>
    internal void Begin()
    {
        (OutOfTime, Wire, Watched) = (false, new Wire(), null);
        limit = new Timer(_ => StopForLackOfTime());
        StartClock();
    }

    private void StartClock()
    {
        began = Stopwatch.GetTimestamp();
        limit?.Change(Patience.Case, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends the case's peers, and keeps its server for another case if it has let go of all of them.</summary>
    internal async Task PassOnAsync()
    {
        List<Peer> peers;
        lock (owned) peers = Connected();
        await EndPeersAsync();
        if (!await Until.TrueAsync(() => peers.All(peer => SocketTable.ServerSide(peer) is null or { Inode: 0 }), Spares.Settling)) return;
        if (Interlocked.Exchange(ref instance, null) is { } passed) Plan.Current.Spares.Keep(Subject, passed);
    }

    private List<Peer> Connected() =>
        [.. owned.OfType<Peer>().Where(peer => peer.Connected is { IsCompleted: true, Result: SocketError.Success })];

    private void StopForLackOfTime()
    {
        if (Stopwatch.GetElapsedTime(began) is var taken && taken < Patience.Case) // the machine has become busier since
        {
            limit?.Change(Patience.Case - taken, Timeout.InfiniteTimeSpan);
            return;
        }

        OutOfTime = true;
        _ = (Declared.Launch.ByOthers ? EndPeersAsync() : DisposeAsync().AsTask());
    }

    /// <summary>Ends every peer and instance of the case. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref limit, null)?.Dispose();
        await EndPeersAsync();
        if (Interlocked.Exchange(ref instance, null) is { } started) await started.DisposeAsync();
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

    /// <summary>The server's command, state and last words, in one line each; those of <see cref="Watched"/> where the
    /// case starts them itself; null when nothing was started.</summary>
    internal string? Describe()
    {
        if ((instance ?? Watched) is not { } described) return null;
        if (described.Process is not { } process) return $"{described.EndPoint}, run by someone else";
        var state = process.Exited.IsCompletedSuccessfully ? $"ended with {ExitStatus.Words(process.Exited.Result)}" : "still running";
        return $"\"{process.Command}\": {state}, stdout {Last(process.Stdout)}, stderr {Last(process.Stderr)}";

        static string Last(OutputTail output)
        {
            var text = output.Text.TrimEnd();
            return text.Length == 0 ? "empty" : $"{Show.Count(output.Total)}, last {Show.Quote(Payload.Utf8(text[Math.Max(0, text.Length - 300)..]))}";
        }
    }

    private T Own<T>(T one)
        where T : notnull
    {
        lock (owned) owned.Add(one as IAsyncDisposable ?? new Disposal((IDisposable)one));
        return one;
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
