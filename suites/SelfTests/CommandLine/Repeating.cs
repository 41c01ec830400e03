using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>Rounds: what differs between them is flaky, and nothing of them adds up in the runner.</summary>
[Servers]
public sealed partial class Repeating
{
    [Test]
    public async Task Verdicts_that_are_all_alike_are_that_verdict()
    {
        var (run, report) = await Suite.ReportAsync("--case", "half-close/*", "--repeat", "3", "--report", "text");

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("3 rounds");
        run.StandardError.ShouldContain("round 3 of 3");
        report.GetProperty("suite").GetProperty("rounds").GetInt32().ShouldBe(3);
        var results = report.GetProperty("results").EnumerateArray()
            .Select(one => $"{one.GetProperty("case")} {one.GetProperty("contract")} {one.GetProperty("transport")}")
            .ToList();
        results.ShouldNotBeEmpty();
        results.ShouldBeUnique();
    }

    [Test]
    public async Task A_server_that_is_right_every_other_time_is_flaky_with_its_rate_and_evidence()
    {
        using var folder = new TemporaryFolder();

        var (run, report) = await Suite.ReportAsync(
            ["--case", "echo/sends-nothing-extra", "--repeat", "4", "--contract", "echo", "--", .. EveryOtherTime(folder)]);

        run.ExitCode.ShouldBe(1, run.StandardOutput + run.StandardError);
        var result = report.GetProperty("results").EnumerateArray().Single();
        result.GetProperty("verdict").GetString().ShouldBe("flaky");
        result.GetProperty("reason").GetString()!.ShouldStartWith("2 of 4 fail, 2 pass; first fail in round 2: expected ");
        result.GetProperty("wire").GetArrayLength().ShouldBeGreaterThan(0, "the first failure's wire is kept");
        result.GetProperty("again").GetString()!.ShouldContain("--repeat 4");
    }

    [Test]
    public async Task Fail_fast_ends_all_rounds_at_the_first_failure()
    {
        using var folder = new TemporaryFolder();

        var (_, report) = await Suite.ReportAsync(
            ["--case", "echo/sends-nothing-extra", "--repeat", "50", "--fail-fast", "--contract", "echo", "--", .. EveryOtherTime(folder)]);

        report.GetProperty("suite").GetProperty("rounds").GetInt32().ShouldBe(2);
    }

    [Test]
    public async Task Ctrl_C_between_rounds_reports_what_was_judged()
    {
        var start = Suite.ToInterrupt("--case", "half-close/*", "--repeat", "100000");
        start.RedirectStandardError = true;
        using var run = Process.Start(start)!;
        while (await run.StandardError.ReadLineAsync() is { } line && !line.StartsWith("round 3", StringComparison.Ordinal))
        {
        }

        await Suite.InterruptAsync(run);
        var rest = run.StandardError.ReadToEndAsync();
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        await rest;

        run.ExitCode.ShouldBe(130, output);
        output.ShouldContain("half-close/sends-what-it-owes");
    }

    [TestCase("0")]
    [TestCase("many")]
    public async Task Other_numbers_are_refused(string number)
    {
        var run = await Suite.RunAsync("--repeat", number);

        run.ExitCode.ShouldBe(2);
        run.StandardError.ShouldContain("--repeat");
    }

    /// <summary>
    /// Each server takes three threads, four descriptors and 300 KB of the runner while it runs, and the rounds after the first
    /// start hundreds: a leak of memory adds up to many times the tolerances, which are for code that is compiled late and
    /// the allocator's rest.
    /// </summary>
    [Test]
    public async Task After_many_servers_the_runner_holds_what_it_held_after_the_first()
    {
        var run = await Suite.RunAsync(
            "--case", "half-close/*", "--case", "reset/*", "--case", "once/*", "--case", "shutdown/idle-*", "--repeat", "9", "--timings");

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        var held = Held().Matches(run.StandardOutput);
        held.Count.ShouldBe(2, run.StandardOutput);
        var (first, last) = (held[0], held[1]);
        last.Groups["round"].Value.ShouldBe("9");
        Number(last, "descriptors").ShouldBe(Number(first, "descriptors"), run.StandardOutput);
        Number(last, "threads").ShouldBe(Number(first, "threads"), run.StandardOutput);
        // A MiB a round: the buffers of a case or two are held a moment longer than its round, now and then.
        (Number(last, "heap") - Number(first, "heap")).ShouldBeLessThan(8, run.StandardOutput);
        (Number(last, "resident") - Number(first, "resident")).ShouldBeLessThan(80, run.StandardOutput);
    }

    private static double Number(Match held, string what) => double.Parse(held.Groups[what].Value, CultureInfo.InvariantCulture);

    /// <summary>The command of an echo server that adds a byte when it is started for the first time, the third, the fifth….</summary>
    private static string[] EveryOtherTime(TemporaryFolder folder)
    {
        Required.Present("python3");
        var script = folder.Write("server.py", """
            import os, socket, sys
            starts = os.path.join(os.path.dirname(__file__), 'starts')
            with open(starts, 'a') as file: file.write('x')
            wrong = os.path.getsize(starts) % 2 == 1
            listener = socket.socket()
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(('127.0.0.1', int(sys.argv[1])))
            listener.listen(5)
            while True:
                peer = listener.accept()[0]
                while True:
                    data = peer.recv(65536)
                    if not data: break
                    peer.sendall(data + b'!' if wrong else data)
                peer.close()
            """);
        return ["python3", script, "{port}"];
    }

    [GeneratedRegex(
        "The runner after round (?<round>[0-9]+): (?<descriptors>[0-9]+) descriptors [(][^)]+[)], " +
        "(?<threads>[0-9]+) threads [(][^)]+[)], (?<heap>[0-9.]+) MiB of objects, (?<resident>[0-9]+) MiB resident")]
    private static partial Regex Held();
}
