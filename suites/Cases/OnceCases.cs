using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace SocketConformance.Cases;

/// <summary>Once: one connection, then the end.</summary>
[Asks(ServesOne)]
public sealed class OnceCases
{
    [Conformance("once/serves-one-and-exits-0", Must, "contract",
        "A server serves its one connection, closes it, and exits with status 0.",
        Needs = Needs.Process,
        IsPrerequisite = true,
        How = "One exchange to FIN; then the exit status of the process is awaited.",
        Catches = "a server that goes on serving, or exits with another status")]
    public async Task The_process_exits_0(Server server)
    {
        await server.AssertServesAsync("with its one peer");

        await ShouldExitWith0Async(server.Process);
    }

    [Conformance("once/exits-0-whatever-was-asked", Must, "contract",
        "A server exits with status 0 once it has answered, whatever the request was.",
        Since = 2,
        Unstarted = true, FirstTransportOnly = true,
        Needs = Needs.Process,
        How = "Instances are asked one after the other: one byte, whitespace, NUL and 0xFF, exactly 1024 bytes. The status of each is " +
            "awaited once it has answered.",
        Catches = "a server whose status tells of the request")]
    public async Task The_status_does_not_depend_on_the_request(Server server)
    {
        foreach (var request in (byte[][])[[.. "a"u8], [.. " \t\n"u8], [0x00, 0xFF], Payload.Numbered(1024)])
        {
            await using var instance = await server.StartAsync();
            var peer = server.BeginConnect(instance.EndPoint);
            if (await peer.Connected is not SocketError.Success and var refused)
                throw new NotConformantException("a connection", SocketErrors.OfConnect(refused));
            await peer.SendAsync(request);
            peer.FinishSending();
            (await peer.ReadToEndAsync()).ShouldAnswer(server.Protocol, request);
            await ShouldExitWith0Async(instance.Process!);
        }
    }

    [Conformance("once/closes-the-listener", Must, "contract; RFC 9293 §3.10.7.1",
        "A server refuses connections once it has served its one.",
        Needs = Needs.Process | Needs.SocketTable,
        How = "After the exchange the listener must leave the kernel's table, and a connect be refused.",
        Catches = "a server that accepts in a loop")]
    public async Task Later_connects_are_refused(Server server)
    {
        await server.AssertServesAsync("with its one peer");

        if (!await Until.TrueAsync(() => SocketTable.AcceptQueue(server.EndPoint) is null))
            throw new NotConformantException("no listener after the one connection", $"it still listens on {server.EndPoint}");
        var outcome = await server.BeginConnect().Connected;
        if (!IsRefused(outcome)) throw new NotConformantException("a later connect refused", SocketErrors.OfConnect(outcome));
    }

    [Conformance("once/serves-no-second", Must, "contract",
        "A server sends nothing to a second peer, and does not leave it waiting once the first is served.",
        How = "A second peer connects and sends while the first is being served. When that has ended, the second must be refused, or see " +
            "FIN or RST, without a byte.",
        Catches = "a server that accepts a second connection")]
    public async Task A_second_peer_gets_an_ending_and_no_bytes(Server server)
    {
        var first = await server.ConnectAsync();
        await BeginAsync(server, first);

        var second = server.BeginConnect();
        var outcome = await second.Connected;
        if (outcome == SocketError.Success) await second.SendAsync("second"u8.ToArray());
        (await first.ExchangeAsync("2"u8.ToArray())).ShouldAnswer(server.Protocol, "2"u8.ToArray(), "the first peer: ");
        if (IsRefused(outcome) || outcome == SocketError.ConnectionReset) return; // Its listener is closed already: as good.
        if (outcome != SocketError.Success)
            throw new NotConformantException("the second peer queued or refused", SocketErrors.OfConnect(outcome));

        var answer = await second.ReadToEndAsync();
        answer.ShouldHaveEnded("the second peer: ");
        if (answer.Bytes.Length > 0) answer.ShouldBe([], then: answer.Ending, "the second peer: ");
    }

    [Conformance("once/empty-connection-counts", Must, "contract",
        "A server counts a connection without data as its one: it answers FIN with FIN and exits with status 0.",
        Needs = Needs.Process,
        How = "The peer half-closes at once and reads to the end; then the exit status is awaited.",
        Catches = "a server that waits for a connection with data, or takes recv's 0 for an error")]
    public async Task A_connection_without_data_is_the_one(Server server)
    {
        var peer = await server.ConnectAsync();
        await EndAsync(peer);

        await ShouldExitWith0Async(server.Process);
    }

    [Conformance("once/announces-the-peer", Level.Should, "contract; POSIX accept",
        "A server prints who has connected: the peer's address or port.",
        Asks = ServesOne | Repeats,
        Over = Over.Tcp, Needs = Needs.Process,
        How = "The peer connects from 127.0.0.9 (over IPv6 from ::1); when it has been served, the output must name that address or the " +
            "peer's port.",
        Catches = "a server that prints its own address, or nothing")]
    public async Task The_output_names_the_peer(Server server)
    {
        var peer = await server.ConnectAsync(from: server.Transport == Transport.Tcp4 ? IPAddress.Parse("127.0.0.9") : null);
        var local = (IPEndPoint)peer.LocalEndPoint!;
        await EndAsync(peer);
        await ShouldExitAsync(server.Process); // Output to a pipe may be held back until the exit.

        if (!await Until.TrueAsync(
            () => Names(server.Process.Stdout.Text, local) || Names(server.Process.Stderr.Text, local), TimeSpan.FromSeconds(1)))
            throw new NotConformantException(
                $"output that names {local}", $"stdout {Quoted(server.Process.Stdout)}, stderr {Quoted(server.Process.Stderr)}");
    }

    [Conformance("once/address-in-use-exits-1", Must, "contract; POSIX bind",
        "A server that finds its address in use says \"could not open socket\" and exits with status 1.",
        Over = Over.Tcp, Needs = Needs.Process,
        How = "A second instance is started on the port of the first; unless the target declares `port-in-use`, its exit status and its " +
            "output are awaited; then the first serves.",
        Catches = "a server that shares the port, fails in silence, or exits with another status")]
    public async Task An_address_in_use_is_reported(Server server)
    {
        var same = new StartOptions { Where = server.Address, Unready = true };
        if (server.Declared.PortInUse != PortInUse.Fails)
        {
            await SecondInstance.ShouldHarmNobodyAsync(server, same, exchanges: 1);
            return;
        }

        var second = await server.StartAsync(same);
        var process = second.Process!;
        var status = await process.ExitWithinAsync(Patience.Start + await server.LongestStartAsync())
            ?? throw new NotConformantException("the second instance ends with status 1", "it is still running");
        if (status != 1) throw new NotConformantException("status 1 from the second instance", ExitStatus.Words(status));
        if (!await Until.TrueAsync(() => Says(process.Stdout) || Says(process.Stderr), TimeSpan.FromSeconds(1)))
            throw new NotConformantException(
                "\"could not open socket\"", $"stdout {Quoted(process.Stdout)}, stderr {Quoted(process.Stderr)}");
        await server.AssertServesAsync("by the instance that has the address");

        static bool Says(OutputTail output) => output.Text.Contains("could not open socket", StringComparison.OrdinalIgnoreCase);
    }

    [Conformance("once/ends-after-reset", Must, "contract; RFC 9293 §3.10.4",
        "A server ends, with whatever status, when its one peer resets the connection.",
        Over = Over.Tcp, Needs = Needs.Process,
        How = "After one echo, or once accepted where one request is all, the peer sends RST; the end of the process is awaited.",
        Catches = "a server that waits for ever for a peer that is gone")]
    public async Task A_reset_ends_the_server(Server server)
    {
        var peer = await server.ConnectAsync();
        await BeginAsync(server, peer);
        peer.Reset();

        await ShouldExitAsync(server.Process);
    }

    [Conformance("once/reports-reset-without-crash", Level.Should, "RFC 9293 §3.10.4; POSIX recv (ECONNRESET)",
        "A server whose one peer resets the connection ends in order: not by a signal, and without a stack trace.",
        Over = Over.Tcp, Needs = Needs.Process,
        How = "After one echo, or once accepted where one request is all, the peer sends RST; the exit status and the output are " +
            "looked at.",
        Catches = "a server that does not handle ECONNRESET")]
    public async Task A_reset_is_handled(Server server)
    {
        var peer = await server.ConnectAsync();
        await BeginAsync(server, peer);
        peer.Reset();

        await ShouldEndInOrderAsync(server.Process);
    }

    [Conformance("once/survives-a-closed-peer", Level.Should, "POSIX send (EPIPE)",
        "A server that writes to a peer that has closed is not killed by SIGPIPE.",
        Asks = ServesOne | GrowingReply,
        Over = Over.Tcp, Needs = Needs.Process | Needs.SocketTable,
        How = "While the server is stopped its peer sends 32 KiB and closes; the echo then runs into RST. SIGPIPE may not end the process.",
        Catches = "a server that leaves SIGPIPE at its default")]
    public async Task Sigpipe_does_not_kill(Server server)
    {
        var peer = await server.ConnectAsync();
        await BeginAsync(server, peer);
        await server.FreezeAsync();
        await peer.SendAsync(Payload.Numbered(32 * 1024));
        peer.Close();
        server.Thaw();

        var status = await ShouldExitAsync(server.Process);
        if (status == 128 + 13) throw new NotConformantException("an end of its own accord", ExitStatus.Words(status));
    }

    [Conformance("once/reset-in-queue", Must, "Linux accept(2); POSIX accept (ECONNABORTED)",
        "A server whose peer was reset before it was accepted ends, or serves the next; it does not hang.",
        Over = Over.Tcp, Needs = Needs.Process,
        How = "While the server is stopped a peer connects and sends RST. Afterwards either the next peer gets its reply, or the " +
            "process ends.",
        Catches = "a server that waits for ever on a connection that was dead when it got it")]
    public async Task A_peer_reset_in_the_queue_does_not_hang_it(Server server)
    {
        await server.FreezeAsync();
        var gone = server.BeginConnect();
        if (await gone.Connected is not SocketError.Success and var outcome)
            throw new NotConformantException("a place in the queue", SocketErrors.OfConnect(outcome));
        gone.Reset();
        server.Thaw();

        var next = server.BeginConnect();
        if (await next.Connected == SocketError.Success)
        {
            var answer = await next.ExchangeAsync("next"u8.ToArray());
            if (answer.Ending == Fin && answer.Bytes.AsSpan().SequenceEqual(server.Protocol.Reply("next"u8.ToArray()))) return;
        }

        await ShouldExitAsync(server.Process);
    }

    /// <summary>The server is in the middle of its one conversation: a peer has got an echo, or is to send its one request.</summary>
    private static async Task BeginAsync(Server server, Peer peer)
    {
        if (server.Protocol.IsOneRequest)
        {
            await server.AssertAcceptedAsync(peer);
            return;
        }

        await peer.SendAsync("1"u8.ToArray());
        (await peer.ReadAsync(1)).ShouldBe("1"u8.ToArray(), "the one peer: ");
    }

    private static async Task EndAsync(Peer peer)
    {
        peer.FinishSending();
        (await peer.ReadToEndAsync()).ShouldBe([], then: Fin, "the one peer, after its FIN: ");
    }

    private static async Task<int> ShouldExitAsync(ServerProcess process) =>
        await process.ExitWithinAsync(Patience.Answer)
        ?? throw new NotConformantException(
            "the process ends after its one connection", $"still running after {Patience.Answer.TotalSeconds:0.#} s");

    private static async Task ShouldExitWith0Async(ServerProcess process)
    {
        var status = await ShouldExitAsync(process);
        if (status != 0) throw new NotConformantException("status 0", ExitStatus.Words(status));
    }

    private static async Task ShouldEndInOrderAsync(ServerProcess process)
    {
        var status = await ShouldExitAsync(process);
        if (status is > 128 and < 128 + 32) throw new NotConformantException("an end of its own accord", ExitStatus.Words(status));
        if (status != 0 && await Until.TrueAsync(() => StackTrace.IsIn(process.Stderr.Text), TimeSpan.FromSeconds(1)))
            throw new NotConformantException("no stack trace", $"{ExitStatus.Words(status)}, stderr {Quoted(process.Stderr)}");
    }

    /// <summary>Nobody listens there; a Unix path may be gone as well.</summary>
    private static bool IsRefused(SocketError outcome) => outcome is SocketError.ConnectionRefused or SocketError.AddressNotAvailable;

    private static bool Names(string output, IPEndPoint peer) =>
        Regex.IsMatch(output, string.Create(CultureInfo.InvariantCulture, $@"(?<!\d){peer.Port}(?!\d)"))
        || peer.AddressFamily == AddressFamily.InterNetwork && output.Contains($"{peer.Address}", StringComparison.Ordinal);

    private static string Quoted(OutputTail output) => Show.Bytes(Payload.Utf8(output.Text));
}
