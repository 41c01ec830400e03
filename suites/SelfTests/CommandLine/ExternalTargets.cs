using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Probe;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>External servers: judged by what they answer, and left running.</summary>
[Servers]
[Parallelizable(ParallelScope.Children)]
public sealed class ExternalTargets
{
    private const string Reason = "external server: the suite did not start it, and neither pauses nor stops it";

    [TestCase("tcp://127.0.0.1:{0}", "echo", "tcp4")]
    [TestCase("tcp://localhost:{0}", "threaded", "tcp4")]
    [TestCase("tcp://[::1]:{0}", "uppercase", "tcp6")]
    [TestCase("udp://127.0.0.1:{0}", "udp-echo", "udp4")]
    [TestCase("udp://[::1]:{0}", "udp-uppercase", "udp6")]
    public async Task At_an_address(string address, string contract, string transport)
    {
        var where = new IPEndPoint(transport.EndsWith('6') ? IPAddress.IPv6Loopback : IPAddress.Loopback, OthersPorts.Next());
        using var server = await Somebody.StartAsync(contract, where);

        var (result, report) = await Suite.ReportAsync(
            "--target", string.Format(CultureInfo.InvariantCulture, address, where.Port), "--contract", contract,
            "--case", "!echo/*", "--case", "!concurrency/*");

        ShouldBeJudgedAndLeftRunning(server, result.ExitCode, report, transport);
    }

    [Test]
    public async Task At_an_address_with_a_protocol_of_its_own()
    {
        var where = new IPEndPoint(IPAddress.Loopback, OthersPorts.Next());
        using var server = await Somebody.StartAsync("echo", where);

        var (result, report) = await Suite.ReportAsync(
            "--target", $"tcp://{where}", "--send", "hello {token}", "--expect", "hello {token}", "--case", "!concurrency/*");

        ShouldBeJudgedAndLeftRunning(server, result.ExitCode, report, "tcp4");
        Results(report).ShouldContain(one => one.Case == "dialogue/cut-anywhere" && one.Verdict == "pass");
    }

    [Test]
    public async Task At_a_Unix_path()
    {
        using var folder = new TemporaryFolder();
        using var server = await Somebody.StartAsync("echo", new UnixDomainSocketEndPoint(folder.File("x.sock")));

        var (result, report) = await Suite.ReportAsync(
            "--target", $"unix:{folder.File("x.sock")}", "--contract", "echo", "--case", "half-close/*", "--case", "backlog/*");

        ShouldBeJudgedAndLeftRunning(server, result.ExitCode, report, "unix");
    }

    [Test]
    public async Task In_a_target_file_beside_one_that_is_started()
    {
        var where = new IPEndPoint(IPAddress.Loopback, OthersPorts.Next());
        using var server = await Somebody.StartAsync("echo", where);
        using var folder = new TemporaryFolder();
        var file = folder.Write("both.yaml", $$"""
            name: both
            contracts:
              echo:
                address: tcp://{{where}}
                backlog: 5
              uppercase:
                command: ["{reference}", uppercase, --host, "{host}", --port, "{port}"]
            """);

        var (result, report) = await Suite.ReportAsync(
            "--target", file, "--case", "backlog/declares-what-it-listens-with", "--case", "half-close/*");

        result.ExitCode.ShouldBe(0, result.StandardOutput);
        Results(report).ShouldContain(
            one => one.Case == "backlog/declares-what-it-listens-with" && one.Contract == "echo" && one.Verdict == "pass");
        Results(report).ShouldContain(
            one => one.Case == "half-close/request-with-fin" && one.Contract == "uppercase" && one.Verdict == "pass");
    }

    [TestCase("tcp://127.0.0.1:{0}", "echo", "Nobody listens on 127.0.0.1:")]
    [TestCase("udp://127.0.0.1:{0}", "udp-echo", "Nobody is bound to UDP 127.0.0.1:")]
    [TestCase("unix:/no/such/{0}.sock", "echo", "There is no socket at /no/such/")]
    public async Task Nobody_there_is_one_cause_with_one_page(string address, string contract, string message)
    {
        var run = await Suite.RunAsync(
            "--target", string.Format(CultureInfo.InvariantCulture, address, OthersPorts.Next()), "--contract", contract);

        run.ExitCode.ShouldBe(2, run.StandardOutput + run.StandardError);
        run.StandardOutput.ReplaceLineEndings(" ").Split(message).Length.ShouldBe(3, run.StandardOutput);
    }

    [TestCase("dies-of-reset-in-receive", "tcp4")]
    [TestCase("dies-slowly-of-reset-in-receive", "tcp4")]
    [TestCase("dies-slowly-of-reset-in-receive", "unix")]
    public async Task One_that_falls_is_blamed_for_the_case_that_felled_it_and_for_no_other(string fault, string transport)
    {
        using var folder = new TemporaryFolder();
        EndPoint where = transport == "unix"
            ? new UnixDomainSocketEndPoint(folder.File("x.sock"))
            : new IPEndPoint(IPAddress.Loopback, OthersPorts.Next());
        using var server = await Somebody.StartBrokenAsync(fault, where);
        var address = transport == "unix" ? $"unix:{where}" : $"tcp://{where}";

        var (result, report) = await Suite.ReportAsync(
            "--target", address, "--contract", "echo", "--case", "reset/*", "--case", "half-close/*",
            "--jobs", "1"); // in a fixed order: the one that fells it is not the last

        result.ExitCode.ShouldBe(2, result.StandardOutput);
        var results = Results(report);
        results.Count(one => one.Verdict == "fail").ShouldBe(1, result.StandardOutput);
        var fallen = results.Single(one => one.Verdict == "fail").Case;
        fallen.ShouldStartWith("reset/");
        results.Where(one => one.Verdict == "error").ShouldEach(one => one.Reason.Contains($"since {fallen}"));
    }

    [Test]
    public async Task Echo_once_is_judged_by_one_case_or_by_none()
    {
        var where = new IPEndPoint(IPAddress.Loopback, OthersPorts.Next());
        using var server = await Somebody.StartAsync("echo-once", where);

        var (all, _) = await Suite.ReportAsync("--target", $"tcp://{where}", "--contract", "echo-once");
        var (one, report) = await Suite.ReportAsync("--target", $"tcp://{where}", "--contract", "echo-once", "--case", "half-close/empty");

        all.ExitCode.ShouldBe(2, all.StandardOutput);
        all.StandardOutput.ReplaceLineEndings(" ").ShouldContain("echo-once ends with its one connection");
        one.ExitCode.ShouldBe(0, one.StandardOutput);
        Results(report).ShouldHaveSingleItem().Verdict.ShouldBe("pass");
    }

    private static void ShouldBeJudgedAndLeftRunning(Somebody server, int exitCode, JsonElement report, string transport)
    {
        var results = Results(report);
        exitCode.ShouldBe(0, report.ToString());
        results.Count(one => one.Verdict == "pass").ShouldBeGreaterThan(3);
        results.ShouldEach(one => one.Transport == transport);
        results.ShouldEach(one => one.Verdict == "pass" || one.Verdict == "skip");
        results.ShouldContain(one => one.Verdict == "skip" && one.Reason == Reason);
        server.IsRunning.ShouldBeTrue("it is not the suite's to end");
    }

    private static IReadOnlyList<(string Case, string Contract, string Transport, string Verdict, string Reason)> Results(
        JsonElement report) =>
        [.. report.GetProperty("results").EnumerateArray().Select(one => (
            Text(one, "case"), Text(one, "contract"), Text(one, "transport"), Text(one, "verdict"), Text(one, "reason")))];

    private static string Text(JsonElement one, string name) => one.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    /// <summary>Someone else's server.</summary>
    private sealed class Somebody : IDisposable
    {
        private readonly Process process;

        private Somebody(Process process) => this.process = process;

        public bool IsRunning => !process.HasExited;

        public static Task<Somebody> StartAsync(string contract, EndPoint where) => RunAsync("ReferenceServer", contract, contract, where);

        public static Task<Somebody> StartBrokenAsync(string fault, EndPoint where) => RunAsync("BrokenServers", fault, "echo", where);

        public void Dispose()
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        private static async Task<Somebody> RunAsync(string program, string what, string contract, EndPoint where)
        {
            string[] address = where is IPEndPoint ip ? ["--host", $"{ip.Address}", "--port", $"{ip.Port}"] : ["--unix", $"{where}"];
            string[] backlog = Protocols.Find(contract)!.IsDatagram ? [] : ["--backlog", "5"];
            var somebody = new Somebody(Process.Start(Placeholders.Program(program), [what, .. address, .. backlog]));
            (await Until.TrueAsync(() => Reach.IsServed(Protocols.Find(contract)!, where), Patience.Start))
                .ShouldBeTrue("the server listens");
            return somebody;
        }
    }
}
