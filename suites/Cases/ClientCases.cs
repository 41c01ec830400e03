using System.Net;
using System.Text.RegularExpressions;

namespace SocketConformance.Cases;

/// <summary>Client: the suite is the server.</summary>
[Asks(Connects)]
public sealed class ClientCases
{
    private static readonly byte[] Reply = "Hello, world"u8.ToArray();

    [Conformance("client/sends-first", Must, "contract",
        "A client sends its greeting without waiting for the server to speak.",
        How = "The suite accepts the client's connection and says nothing: 12 bytes must come.",
        Catches = "a client that waits for a banner")]
    public async Task It_speaks_first(Server server)
    {
        var client = await Client.StartAsync(server);
        var connection = await client.AcceptAsync();

        var greeting = await connection.ReadAsync(Client.Greeting.Length);
        if (greeting.Bytes.Length < Client.Greeting.Length) greeting.ShouldBe(Client.Greeting);
    }

    [Conformance("client/sends-hello", Must, "contract",
        "A client sends the 12 bytes of \"Hello, world\", and nothing else.",
        How = "The suite reads 12 bytes, replies, and reads until the client has closed.",
        Catches = "a client that ends its message with a line end or a NUL")]
    public async Task It_sends_its_greeting_and_nothing_else(Server server)
    {
        var client = await Client.StartAsync(server);
        var connection = await client.AcceptAsync();
        var greeting = await connection.ReadAsync(Client.Greeting.Length);
        await connection.SendAsync(Reply);
        var rest = await connection.ReadToEndAsync();

        new Answer([.. greeting.Bytes, .. rest.Bytes], rest.Ending).ShouldBe(Client.Greeting, then: rest.Ending);
    }

    [Conformance("client/prints-reply", Must, "contract",
        "A client prints the reply as Received 'Hello, world', on a line of standard output.",
        How = "The suite replies \"Hello, world\"; when the client has ended, its output must hold that line, and no other that begins " +
            "with Received.",
        Catches = "a client that prints b'…', or the reply without its quotes")]
    public async Task It_prints_the_reply(Server server)
    {
        var client = await Client.StartAsync(server);
        var connection = await client.MeetAsync();
        await connection.SendAsync(Reply);

        await client.ShouldPrintAsync("Received 'Hello, world'");
    }

    [Conformance("client/prints-what-came", Must, "contract",
        "A client prints the reply that came, whatever it is: with the whitespace at its ends, and although it is not what was sent.",
        How = "One client is answered \"  other \", another \"HELLO, WORLD\"; each must print its own.",
        Catches = "a client that prints what it sent, or strips what came")]
    public async Task It_prints_what_came(Server server)
    {
        foreach (var reply in (string[])["  other ", "HELLO, WORLD"])
        {
            var client = await Client.StartAsync(server);
            var connection = await client.MeetAsync();
            await connection.SendAsync(Payload.Latin1(reply));

            await client.ShouldPrintAsync($"Received '{reply}'");
        }
    }

    [Conformance("client/escapes-every-byte", Must, "contract; Python 2 repr",
        "A client prints every byte that is not printable ASCII as \\t, \\n, \\r or \\xNN, and a backslash as two.",
        How = "The suite replies with all 256 byte values but the two quotes.",
        Catches = "a client that decodes the reply as UTF-8, or writes \\0 and \\a as C does")]
    public async Task Every_byte_is_escaped(Server server)
    {
        byte[] reply = [.. Payload.EveryByteValue.Where(octet => octet is not ((byte)'\'' or (byte)'"'))];
        var client = await Client.StartAsync(server);
        var connection = await client.MeetAsync();
        await connection.SendAsync(reply);

        await client.ShouldPrintAsync(reply);
    }

    [Conformance("client/quotes-like-repr", Must, "contract; Python 2 repr",
        "A client puts the reply in single quotes; in double quotes when it holds single and no double ones; and escapes the single ones " +
            "when it holds both.",
        How = "Three clients are answered with a reply that holds double, single, and both quotes.",
        Catches = "a client that always writes single quotes, or escapes both")]
    public async Task Quotes_are_chosen_as_repr_does(Server server)
    {
        foreach (var (reply, line) in ((string, string)[])
        [
            ("say \"hi\"", "Received 'say \"hi\"'"),
            ("it's", "Received \"it's\""),
            ("it's \"so\"", "Received 'it\\'s \"so\"'"),
        ])
        {
            var client = await Client.StartAsync(server);
            var connection = await client.MeetAsync();
            await connection.SendAsync(Payload.Latin1(reply));

            await client.ShouldPrintAsync(line);
        }
    }

    [Conformance("client/prints-nothing-else", Level.Should, "contract",
        "A client that has been answered prints one line and nothing else.",
        How = "When the client has ended, standard output must be the line of the reply, and standard error empty.",
        Catches = "a client that logs to its output, or does not end its line")]
    public async Task It_prints_one_line(Server server)
    {
        var client = await Client.StartAsync(server);
        var connection = await client.MeetAsync();
        await connection.SendAsync(Reply);

        await client.ShouldEndAsync();
        if (client.Stdout.Text != "Received 'Hello, world'\n" || client.Stderr.Total > 0)
            throw new NotConformantException(
                "stdout \"Received 'Hello, world'\\n\", stderr no bytes",
                $"stdout {Client.Quoted(client.Stdout)}, stderr {Client.Quoted(client.Stderr)}");
    }

    [Conformance("client/exits-0", Must, "contract",
        "A client exits with status 0 as soon as it has been answered.",
        How = "The suite replies and leaves the connection open; the exit status is awaited.",
        Catches = "a client that stays, or returns what recv returned")]
    public async Task It_ends_once_answered(Server server)
    {
        var client = await Client.StartAsync(server);
        var connection = await client.MeetAsync();
        await connection.SendAsync(Reply);

        await client.ShouldEndAsync(status: 0);
    }

    [Conformance("client/closes", Must, "contract; RFC 9293 §3.6",
        "A client that has read the reply ends the connection with FIN, without being told to.",
        How = "The suite replies, leaves the connection open, and reads to the end: FIN must come, not RST.",
        Catches = "a client that aborts the connection, or waits for the server to close first")]
    public async Task It_closes_in_order(Server server)
    {
        var client = await Client.StartAsync(server);
        var connection = await client.MeetAsync();
        await connection.SendAsync(Reply);

        (await connection.ReadToEndAsync()).ShouldEnd(with: Fin, "after the reply: ");
    }

    [Conformance("client/needs-no-fin", Must, "contract; POSIX recv",
        "A client prints a reply while the server keeps the connection open.",
        How = "The suite replies with 1,024 bytes and neither closes nor half-closes: the client must print them.",
        Catches = "a client that reads until the server closes")]
    public async Task It_does_not_wait_for_the_servers_end(Server server)
    {
        var reply = Payload.Numbered(1024);
        var client = await Client.StartAsync(server);
        var connection = await client.MeetAsync();
        await connection.SendAsync(reply);

        await client.ShouldPrintAsync(reply);
    }

    [Conformance("client/reply-in-pieces", Must, "contract; RFC 9293 §3.7",
        "A client receives once: of a reply in pieces it prints the first, and does not wait for the rest.",
        How = "The suite sends \"Hello\" and never the rest: the client must print 'Hello' and end with status 0.",
        Catches = "a client that reads until it has as many bytes as it sent")]
    public async Task The_first_piece_is_the_reply(Server server)
    {
        var client = await Client.StartAsync(server);
        var connection = await client.MeetAsync();
        await connection.SendAsync("Hello"u8.ToArray());

        await client.ShouldPrintAsync("Received 'Hello'");
        await client.ShouldEndAsync(status: 0);
    }

    [Conformance("client/reply-with-fin", Must, "RFC 9293 §3.10.7.4",
        "A client prints a reply that comes together with the server's FIN.",
        How = "The suite sends reply and FIN in one segment, over a Unix socket one right after the other: the client must print " +
            "the reply.",
        Catches = "a client that takes the hang-up before the data")]
    public async Task Data_comes_before_the_end(Server server)
    {
        var client = await Client.StartAsync(server);
        var connection = await client.MeetAsync();
        await connection.SendLastAsync(Reply);

        await client.ShouldPrintAsync("Received 'Hello, world'");
    }

    [Conformance("client/reads-1024-whole", Must, "contract: recv(1024)",
        "A client prints a reply of 1,024 bytes whole.",
        How = "The suite replies with 1,024 bytes in one segment, and FIN.",
        Catches = "a client with a smaller buffer, or one that keeps a byte of it for a NUL")]
    public async Task A_full_buffer_is_printed_whole(Server server)
    {
        var reply = Payload.Numbered(1024);
        var client = await Client.StartAsync(server);
        var connection = await client.MeetAsync();
        await connection.SendAsync(reply);
        connection.FinishSending();

        await client.ShouldPrintAsync(reply);
    }

    [Conformance("client/reads-at-most-1024", Must, "contract: recv(1024)",
        "A client prints the first 1,024 bytes of a longer reply.",
        How = "The suite replies with 2,000 bytes in one segment, and FIN.",
        Catches = "a client with a larger buffer, or one that reads on")]
    public async Task A_longer_reply_is_cut(Server server)
    {
        var reply = Payload.Numbered(2000);
        var client = await Client.StartAsync(server);
        var connection = await client.MeetAsync();
        await connection.SendAsync(reply);
        connection.FinishSending();

        await client.ShouldPrintAsync(reply[..1024]);
    }

    [Conformance("client/server-closes-early", Must, "contract; POSIX recv (0)",
        "A client whose server closes without a reply prints Received '' and ends with status 0.",
        How = "The suite reads the greeting and closes.",
        Catches = "a client that takes the end of the connection for an error, or waits on")]
    public async Task No_reply_is_an_empty_one(Server server)
    {
        var client = await Client.StartAsync(server);
        var connection = await client.MeetAsync();
        connection.Close();

        await client.ShouldPrintAsync("Received ''");
        await client.ShouldEndAsync(status: 0);
    }

    [Conformance("client/server-resets", Must, "RFC 9293 §3.10.7.4 (RST); POSIX recv (ECONNRESET)",
        "A client whose server resets the connection prints no reply, prints a message, and ends with a status other than 0.",
        How = "Once the greeting is there the suite resets, unread; over a Unix socket it closes, which does the same.",
        Catches = "a client that takes a reset for the end of the reply, or fails in silence")]
    public async Task A_reset_is_a_failure(Server server)
    {
        var client = await Client.StartAsync(server);
        var status = await ResetAsync(client);

        if (status == 0) throw new NotConformantException("a status other than 0", ExitStatus.Words(status));
        if (client.Stdout.Text.Contains("Received", StringComparison.Ordinal))
            throw new NotConformantException("no reply printed", $"stdout {Client.Quoted(client.Stdout)}");
        if (client.Stdout.Total + client.Stderr.Total == 0) throw new NotConformantException("a message", "not a word on stdout or stderr");
    }

    [Conformance("client/reports-reset-without-crash", Level.Should, "RFC 9293 §3.10.7.4 (RST); POSIX recv (ECONNRESET)",
        "A client whose server resets the connection ends in order: not by a signal, and without a stack trace.",
        How = "Once the greeting is there the suite resets; the exit status and the output are looked at.",
        Catches = "a client that does not handle ECONNRESET")]
    public async Task A_reset_is_handled(Server server)
    {
        var client = await Client.StartAsync(server);
        var status = await ResetAsync(client);

        if (status is > 128 and < 128 + 32) throw new NotConformantException("an end of its own accord", ExitStatus.Words(status));
        if (StackTrace.IsIn(client.Stderr.Text) || StackTrace.IsIn(client.Stdout.Text))
            throw new NotConformantException("no stack trace", $"{ExitStatus.Words(status)}, stderr {Client.Quoted(client.Stderr)}");
    }

    [Conformance("client/no-server", Must, "contract; POSIX connect (ECONNREFUSED)",
        "A client that finds no server prints \"could not open socket\" and ends with status 1.",
        How = "The client is told a port, or a path, where nobody listens. Another one, started later, finds its server and comes to its " +
            "end; by then the first must have ended.",
        Catches = "a client that ends with another status, says something else, or tries for ever")]
    public async Task No_server_is_reported(Server server)
    {
        var client = await Client.StartAloneAsync(server);
        await AnswerAnotherAsync(server);

        var status = await client.ShouldEndAsync();
        if (status != 1) throw new NotConformantException("status 1", ExitStatus.Words(status));
        if (!Says(client.Stdout) && !Says(client.Stderr))
            throw new NotConformantException(
                "\"could not open socket\"", $"stdout {Client.Quoted(client.Stdout)}, stderr {Client.Quoted(client.Stderr)}");

        static bool Says(OutputTail output) => output.Text.Contains("could not open socket", StringComparison.OrdinalIgnoreCase);
    }

    [Conformance("client/second-address", Must, "contract; RFC 1123 §2.3",
        "A client tries the addresses of its server's name until one connects.",
        Over = Over.Tcp,
        How = "The client is told a name with two addresses of which one refuses: of 127.0.0.2 and 127.0.0.3 first one, then the other; " +
            "over IPv6 ::1 refuses and 127.0.0.1 serves.",
        Catches = "a client that tries only the first address")]
    public async Task A_dead_address_is_passed_over(Server server)
    {
        RequireHost(server);
        foreach (var (name, dead, living) in DoubleNames(server))
        {
            await RequireNameAsync(server, name, dead, living);
            var client = await Client.StartAsync(server, name, living);
            var connection = await client.MeetAsync();
            await connection.SendAsync(Reply);

            await client.ShouldPrintAsync("Received 'Hello, world'");
        }
    }

    [Conformance("client/connects-where-told", Must, "contract",
        "A client connects to the address that it was told.",
        Over = Over.Tcp4,
        How = "The client is told 127.0.0.2, where the suite listens; at 127.0.0.1 nobody does.",
        Catches = "a client that connects to localhost, whatever it is told")]
    public async Task Another_address_is_heeded(Server server)
    {
        RequireHost(server);
        var client = await Client.StartAsync(server, "127.0.0.2", IPAddress.Parse("127.0.0.2"));
        var connection = await client.MeetAsync();
        await connection.SendAsync(Reply);

        await client.ShouldPrintAsync("Received 'Hello, world'");
    }

    [Conformance("client/connects-once", Must, "contract",
        "A client makes one connection, and sends its greeting on it.",
        How = "The first connection must bring the greeting; when the client was answered and has ended, no other may wait in the queue.",
        Catches = "a client that first probes whether the port is open, or connects again")]
    public async Task It_makes_one_connection(Server server)
    {
        var client = await Client.StartAsync(server);
        var connection = await client.MeetAsync();
        await connection.SendAsync(Reply);
        await client.ShouldEndAsync();

        if (client.AcceptAnother() is { } another)
            throw new NotConformantException(
                "one connection", $"a second one, with {Expectations.Describe(await another.ReadToEndAsync())}");
    }

    [Conformance("client/silent-server", Must, "contract; POSIX recv",
        "A client waits for a server that has not accepted its connection yet, and for one that says nothing yet.",
        How = "The client must sleep in the kernel, neither ended nor with a reply printed, while its connection is queued, and again " +
            "when it is accepted and its greeting read; then it is answered, and must print.",
        Catches = "a client that looks for the reply once and does not wait")]
    public async Task It_waits_for_the_reply(Server server)
    {
        var client = await Client.StartAsync(server);
        await client.ShouldConnectAsync();
        await client.ShouldWaitAsync("its connection is queued");

        var connection = await client.MeetAsync();
        await client.ShouldWaitAsync("the server says nothing");
        await connection.SendAsync(Reply);
        await client.ShouldPrintAsync("Received 'Hello, world'");
    }

    [Conformance("client/slow-server", Level.Should, "RFC 6298 §2 (a lost segment is repeated after 1 s)",
        "A client waits for a reply that takes its time.",
        FirstTransportOnly = true,
        How = "The suite reads the greeting, pauses for 1.5 s, and replies: the client must print the reply.",
        Catches = "a client with a short receive time-out")]
    public async Task A_slow_reply_is_awaited(Server server)
    {
        var client = await Client.StartAsync(server);
        var connection = await client.MeetAsync();

        // The pause is what the rule is about; no event stands for it.
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        await connection.SendAsync(Reply);
        await client.ShouldPrintAsync("Received 'Hello, world'");
    }

    [Conformance("client/leaves-no-process", Must, "contract",
        "A client that has ended leaves no process behind.",
        How = "When the client was answered and has ended, its process group must be empty.",
        Catches = "a client that starts a helper and forgets it")]
    public async Task Nothing_lives_on(Server server)
    {
        var client = await Client.StartAsync(server);
        var connection = await client.MeetAsync();
        await connection.SendAsync(Reply);

        await client.ShouldLeaveNoProcessAsync();
    }

    /// <summary>Resets the connection once the greeting is there.</summary>
    /// <returns>The client's exit status.</returns>
    private static async Task<int> ResetAsync(Client client)
    {
        var connection = await client.AcceptAsync();
        await Until.TrueAsync(() => connection.Available >= Client.Greeting.Length);
        connection.Reset();
        return await client.ShouldEndAsync();
    }

    /// <summary>A client that finds its server: how long one takes on this machine, whatever else runs there.</summary>
    private static async Task AnswerAnotherAsync(Server server)
    {
        var another = await Client.StartAsync(server);
        var connection = await another.MeetAsync();
        await connection.SendAsync(Reply);
        await another.ShouldEndAsync();
    }

    private static void RequireHost(Server server)
    {
        if (!server.IsTold("{host}")) throw new NotApplicableException("is not told a host");
    }

    private static IEnumerable<(string Name, IPAddress Dead, IPAddress Living)> DoubleNames(Server server)
    {
        var (name, first, second) = server.Transport == Transport.Tcp4 ? HostNames.OneFamily : HostNames.BothFamilies;
        if (server.Transport == Transport.Tcp4) return [(name, first, second), (name, second, first)];
        // Not the other way round: where IPv6 leads nowhere but home, a resolver may leave ::1 out (RFC 3493 AI_ADDRCONFIG).
        return server.Declared.Transports.Contains(Transport.Tcp4)
            ? [(name, first, second)]
            : throw new NotApplicableException("does not declare tcp4: it may know no second address");
    }

    /// <summary>A client can't be blamed for a name that the resolver does not know.</summary>
    private static async Task RequireNameAsync(Server server, string name, IPAddress dead, IPAddress living)
    {
        var found = await server.LookUpAsync(name);
        if (Regex.IsMatch(found, $@"^{Regex.Escape($"{living}")}\s+STREAM", RegexOptions.Multiline)
            && Regex.IsMatch(found, $@"^{Regex.Escape($"{dead}")}\s", RegexOptions.Multiline)) return;
        throw new NotObservableException(
            $"no name could be made to stand for {dead} and {living} (getent finds {Show.Bytes(Payload.Utf8(found))}): " +
            "that takes a hosts file of its own, by root's rights, by user namespaces (unshare --mount), or in a container");
    }
}
