using System.Diagnostics;
using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>Servers that do their worst once they listen: each run ends in time, with the right verdict for the right reason,
/// and nothing of them is left.</summary>
[Servers]
[Parallelizable(ParallelScope.Children)]
public sealed class HostileServers
{
    /// <summary>Deadlines of a second: little here is a matter of patience.</summary>
    private const string Impatient = "0.2";

    /// <summary>The interpreter itself: what the shell finds under its name may be a script that first looks for it.</summary>
    private static readonly Lazy<string> Python = new(() =>
    {
        var start = new ProcessStartInfo("python3", ["-c", "import sys; print(sys.executable)"]) { RedirectStandardOutput = true };
        using var python = Process.Start(start)!;
        return python.StandardOutput.ReadToEnd().Trim();
    });

    private const string Listening = """
        import os, random, select, signal, socket, subprocess, sys, time
        port = int(sys.argv[1])
        def listen(at):
            listener = socket.socket()
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(('127.0.0.1', at))
            listener.listen(50)
            return listener
        def echo(listener):
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            while True:
                peer = listener.accept()[0]
                if os.fork() == 0:
                    while True:
                        data = peer.recv(65536)
                        if not data: os._exit(0)
                        peer.sendall(data)
                peer.close()
        """;

    [Test]
    public async Task One_that_accepts_and_never_answers_is_told_in_one_page()
    {
        var run = await JudgeAsync("""
            listener = listen(port)
            peers = []
            while True: peers.append(listener.accept()[0])
            """, "--case", "echo/*", "--case", "half-close/*", "--case", "shutdown/idle-ends", "--jobs", "1");

        run.ShouldSay(1, "not testable: the server answers nothing", "see echo/returns-one-byte");
        run.VerdictOf("echo/returns-one-byte").ShouldBe("fail");
        run.VerdictOf("shutdown/idle-ends").ShouldBe("pass", "this rule needs no answer");
        run.Verdicts.Count(verdict => verdict == "fail").ShouldBeGreaterThan(20, "none of them is hidden");
        FirstPage(run).ShouldContain("  echo/returns-one-byte  ", customMessage: "the root of what is not testable");
        run.Output.Split("\nNOT CONFORMANT  ").Length.ShouldBeLessThan(5, run.Output);
        run.ShouldHaveWaitedFewTimes("nothing for");
    }

    private const string AddsALineEnd = """
        import threading
        def serve(peer):
            try:
                while data := peer.recv(65536): peer.sendall(data + b'\r\n')
            except ConnectionResetError:
                if falls_silent: silent.append(peer)
            else:
                peer.close()
        silent, falls_silent = [], False
        listener = listen(port)
        while True:
            peer = listener.accept()[0]
            if not silent: threading.Thread(target=serve, args=(peer,), daemon=True).start()
        """;

    [Test]
    public async Task One_that_is_wrong_in_every_reply_is_not_accused_of_what_else_it_does_right()
    {
        var run = await JudgeAsync(AddsALineEnd, "--case", "echo/*", "--case", "reset/*", "--case", "robustness/port-scan");

        run.ShouldSay(1, "not testable: the reply is as wrong on an untouched server; see echo/returns-one-byte");
        run.VerdictOf("echo/returns-one-byte").ShouldBe("fail");
        run.VerdictOf("echo/sends-nothing-extra").ShouldBe("fail");
        run.VerdictOf("reset/survives-reset-idle").ShouldBe("inconclusive", run.Output);
        run.VerdictOf("robustness/port-scan").ShouldBe("inconclusive", run.Output);
        run.Results.Where(result => result.Case.StartsWith("reset/", StringComparison.Ordinal) && result.Verdict == "fail").ShouldBeEmpty();
    }

    [Test]
    public async Task One_that_is_wrong_in_every_reply_is_accused_of_what_else_it_does_wrong()
    {
        var run = await JudgeAsync(
            AddsALineEnd.Replace("falls_silent = [], False", "falls_silent = [], True", StringComparison.Ordinal),
            "--case", "echo/returns-one-byte", "--case", "reset/survives-reset-idle");

        run.ShouldSay(1, "reset/survives-reset-idle");
        run.VerdictOf("reset/survives-reset-idle").ShouldBe("fail", run.Output);
    }

    [Test]
    public async Task One_that_answers_well_and_then_dies_has_not_passed()
    {
        var run = await JudgeAsync("""
            listener = listen(port)
            while True:
                peer = listener.accept()[0]
                while data := peer.recv(65536):
                    peer.sendall(data)
                    if b'\x03' in data: raise RuntimeError('that byte again')
                peer.close()
            """, "--case", "echo/returns-one-byte", "--case", "echo/keeps-control-bytes");

        run.ShouldSay(1, "expected  a server that runs until it is asked to stop", "and ended with status 1", "that byte again");
        run.VerdictOf("echo/returns-one-byte").ShouldBe("pass", run.Output);
        run.VerdictOf("echo/keeps-control-bytes").ShouldBe("fail", run.Output);
    }

    [Test]
    public async Task One_that_answers_without_end_is_cut_short()
    {
        var run = await JudgeAsync("""
            import threading
            def flood(peer):
                try:
                    while True: peer.sendall(b'#' * 65536)
                except OSError: pass
            listener = listen(port)
            while True: threading.Thread(target=flood, args=(listener.accept()[0],), daemon=True).start()
            """, "--case", "echo/returns-one-byte", "--case", "echo/stays-silent-without-input",
            "--case", "half-close/sends-what-it-owes", "--case", "half-close/empty");

        run.ShouldSay(1);
        run.Verdicts.ShouldEach(verdict => verdict == "fail");
    }

    [Test]
    public async Task One_that_closes_at_random_is_never_conformant_and_never_an_error()
    {
        var run = await JudgeAsync("""
            listener = listen(port)
            while True:
                peer = listener.accept()[0]
                what = random.randrange(3)
                if what == 0: peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\x01\0\0\0\0\0\0\0')
                elif what == 1: peer.sendall(peer.recv(65536))
                peer.close()
            """, "--case", "echo/*", "--repeat", "3");

        run.ShouldSay(1, "3 rounds");
        run.Verdicts.ShouldNotContain("error", run.Output);
        run.Verdicts.ShouldContain(verdict => verdict == "fail" || verdict == "flaky");
    }

    [Test]
    public async Task One_that_fills_the_machine_with_sessions_is_swept_up()
    {
        var run = await JudgeAsync("""
            for child in range(30):
                if os.fork() == 0:
                    os.setsid()
                    if os.fork(): os._exit(0)
                    time.sleep(600)
            echo(listen(port))
            """, "--case", "echo/returns-one-byte", "--case", "shutdown/no-orphans");

        run.VerdictOf("echo/returns-one-byte").ShouldBe("pass", run.Output);
        run.VerdictOf("shutdown/no-orphans").ShouldBe("fail", run.Output);
        run.Output.ShouldContain("30 in other sessions");
    }

    [Test]
    public async Task One_that_ignores_every_signal_is_ended_by_the_one_that_it_cannot_ignore()
    {
        var run = await JudgeAsync("""
            for number in range(1, 65):
                try: signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError): pass
            echo(listen(port))
            """, "--case", "echo/returns-one-byte", "--case", "shutdown/idle-ends");

        run.ShouldSay(1);
        run.VerdictOf("echo/returns-one-byte").ShouldBe("pass", run.Output);
        run.VerdictOf("shutdown/idle-ends").ShouldBe("fail", run.Output);
    }

    [Test]
    public async Task One_whose_grandchild_serves_in_another_session_cannot_be_judged()
    {
        var run = await JudgeAsync("""
            if os.fork() == 0:
                os.setsid()
                echo(listen(port))
            """, "--case", "echo/*");

        run.ShouldSay(2, "stay in the foreground");
    }

    [Test]
    public async Task One_that_leaves_its_child_to_serve_once_it_listens_cannot_be_judged()
    {
        // Whichever comes first: also those that need no server that listens.
        var run = await JudgeAsync("""
            listener = listen(port)
            if os.fork(): os._exit(0)
            os.setsid()
            echo(listener)
            """, "--case", "echo/*", "--case", "shutdown/*", "--case", "start/*",
            "--case", "robustness/sleeps-when-idle");

        run.ShouldSay(2, "ended with status 0 once it listened", "stay in the foreground");
        run.Verdicts.ShouldEach(verdict => verdict == "error" || verdict == "skip", run.Output);
    }

    [Test]
    public async Task One_that_leaves_its_child_to_serve_once_that_has_a_peer_is_accused_of_nothing()
    {
        var run = await JudgeAsync("""
            told, tells = os.pipe()
            if os.fork():
                os.read(told, 1)
                os._exit(0)
            os.setsid()
            listener = listen(port)
            select.select([listener], [], [])
            os.write(tells, b'.')
            echo(listener)
            """, "--case", "echo/*", "--case", "half-close/*", "--case", "robustness/sleeps-when-idle");

        run.ShouldSay(2, "has ended, and has left a process behind", "stay in the foreground");
        run.Verdicts.ShouldNotContain("fail", run.Output);
        run.Verdicts.ShouldNotContain("deviation", run.Output);
    }

    [Test]
    public async Task One_that_clears_its_environment_and_goes_into_the_background_is_found()
    {
        var run = await JudgeAsync("""
            if len(sys.argv) == 3 and os.fork() == 0:
                os.setsid()
                if os.fork(): os._exit(0)
                os.chdir('/')
                os.closerange(0, 256)
                for at in range(3): os.open('/dev/null', os.O_RDWR)
                os.execve(sys.executable, [sys.executable, __file__, *sys.argv[1:], 'daemon'], {})
            if len(sys.argv) == 4: echo(listen(port))
            """, "--case", "echo/returns-one-byte");

        run.ShouldSay(2, "ended with status 0"); // before it listened or once it did, whichever is seen first
    }

    [Test]
    public async Task One_that_prints_escapes_and_gigabytes_harms_no_report()
    {
        var run = await JudgeAsync("""
            if os.fork() == 0:
                for at in range(4000):
                    for out in (1, 2): os.write(out, b'\x1b]0;owned\x07\x1b[2J\xff\xfe\xc0\x80\x00' * 6000)
                os._exit(0)
            listener = listen(port)
            while True: listener.accept()[0].close()
            """, "--case", "echo/returns-one-byte", "--case", "echo/sends-nothing-extra");

        run.ShouldSay(1);
        run.Output.ShouldNotContain("\x1b");
        run.Output.ShouldNotContain("�");
        run.Output.Length.ShouldBeLessThan(20_000);
    }

    [Test]
    public async Task One_that_listens_elsewhere_is_told_where()
    {
        var run = await JudgeAsync("echo(listen(0))", "--case", "echo/*", "--jobs", "1");

        run.ShouldSay(2, "did not listen on 127.0.0.1:", "it listens on 127.0.0.1:");
        run.ShouldHaveWaitedFewTimes("did not listen on 127\\.0\\.0\\.1:[0-9]+ within");
    }

    [Test]
    public async Task One_that_answers_from_another_port_breaks_the_rule_about_that()
    {
        var run = await JudgeAsync("""
            asked, other = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for at in range(2))
            asked.bind(('127.0.0.1', port))
            while True:
                data, peer = asked.recvfrom(65536)
                other.sendto(data, peer)
            """, "--contract", "udp-echo", "--case", "udp/reply-from-the-same-address");

        run.ShouldSay(1);
        run.VerdictOf("udp/reply-from-the-same-address").ShouldBe("fail");
    }

    [Test]
    public async Task One_that_ends_in_the_middle_fails_and_is_no_error()
    {
        var run = await JudgeAsync("""
            peer = listen(port).accept()[0]
            peer.sendall(peer.recv(10))
            os._exit(7)
            """, "--case", "echo/*");

        run.ShouldSay(1, "ended with status 7");
        run.VerdictOf("echo/returns-one-byte").ShouldBe("fail", "it returned the byte, but nobody had asked it to end");
        run.VerdictOf("echo/returns-a-mebibyte").ShouldBe("fail", run.Output);
        run.Verdicts.ShouldNotContain("error", run.Output);
    }

    private static string FirstPage(Judged run) =>
        run.Output[run.Output.IndexOf("\nNOT CONFORMANT  ", StringComparison.Ordinal)..].Split("\n\n")[0];

    /// <summary>Judges a server of that body, and makes sure that none of it is left behind.</summary>
    private static async Task<Judged> JudgeAsync(string body, params string[] arguments)
    {
        Required.Present("python3");
        using var folder = new TemporaryFolder();
        var script = folder.Write("server.py", $"{Listening}\n{body}\n");
        string[] contract = arguments.Contains("--contract") ? [] : ["--contract", "echo"];
        string[] patience = arguments.Contains("--deadline-scale") ? [] : ["--deadline-scale", Impatient];
        var run = await Judged.ByAsync([.. arguments, .. contract, .. patience, "--", Python.Value, script, "{port}", "hostile"]);
        Left(script).ShouldBeEmpty(run.Output);
        return run;
    }

    /// <summary>Processes that run the script, by their command line: their environment may be empty.</summary>
    private static List<string> Left(string script)
    {
        List<string> left = [];
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder["/proc/".Length])))
        {
            try
            {
                var line = File.ReadAllText($"{process}/cmdline");
                if (line.Contains(script, StringComparison.Ordinal)) left.Add($"{process}: {line.Replace('\0', ' ')}");
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        return left;
    }
}
