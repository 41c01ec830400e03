using System.Net;
using System.Net.Sockets;

namespace SocketConformance.Cases;

/// <summary>The server under test, as a case sees it.</summary>
public sealed class Server
{
    private readonly Session session;
    private int sanityChecks;

    internal Server(Session session) => this.session = session;

    public Subject Subject => session.Subject;
    public ContractTarget Declared => Subject.Contract;
    public Protocol Protocol => Declared.Protocol;
    public Transport Transport => Subject.Transport;

    /// <summary>What goes over the wire of a described protocol; a contract has none.</summary>
    internal Dialogue Dialogue => Protocol.Dialogue ?? throw new InvalidOperationException($"{Protocol} is a contract.");

    public Wire Wire => session.Wire;

    /// <summary>The instance that was started for the case.</summary>
    public Instance Instance => session.Instance ?? throw new InvalidOperationException("This case starts its servers itself.");

    public EndPoint EndPoint => Instance.EndPoint;

    /// <summary>The address and port of a TCP or UDP server.</summary>
    public IPEndPoint Address => (IPEndPoint)EndPoint;

    /// <summary>Another address, at the same port.</summary>
    public IPEndPoint At(IPAddress address) => Instance.At(address);

    /// <summary>The server's process. A case that uses it says so in its <see cref="Needs"/>.</summary>
    public ServerProcess Process => Instance.Process ?? throw new NotApplicableException("external server");

    /// <summary>Its life, which is not a case's business.</summary>
    internal Session Session => session;

    /// <summary>Starts an instance, besides the one that was started for the case. Ended with the case.</summary>
    public Task<Instance> StartAsync(StartOptions? options = null) => session.StartAnotherAsync(options);

    /// <summary>Ends the case's instance and its peers, and starts another in its place.</summary>
    public Task RestartAsync(StartOptions options) => session.RestartAsync(options);

    /// <summary>A place for the suite itself to listen at; given back with the case.</summary>
    public async Task<ReservedPlace> ReserveAsync() => session.Own(await session.Plan.Launcher.ReserveAsync(Declared, Transport));

    /// <summary>Listens there, until the end of the case.</summary>
    public Listener Listen(EndPoint endPoint) => session.Own(Listener.Open(endPoint, Wire));

    /// <summary>Takes the longest waiting connection; it ends with the case.</summary>
    public Peer? Accept(Listener listener) => listener.Accept() is { } peer ? session.Own(peer) : null;

    /// <summary>What <c>getent</c> finds under a name where the target's instances run.</summary>
    public Task<string> LookUpAsync(string name) => session.Plan.Launcher.LookUpAsync(Declared, name);

    /// <summary>Begins to connect, whether or not there is a place: what happens is for the case to say.</summary>
    public Peer BeginConnect(IPAddress? from = null, int? receiveBuffer = null, int port = 0, int? segment = null) =>
        session.Own(Peer.Begin(EndPoint, Wire, from, receiveBuffer, port, segment));

    /// <summary>Begins to connect somewhere else than to the case's instance.</summary>
    public Peer BeginConnect(EndPoint elsewhere) => session.Own(Peer.Begin(elsewhere, Wire));

    /// <summary>
    /// Connects. Waits for a place in the accept queue first: a SYN that finds none is repeated after a second, and that
    /// would be the kernel's delay, not the server's.
    /// </summary>
    public async Task<Peer> ConnectAsync(IPAddress? from = null, int? receiveBuffer = null, int port = 0, int? segment = null)
    {
        await session.Connecting.WaitAsync();
        try
        {
            if (Instance.Visibility.Hidden is null) await Until.TrueAsync(HasPlace);
            var peer = BeginConnect(from, receiveBuffer, port, segment);
            var outcome = await peer.Connected;
            if (outcome == SocketError.Success) return peer;
            var observed = outcome switch
            {
                SocketError.ConnectionRefused => "connection refused",
                SocketError.TimedOut => "no answer to the connect",
                SocketError.ConnectionReset => "RST in answer to the connect",
                _ => outcome.ToString(),
            };
            throw new NotConformantException("a connection", observed) { Difference = new($"takes no connection ({observed})") };
        }
        finally
        {
            session.Connecting.Release();
        }
    }

    /// <summary>Whether a place in the accept queue is free; true where that can't be seen.</summary>
    public bool HasPlace() => SocketTable.AcceptQueue(EndPoint) is not { } queue || queue.Length < Math.Max(1, queue.Backlog);

    /// <summary>A UDP client of the server.</summary>
    /// <param name="connected">Whether the kernel is to report refusals and to hear the server's own address only.</param>
    /// <param name="port">The port to send from; 0 for the kernel's choice.</param>
    public DatagramPeer OpenDatagram(bool connected = false, int port = 0) =>
        session.Own(new DatagramPeer(Address, Wire, connected, port));

    /// <summary>That many, or as many as the server says that it serves at the same time.</summary>
    public int UpTo(int count) => Math.Min(count, Declared.AtOnce ?? count);

    /// <summary>That many exchanges on a connection, or as many as the server says that it answers on one.</summary>
    public int Most(int exchanges) => Math.Min(exchanges, Declared.ExchangesMost);

    /// <summary>Waits until a server that serves a bounded number has dealt with those who came and left: a place that it is about
    /// to have again is none yet.</summary>
    public async Task PlacesReturnAsync()
    {
        if (Declared is not { Concurrent: true, AtOnce: not null }) return;
        await QueueDrainsAsync();
        if (Instance.Process is { } process) await process.SleepsAsync();
    }

    /// <summary>
    /// One plain exchange on a fresh connection: the sanity bracket around a provocation, so that no answer is never
    /// taken for a proper refusal.
    /// </summary>
    /// <param name="when">When this is, for the reader of a failure: <c>after the reset</c>.</param>
    /// <param name="accepted">Whether to ask only once the server has accepted the peer.</param>
    public async Task AssertServesAsync(string when, bool accepted = false)
    {
        await session.Pace.WaitAsync(Declared.PerSecond);
        if (Protocol.Dialogue is { } dialogue)
        {
            await AssertConversesAsync(dialogue, when);
            return;
        }

        var message = Payload.Latin1($"sanity {Interlocked.Increment(ref sanityChecks)}");
        if (Protocol.IsDatagram)
        {
            using var datagrams = OpenDatagram();
            var reply = await datagrams.ExchangeAsync(message);
            Plain(() => reply.ShouldBe(Protocol.Reply(message), $"a plain exchange {when}"));
            return;
        }

        await PlacesReturnAsync();
        var peer = await ConnectAsync();
        if (accepted) await AssertAcceptedAsync(peer);
        await peer.SendAsync(message);
        if (Declared.HalfClose == HalfClose.Answers) peer.FinishSending();
        if (Declared.Concurrent) await QueueDrainsAsync(); // its turn comes after those before it
        var answer = await PlainExchange.ReadAsync(Declared, peer, message);
        Plain(() => answer.ShouldAnswer(Protocol, message, $"a plain exchange {when}: "));
        peer.Close();

        void Plain(Action expectation)
        {
            try
            {
                expectation();
            }
            catch (NotConformantException wrong) when (wrong.Exchange is { } exchange)
            {
                throw new NotConformantException(wrong.Expected, wrong.Observed, wrong.Hint)
                {
                    Difference = wrong.Difference,
                    Exchange = exchange with { Request = message, IsPlain = true },
                };
            }
        }
    }

    private async Task AssertConversesAsync(Dialogue dialogue, string when)
    {
        var context = $"a plain exchange {when}: ";
        if (Protocol.IsDatagram)
        {
            using var datagrams = OpenDatagram();
            await datagrams.AskAsync(dialogue, Talk.Next(dialogue)!, context);
            return;
        }

        await PlacesReturnAsync();
        var peer = await ConnectAsync();
        if (Declared.Concurrent) await QueueDrainsAsync(); // its turn comes after those before it
        await new Talk(dialogue, peer).ConverseAsync(context);
        peer.Close();
    }

    /// <summary>What a peer sends first: in a described protocol what that says, else these words.</summary>
    public byte[] FirstBytes(string words) =>
        Protocol.Dialogue is { } dialogue ? Talk.FirstBytes(dialogue) : Payload.Latin1(words);

    /// <summary>Has a connected peer's exchange: in a described protocol with all that comes before it and one of its requests, else
    /// with these words, to the server's end.</summary>
    /// <param name="context">Whose it is, for the reader: <c>peer 3 of 20: </c>.</param>
    /// <param name="exchange">Which of the described ones; null for the next.</param>
    public async Task AssertAnswersAsync(Peer peer, string words, string context, Exchange? exchange = null)
    {
        await session.Pace.WaitAsync(Declared.PerSecond);
        if (Protocol.Dialogue is { } dialogue)
        {
            await new Talk(dialogue, peer).ConverseAsync(context, exchange);
            if (!Declared.Concurrent) peer.Close(); // until it has left, nobody else is served
            return;
        }

        var request = Payload.Latin1(words);
        var answer = Declared.HalfClose == HalfClose.Answers
            ? await peer.ExchangeAsync(request)
            : await PlainExchange.AskAsync(Declared, peer, request);
        answer.ShouldAnswer(Protocol, request, context);
    }

    /// <summary>Has a socket's exchange by datagrams: one of a described protocol's, else with these words.</summary>
    public async Task AssertRepliesAsync(DatagramPeer peer, string words, string context)
    {
        await session.Pace.WaitAsync(Declared.PerSecond);
        if (Protocol.Dialogue is { } dialogue) await peer.AskAsync(dialogue, Talk.Next(dialogue)!, $"{context}: ");
        else await peer.ShouldGetReplyAsync(this, Payload.Latin1(words), context);
    }

    /// <summary>Waits until the accept queue is that long; false when it was not before the deadline.</summary>
    public Task<bool> QueueBecomesAsync(int length) =>
        Until.TrueAsync(() => SocketTable.AcceptQueue(EndPoint)?.Length == length);

    /// <summary>Waits until the accept queue is empty, for as long as it gets shorter: on a busy machine a server that forks for
    /// each of 200 peers needs longer for all of them than one may wait for an answer, and is not silent for that.</summary>
    public async Task QueueDrainsAsync()
    {
        if (Instance.Visibility.Hidden is not null) return;
        for (var before = Length(); before > 0; before = Length())
            if (!await Until.TrueAsync(() => Length() < before)) return;

        int Length() => SocketTable.AcceptQueue(EndPoint)?.Length ?? 0;
    }

    /// <summary>Waits until the server has taken this peer's connection out of its accept queue. Where that can't be seen
    /// it does not wait: a case that rests on it says so in its <see cref="Needs"/>.</summary>
    public async Task AssertAcceptedAsync(Peer peer)
    {
        if (session.Instance is { Visibility.Hidden: not null }) return;
        if (!await Until.TrueAsync(() => IsAccepted(peer)) && IsDeferred(peer)) throw new NotObservableException(Deferred);
        if (!IsAccepted(peer))
            throw new NotConformantException($"peer {peer.Number} accepted", "its connection waits in the accept queue")
            {
                Difference = new("does not accept a connection that waits in its queue"),
            };
    }

    /// <summary>Whether the server has taken this peer's connection out of its accept queue.</summary>
    public bool IsAccepted(Peer peer) =>
        // A TCP connection has an inode once it was accepted, until the server closes it: its FIN tells those apart that have none. A
        // Unix one is in the queue when connect returns.
        Transport.IsTcp()
            ? SocketTable.ServerSide(peer) is { Inode: not 0 } or { State: TcpState.FinWait1 or TcpState.FinWait2 or TcpState.Closing
                or TcpState.TimeWait or TcpState.LastAck }
            : SocketTable.AcceptQueue(EndPoint) is null or { Length: 0 };

    /// <summary>Whether the server has closed its side of this peer's connection; false where that can't be seen.</summary>
    public bool HasClosed(Peer peer) => Transport.IsTcp() && Instance.Visibility.Hidden is null
        && SocketTable.ServerSide(peer) is not { State: TcpState.Established or TcpState.CloseWait or TcpState.SynReceived };

    /// <summary>Has system calls of the server fail, each once in every thread that makes it, until the case lets go of it.</summary>
    public async Task<Injection> InjectAsync(FailingCalls failing)
    {
        await Process.AllSleepAsync(); // a child that it is about to start would not be attached to
        return session.Own(await session.Plan.Launcher.InjectAsync(Process, failing));
    }

    /// <summary>Whether the kernel keeps a connected peer out of the accept queue although there is room (TCP_DEFER_ACCEPT): for it the
    /// handshake is not over before the peer has sent something.</summary>
    public bool IsDeferred(Peer peer) => SocketTable.ServerSide(peer) is { State: TcpState.SynReceived } && HasPlace();

    /// <summary>Why nothing can be said about a peer that <see cref="IsDeferred"/>.</summary>
    public const string Deferred = "its listener defers (TCP_DEFER_ACCEPT): the kernel gives it no connection before the peer has sent " +
        "something, and drops in silence who has not";

    /// <summary>Stops the server and its children in their tracks; the kernel goes on accepting and queueing for them.</summary>
    public async Task FreezeAsync()
    {
        if (await Process.FreezeAsync())
        {
            Wire.Note(new WireStep.Freeze());
            return;
        }

        if (Process.Exited.IsCompleted || ProcessTable.IsEnding(Process.Pid))
            throw new NotConformantException("a running server", "it has ended");
        Process.Thaw();
        throw new NotObservableException("the server's processes did not all stand still (SIGSTOP): one was in a system call that goes on");
    }

    /// <summary>Lets a stopped server go on.</summary>
    public void Thaw()
    {
        Wire.Note(new WireStep.Thaw(InTurn: false));
        Process.Thaw();
    }

    /// <summary>Stops the server until that is done, so that it finds all of it at once, however quick either side is. One that others
    /// have started goes on meanwhile.</summary>
    public async Task WhileStoppedAsync(Func<Task> act)
    {
        var isOurs = Instance.Process is not null;
        if (isOurs) await FreezeAsync();
        await act();
        if (isOurs) Thaw();
    }

    /// <summary>Asks a stopped server to stop for good, and lets it go on; its children only once it has dealt with that.</summary>
    public async Task AskToStopAndThawAsync()
    {
        Signal(GracefulSignal);
        Wire.Note(new WireStep.Thaw(InTurn: true));
        await Process.ThawInTurnAsync(GracefulSignal, Grace / 8);
    }

    /// <summary>Sends a signal to the server's process.</summary>
    public void Signal(Signal signal)
    {
        Wire.Note(new WireStep.Signal(signal.Word()));
        session.NoteSignal();
        Process.Send(signal);
    }

    /// <inheritdoc cref="Session.SinceSignal"/>
    internal TimeSpan SinceSignal => session.SinceSignal;

    /// <summary>The signal that asks this server to stop.</summary>
    public Signal StopSignal => SignalWords.Parse(Declared.Stop);

    /// <summary>The signal that asks this server to finish what it has begun, and to stop.</summary>
    public Signal GracefulSignal => SignalWords.Parse(Declared.StopGraceful ?? Declared.Stop);

    /// <summary>How long this target's servers have taken to listen, at most: what a second instance may take to find that it can't.
    /// </summary>
    public async Task<TimeSpan> LongestStartAsync()
    {
        if (session.Plan.Launcher.LongestStart(Declared) is { } known) return known;
        await using var measured = await session.Plan.Launcher.StartAsync(Declared, Transport);
        return session.Plan.Launcher.LongestStart(Declared) ?? default;
    }

    /// <summary>One of the statuses that its target declares for an orderly stop.</summary>
    /// <param name="status">What it has ended with.</param>
    /// <param name="also">Another that is right.</param>
    public void ShouldBeOrderly(int status, params IReadOnlyList<int> also)
    {
        int[] orderly = [.. Declared.Exit.Union(also)];
        if (orderly.Contains(status)) return;
        throw new NotConformantException($"exit {ExitStatus.Words(orderly)}", ExitStatus.Words(status))
        {
            Difference = new($"stops with {ExitStatus.Words(status)} in place of {ExitStatus.Words(orderly)}"),
        };
    }

    /// <summary>How long the server may take to end: what its target declares, scaled as all deadlines are.</summary>
    public TimeSpan Grace => Declared.Grace * Patience.Scale;

    /// <summary>Sends the signal that asks to stop, once the server sleeps.</summary>
    public async Task AskToStopAsync(Signal? signal = null)
    {
        await Process.SleepsAsync();
        if (session.InBackground is { } gone) throw gone;
        if (Process.Exited.IsCompleted && Protocol.ServesOne)
            throw new NotApplicableException("it had ended, as it may, before it was asked to stop");
        if (Process.Exited.IsCompleted)
            throw new NotConformantException("a server that runs until it is asked to stop", "it had ended before");
        Signal(signal ?? StopSignal);
    }

    /// <summary>Waits for the server's end: within the grace that its target declares, and the suite's own delay.</summary>
    /// <returns>The exit status; 128 + n when signal n ended it.</returns>
    public async Task<int> AssertEndsAsync()
    {
        var status = await ExitWithinGraceAsync(Process);
        Wire.Note(new WireStep.ServerEnd(status));
        return status;
    }

    /// <summary>Waits for the end of a server that was asked to stop while these are connected. Where its target declares that
    /// sessions go on, it first has to stop listening; then they leave, and no process may be left.</summary>
    /// <returns>The exit status; 128 + n when signal n ended it.</returns>
    public async Task<int> AssertEndsBesideAsync(params IEnumerable<Peer> peers)
    {
        if (!Declared.SessionsGoOn) return await AssertEndsAsync();
        if (!await StopsListeningAsync(Grace))
            throw new NotConformantException(
                "the listener closed, while sessions go on", $"it still listens after {Grace.TotalSeconds:0.#} s");
        foreach (var peer in peers) peer.Close();
        var status = await AssertEndsAsync();
        if (!await Until.TrueAsync(() => Process.Alive.Count + Process.LeftBehind.Count == 0, Grace))
            throw new NotConformantException(
                "no process left once the peers have left", $"{Process.Alive.Count + Process.LeftBehind.Count} of them still run");
        return status;
    }

    /// <summary>Waits until nobody listens where the server did.</summary>
    public Task<bool> StopsListeningAsync(TimeSpan within) => Until.TrueAsync(() => SocketTable.AcceptQueue(EndPoint) is null, within);

    /// <summary>The exit status of an instance's process, within the grace that its target declares.</summary>
    public async Task<int> ExitWithinGraceAsync(ServerProcess process)
    {
        var grace = Grace; // as it is now: a load that comes later makes it longer for others
        return await process.ExitWithinAsync(grace)
            ?? throw new NotConformantException(
                $"an end within {grace.TotalSeconds:0.#} s", "it still runs", process.IsFirstInItsContainer ? DeafFirstProcess : null);
    }

    private const string DeafFirstProcess =
        "the first process of a container is sent no signal that it does not handle: handle it; where a shell script starts the server, " +
        "do so with exec; or run an init in front of it (docker run --init, and 'init: true' in the target file)";

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

    /// <summary>Sends piece by piece until the server no longer reads. Unlike with <see cref="SendUntilStuckAsync"/>, all that is sent
    /// is with the server's kernel then: what the peer does next, such as its FIN, arrives at once.</summary>
    /// <returns>How many bytes were sent.</returns>
    public async Task<int> SendUntilUnreadAsync(Peer peer, ReadOnlyMemory<byte> message)
    {
        var sent = 0;
        while (sent < message.Length && !await IsStuckAsync(peer))
        {
            await peer.SendAsync(message.Slice(sent, Piece));
            sent += Piece;
        }

        return sent;
    }

    private const int Piece = 32 * 1024;

    /// <summary>Whether the server sleeps and leaves what it was sent unread, for want of room for its reply. One that merely
    /// waits for a processor is not stuck; nor is one with little unread, to which the next segment, if only the FIN, may bring
    /// the room that it waits for.</summary>
    private async Task<bool> IsStuckAsync(Peer peer)
    {
        var pause = TimeSpan.FromMilliseconds(50);
        if (await HasReadAsync(peer, pause)) return false;
        await Process.SleepsAsync();
        var unread = SocketTable.UnreadByServer(peer);
        if (unread < Piece && SocketTable.UnacknowledgedByServer(peer) == 0) return false;
        return !await HasReadAsync(peer, pause) && SocketTable.UnreadByServer(peer) == unread;
    }

    /// <summary>Waits until the server has read everything that this peer sent.</summary>
    public static Task<bool> HasReadAsync(Peer peer, TimeSpan? deadline = null) =>
        Until.TrueAsync(() => SocketTable.UnreadByServer(peer) is 0 or null, deadline);
}
