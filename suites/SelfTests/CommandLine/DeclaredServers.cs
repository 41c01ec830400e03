using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>Servers that differ on purpose, and say so: none is accused of it, and each is still caught at what it does not say.</summary>
[Servers]
[Parallelizable(ParallelScope.Children)]
public sealed class DeclaredServers
{
    private const string Echo = """
        import os, signal, socket, sys, threading, time
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        def listening(*options):
            listener = socket.socket()
            for option in (socket.SO_REUSEADDR, *options): listener.setsockopt(socket.SOL_SOCKET, option, 1)
            try: listener.bind(('127.0.0.1', int(sys.argv[1])))
            except OSError as taken: sys.exit(str(taken))
            listener.listen(128)
            return listener
        def echo(peer):
            try:
                while data := peer.recv(65536): peer.sendall(data)
            except OSError: pass
            finally: peer.close()
        def serve(listener):
            while True: threading.Thread(target=echo, args=[listener.accept()[0]], daemon=True).start()

        """;

    private const string Pool = """
        listener = listening()
        def work():
            while True: echo(listener.accept()[0])
        for _ in range(6): threading.Thread(target=work, daemon=True).start()
        while True: signal.pause()
        """;

    private const string TurnsAway = """
        listener = listening()
        places = threading.Semaphore(6)
        def work(peer):
            echo(peer)
            places.release()
        while True:
            peer = listener.accept()[0]
            if places.acquire(blocking=False): threading.Thread(target=work, args=[peer], daemon=True).start()
            else: peer.close()
        """;

    [TestCase(Pool, Description = "who comes when it is full waits")]
    [TestCase(TurnsAway, Description = "who comes when it is full is turned away")]
    public async Task A_bound_that_is_declared_is_kept_to(string server)
    {
        var run = await JudgeAsync(server, "limits: { connections: 6 }", "concurrency/*", "robustness/*", "backlog/*", "reset/*");

        run.ShouldSay(0, "at most 6 connections");
        run.VerdictOf("concurrency/200-open").ShouldBe("pass");
        run.VerdictOf("concurrency/recovers-from-its-limit").ShouldBe("pass");
        run.VerdictOf("robustness/slowloris").ShouldBe("pass");
    }

    [TestCase("concurrency/200-open")]
    [TestCase("robustness/slowloris")]
    public async Task A_bound_that_is_not_declared_fails_and_the_page_says_how_it_is(string rule)
    {
        var run = await JudgeAsync(Pool, "concurrent: true", rule);

        run.ShouldSay(1, $"NOT CONFORMANT  {rule}", "declare limits.connections");
    }

    [Test]
    public async Task A_server_that_serves_fewer_than_it_declares_is_caught()
    {
        var run = await JudgeAsync(Pool, "limits: { connections: 7 }", "concurrency/200-open");

        run.ShouldSay(1, "NOT CONFORMANT  concurrency/200-open");
        run.Output.ShouldNotContain("declare limits.connections");
    }

    [Test]
    public async Task A_port_that_is_shared_on_purpose_is_no_fault()
    {
        const string shares = "serve(listening(socket.SO_REUSEPORT))";

        (await JudgeAsync(shares, "port-in-use: fails", "start/port-in-use-fails")).ShouldSay(1, "it still runs");
        (await JudgeAsync(shares, "port-in-use: shares", "start/port-in-use-fails")).ShouldSay(0, "shares its port");
    }

    [Test]
    public async Task A_server_that_takes_long_to_start_takes_as_long_to_find_its_port_taken()
    {
        var run = await JudgeAsync("time.sleep(7)\nserve(listening())", "port-in-use: fails", "start/port-in-use-fails");

        run.ShouldSay(0);
    }

    [Test]
    public async Task A_server_that_waits_for_its_port_is_no_fault()
    {
        const string waits = """
            while True:
                try: listener = listening()
                except SystemExit: time.sleep(0.1)
                else: break
            serve(listener)
            """;

        (await JudgeAsync(waits, "port-in-use: waits", "start/port-in-use-fails")).ShouldSay(0, "waits for its port");
    }

    [TestCase("exit: 0", 1)]
    [TestCase("exit: [0, 143]", 0)]
    [TestCase("exit: SIGTERM", 0)]
    [TestCase("exit: SIGINT", 1)]
    public async Task A_status_that_is_declared_is_an_orderly_one(string declares, int exitCode)
    {
        const string dies = "signal.signal(signal.SIGTERM, signal.SIG_DFL)\nserve(listening())";

        var run = await JudgeAsync(dies, declares, "shutdown/idle-exits-0", "shutdown/exits-0-after-service");

        run.Verdicts.ShouldBe(Enumerable.Repeat(exitCode == 0 ? "pass" : "deviation", 2), run.Output);
    }

    [Test]
    public async Task Each_signal_is_asked_what_it_stands_for()
    {
        const string finishes = """
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            signal.signal(signal.SIGUSR1, lambda *_: os._exit(0))
            signal.signal(signal.SIGUSR2, lambda *_: (time.sleep(0.5), os._exit(0)))
            serve(listening())
            """;

        var run = await JudgeAsync(finishes, "stop: SIGUSR1\n    stop-graceful: SIGUSR2",
            "shutdown/idle-ends", "shutdown/finishes-in-flight");

        run.ShouldSay(0);
        run.VerdictOf("shutdown/idle-ends").ShouldBe("pass", run.Output);
        run.VerdictOf("shutdown/finishes-in-flight").ShouldBe("pass", run.Output);
    }

    private const string GoesOn = """
        listener = listening()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        peers = []
        try:
            while True:
                peers.append(threading.Thread(target=echo, args=[listener.accept()[0]]))
                peers[-1].start()
        except SystemExit:
            listener.close()
            for peer in peers: peer.join()
            os._exit(0)
        """;

    private static readonly string[] AboutSessions =
    [
        "shutdown/idle-connection-is-ended", "shutdown/under-load", "shutdown/stuck-peer-does-not-hold-it",
        "shutdown/second-signal-is-safe", "shutdown/finishes-in-flight", "shutdown/no-orphans", "shutdown/port-is-free",
    ];

    [Test]
    public async Task Sessions_that_go_on_are_no_fault_once_that_is_declared()
    {
        var run = await JudgeAsync(GoesOn, "sessions: go-on\n    graceful: true", AboutSessions);

        run.ShouldSay(0, "sessions go on");
        run.Verdicts.ShouldEach(verdict => verdict == "pass", run.Output);
    }

    [TestCase("1", 1, "fail")]
    [TestCase("2", 0, "deviation")]
    public async Task A_revision_goes_on_judging_by_its_own_levels(string revision, int exitCode, string verdict)
    {
        var run = await JudgeAsync(GoesOn, "graceful: false", "shutdown/idle-connection-is-ended", "--revision", revision);

        run.ShouldSay(exitCode);
        run.VerdictOf("shutdown/idle-connection-is-ended").ShouldBe(verdict);
    }

    [Test]
    public async Task Who_is_kept_out_of_the_queue_by_the_kernel_says_nothing_about_the_server()
    {
        const string defers = """
            listener = listening()
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 30)
            serve(listener)
            """;

        var run = await JudgeAsync(defers, "graceful: true", "shutdown/queued-get-an-ending", "shutdown/idle-connection-is-ended");

        run.Verdicts.ShouldBe(["inconclusive", "inconclusive"], ignoreOrder: true, run.Output);
        run.Output.ShouldContain("TCP_DEFER_ACCEPT");
    }

    /// <param name="server">What its script does, once it knows how to echo.</param>
    /// <param name="declares">A key of its contract.</param>
    /// <param name="cases">What it is asked; options, too.</param>
    private static async Task<Judged> JudgeAsync(string server, string declares, params string[] cases)
    {
        Required.Present("python3");
        using var folder = new TemporaryFolder();
        var script = folder.Write("server.py", Echo + server);
        var target = folder.Write("mine.yaml", $$"""
            name: mine
            contracts:
              echo:
                command: [python3, "{{script}}", "{port}"]
                {{declares}}
            """);
        return await Judged.ByAsync(["--target", target, .. cases.SelectMany(Option)]);

        static string[] Option(string one) => one.Contains('/', StringComparison.Ordinal) ? ["--case", one] : [one];
    }
}
