using System.Net;

namespace SocketConformance.Cases;

/// <summary>The client under test, as a case sees it: the suite is the server that it was told.</summary>
public sealed class Client
{
    private const int NotExecutable = 126, NotFound = 127; // what a shell exits with (POSIX 2.8.2)

    private readonly Server subject;
    private readonly Listener? listener;
    private readonly Instance instance;

    private Client(Server subject, Listener? listener, Instance instance) =>
        (this.subject, this.listener, this.instance) = (subject, listener, instance);

    /// <summary>What every client sends.</summary>
    public static byte[] Greeting => "Hello, world"u8.ToArray();

    /// <summary>Listens, and starts a client that is told where.</summary>
    /// <param name="host">What it is told in place of the loopback address: another one, or a name.</param>
    /// <param name="at">The address to listen on in place of the loopback address.</param>
    public static async Task<Client> StartAsync(Server subject, string? host = null, IPAddress? at = null)
    {
        var place = await subject.ReserveAsync();
        var listener = subject.Listen(at is null ? place.EndPoint : Network.Of(place.EndPoint).At(at, place.Port));
        return await StartAsync(subject, listener, new StartOptions { At = place, Host = host, Unready = true });
    }

    /// <summary>Starts a client that is told a place where nobody listens.</summary>
    public static async Task<Client> StartAloneAsync(Server subject) =>
        await StartAsync(subject, listener: null, new StartOptions { At = await subject.ReserveAsync(), Unready = true });

    private static async Task<Client> StartAsync(Server subject, Listener? listener, StartOptions options)
    {
        return new Client(subject, listener, await subject.StartAsync(options));
    }

    /// <summary>What it has printed; whole once it has ended.</summary>
    public OutputTail Stdout => Process.Stdout;
    public OutputTail Stderr => Process.Stderr;

    private ServerProcess Process => instance.Process!;

    private Listener Listener => listener ?? throw new InvalidOperationException("Nobody listens for this client.");

    /// <summary>Waits for its connection, and leaves that in the kernel's queue.</summary>
    public async Task ShouldConnectAsync()
    {
        if (await Listener.BecomesWantedAsync(hopeless: () => Process.Exited.IsCompleted, Patience.Start)) return;
        if (!Process.Exited.IsCompleted) throw LaunchException.Of(Process, $"did not connect within {Patience.Start.TotalSeconds:0.#} s");
        throw new NotConformantException("a connection", $"it ended without one, with {ExitStatus.Words(await ShouldEndAsync())}");
    }

    /// <summary>Its connection.</summary>
    public async Task<Peer> AcceptAsync()
    {
        await ShouldConnectAsync();
        return subject.Accept(Listener)!;
    }

    /// <summary>Its connection, on which it has sent its greeting.</summary>
    public async Task<Peer> MeetAsync()
    {
        var connection = await AcceptAsync();
        (await connection.ReadAsync(Greeting.Length)).ShouldBe(Greeting);
        return connection;
    }

    /// <summary>A further connection that waits to be accepted; null when there is none.</summary>
    public Peer? AcceptAnother() => subject.Accept(Listener);

    /// <summary>Waits until it sleeps in the kernel: it has neither ended nor printed a reply.</summary>
    /// <param name="while">What the server is doing, for the reader.</param>
    public async Task ShouldWaitAsync(string @while)
    {
        var sleeps = await Process.SleepsAsync(Patience.Start);
        if (Process.Exited.IsCompleted)
            throw new NotConformantException($"it waits while {@while}", $"it ended with {ExitStatus.Words(await ShouldEndAsync())}");
        if (Received.Count > 0)
            throw new NotConformantException($"it prints no reply while {@while}", $"stdout {Quoted(Stdout)}");
        if (!sleeps)
            throw new NotObservableException($"it does not sleep while {@while}: whether it waits, or has not come so far, can't be told");
    }

    /// <summary>Waits for its end, and for everything that it has printed.</summary>
    /// <param name="within">By default <see cref="Patience.Answer"/>.</param>
    /// <returns>The exit status; 128 + n when signal n ended it.</returns>
    public async Task<int> ShouldEndAsync(TimeSpan? within = null)
    {
        subject.Session.Watched = instance;
        var patience = within ?? Patience.Answer;
        var status = await Process.ExitWithinAsync(patience)
            ?? throw new NotConformantException("an end", $"it still runs after {patience.TotalSeconds:0.#} s");
        await Process.DrainAsync();
        subject.Wire.Note(new WireStep.ClientEnd(status));
        if (status is NotExecutable or NotFound) throw LaunchException.Of(Process, $"did not start: {ExitStatus.Words(status)}");
        return status;
    }

    /// <summary>Waits for its end with that status.</summary>
    public async Task ShouldEndAsync(int status)
    {
        var observed = await ShouldEndAsync();
        if (observed != status) throw new NotConformantException(ExitStatus.Words(status), ExitStatus.Words(observed));
    }

    /// <summary>Waits for its end; by then it has printed this reply on a line of its own, and no other reply.</summary>
    public Task ShouldPrintAsync(byte[] reply) => ShouldPrintAsync($"Received {Repr.Of(reply)}");

    /// <summary>Waits for its end; by then it has printed this line, and no other that tells of a reply.</summary>
    public async Task ShouldPrintAsync(string line)
    {
        await ShouldEndAsync();
        if (Received is [var only] && only == line) return;
        var expected = Payload.Utf8(line);
        throw new NotConformantException($"the line {Show.Bytes(expected)} on stdout", Received switch
        {
            [] => $"no line that begins with \"Received\": stdout {Quoted(Stdout)}, stderr {Quoted(Stderr)}",
            [var other] => $"{Show.Bytes(Payload.Utf8(other))}{Expectations.FirstDifference(expected, Payload.Utf8(other))}",
            var several => $"{several.Count:N0} such lines: stdout {Quoted(Stdout)}",
        });
    }

    /// <summary>Whether processes of its group are still there once it has ended.</summary>
    public async Task ShouldLeaveNoProcessAsync()
    {
        await ShouldEndAsync();
        if (!await Until.TrueAsync(() => Process.Alive.Count == 0))
            throw new NotConformantException(
                "no process of its group once it has ended", $"still there: {string.Join(", ", Process.Alive.Select(row => row.Pid))}");
    }

    public static string Quoted(OutputTail output) => Show.Bytes(Payload.Utf8(output.Text));

    private List<string> Received => [.. Stdout.Text.Split('\n').Where(line => line.StartsWith("Received", StringComparison.Ordinal))];
}
