using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Parity;
using SocketConformance.Probe;
using SocketConformance.Report;
using SocketConformance.SelfTests.Reports;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.Parity;

/// <summary>What two targets show in a case: the same, a difference, or chance.</summary>
[Fast]
public sealed class CaseByCase
{
    private const string Id = "shutdown/idle-ends";

    private static readonly WireStep Term = new WireStep.Signal("SIGTERM");
    private static readonly WireStep[] Exits0 = [Term, new WireStep.ServerEnd(0)];
    private static readonly WireStep[] Exits143 = [Term, new WireStep.ServerEnd(143)];
    private static readonly WireStep Ended = new WireStep.Fin(Direction.FromTarget), Aborted = new WireStep.Reset(Direction.FromTarget);

    private static IEnumerable<TestCaseData> Chance()
    {
        const string Long = "01234567890123456789012345678901234567890123456";
        yield return Pair("Ports are nobody's doing", [Connect(4711)], [Connect(4712)]);
        yield return Pair("A reply may come in pieces", [Got("abcd"), Got("ef")], [Got("abcdef")]);
        yield return Pair("The pieces of a reply may be long", [Got(Long), Got("\0ef")], [Got($"{Long}\0", 50)]);
        yield return Pair("A long reply may begin early",
            [Sent("a", 100_000), Got("a", 100_000)], [Got("a", 7), Sent("a", 100_000), Got("a", 99_993)]);
        yield return Pair("A buffer may be small", [Sent("a", 9000), new WireStep.Full(9000)], [Sent("a", 300), new WireStep.Full(300)]);
        yield return Pair("A close comes sooner or later",
            [new WireStep.DataNotTaken(13_191_061, SocketError.Shutdown)], [new WireStep.DataNotTaken(1, SocketError.Shutdown)]);
        yield return Pair("What a long wire has lost is not known",
            [Connect(1), new WireStep.LeftOut(10), Ended], [Connect(1), Got("abcd"), Ended]);
        yield return Pair("Patience has its measure",
            [new WireStep.Silence(TimeSpan.FromSeconds(5))], [new WireStep.Silence(TimeSpan.FromSeconds(6))]);
        yield return Pair("A limit is set above what is open",
            [new WireStep.LimitDescriptors(20)], [new WireStep.LimitDescriptors(28)]);
        yield return Pair("A system call may have two names",
            [new WireStep.FailedCalls("accept", "EPROTO")], [new WireStep.FailedCalls("accept4", "EPROTO")]);
        yield return Named("A thread's name may be long", "threaded",
            [Got("Thread-1: who are you")], [Got("Thread-12 (process_request_thread): who are you")]);
        yield return Named("A thread may have any name", "threaded", [Got("Thread-1: hello")], [Got("worker: hello")]);
        yield return Named("A name may come by itself", "threaded", [Got("Thread-1: "), Got("hello")], [Got("Thread-1: hello")]);
        yield return Named("A process id may be short", "forking", [Got("4711: hello")], [Got("9: hello")]);
    }

    private static IEnumerable<TestCaseData> Told()
    {
        yield return Pair("FIN or RST", [Ended], [Aborted]);
        yield return Pair("A byte", [Got("hello")], [Got("jello")]);
        yield return Pair("A byte that is not shown", [Got("hello")], [Got("hello", 6)]);
        yield return Pair("Where a datagram ends", [Datagram("abc"), Datagram("def")], [Datagram("abcdef")]);
        yield return Pair("Who answers", [Datagram("abc")], [Datagram("abc") with { From = new IPEndPoint(IPAddress.Loopback, 1) }]);
        yield return Named("What follows a process id", "forking", [Got("4711: hello")], [Got("4711: jello")]);
        yield return Named("A name in place of a process id", "forking", [Got("4711: hello")], [Got("Thread-1: hello")]);
        yield return Pair("A number that is no process id", [Got("4711: hello")], [Got("4712: hello")]);
    }

    [TestCaseSource(nameof(Chance))]
    public void What_is_chance_is_no_difference(string contract, WireStep[] original, WireStep[] port) =>
        Compare(original, port, contract: contract).Rows.ShouldHaveSingleItem().Kind.ShouldBe(CaseParityKind.Equal);

    [TestCaseSource(nameof(Told))]
    public void What_a_client_can_tell_is_one(string contract, WireStep[] original, WireStep[] port)
    {
        var report = Compare(original, port, contract: contract);

        report.Rows.ShouldHaveSingleItem().Kind.ShouldBe(CaseParityKind.Different);
        report.ExitCode.ShouldBe(ExitCode.NotConformant);
    }

    [Test]
    public void Clients_who_see_the_same_count_once()
    {
        WireEvent[] one = [new(0, 2, Connect(1)), new(0, 2, Ended)], two = [.. one, new(1, 3, Connect(2)), new(1, 3, Ended)];
        WireEvent[] apart = [.. one, new(1, 3, Connect(2)), new(1, 3, Aborted)];

        Compare(two, one).Rows.ShouldHaveSingleItem().Kind.ShouldBe(CaseParityKind.Equal);
        Compare(two, apart).Rows.ShouldHaveSingleItem().Kind.ShouldBe(CaseParityKind.Different);
    }

    [TestCase("echo", "it still listens on 127.0.0.1:4711", "it still listens on 127.0.0.1:9")]
    [TestCase("echo", "it still listens on /tmp/a.sock", "it still listens on /dev/shm/b.sock")]
    [TestCase("echo", "no bytes, then silence for 5 s", "no bytes, then silence for 12.5 s")]
    [TestCase("echo", "in 750 ms it ran for 749 ms", "in 1500 ms it ran for 3 ms")]
    [TestCase("threaded", "15 bytes \"Thread-1: hello\", then RST", "13 bytes \"worker: hello\", then RST")]
    public void What_is_chance_in_a_verdict_is_no_difference(string contract, string original, string port) =>
        Verdicts(contract, original, port).Kind.ShouldBe(CaseParityKind.Equal);

    [TestCase("echo", "status 1", "status 3")]
    [TestCase("echo", "5 bytes \"hello\", then FIN", "5 bytes \"hello\", then RST")]
    [TestCase("threaded", "15 bytes \"Thread-1: hello\", then FIN", "15 bytes \"Thread-1: hello\", then RST")]
    [TestCase("echo", "15 bytes \"Thread-1: hello\"", "15 bytes \"Thread-2: hello\"")]
    public void A_verdict_for_another_reason_is_one(string contract, string original, string port) =>
        Verdicts(contract, original, port).Kind.ShouldBe(CaseParityKind.Different);

    [Test]
    public void A_declared_difference_is_none_to_fail_for()
    {
        var report = Compare(Exits143, Exits0, declared: Id);

        var row = report.Rows.ShouldHaveSingleItem();
        (row.Kind, row.Reason).ShouldBe((CaseParityKind.Declared, "the reason"));
        report.ExitCode.ShouldBe(ExitCode.Conformant);
    }

    [Test]
    public void One_that_is_declared_and_not_there_fails()
    {
        var report = Compare(Exits0, Exits0, declared: "shutdown/*");

        report.Stale.ShouldHaveSingleItem().ShouldContain("take it off the list");
        report.ExitCode.ShouldBe(ExitCode.NotConformant);
    }

    [Test]
    public void What_differs_between_two_runs_of_one_server_is_not_held_against_the_other()
    {
        var report = CaseParity.Compare(
            Named("original"), Named("port"),
            [[Shows("original", Exits0), Shows("port", Exits0)], [Shows("original", Exits143), Shows("port", Exits143)]]);

        report.Rows.ShouldHaveSingleItem().Kind.ShouldBe(CaseParityKind.Equal);
        CaseParity.Compare(
                Named("original"), Named("port"),
                [[Shows("original", Exits0), Shows("port", Exits143)], [Shows("original", Exits143), Shows("port", Exits143)]])
            .Rows.ShouldHaveSingleItem().Kind.ShouldBe(CaseParityKind.Unstable);
    }

    [Test]
    public void Each_further_run_may_show_that_a_difference_was_chance()
    {
        CaseResult[] apart = [Shows("original", Exits0), Shows("port", Exits143)];
        CaseResult[] alike = [Shows("original", Exits143), Shows("port", Exits143)];

        CaseParity.Compare(Named("original"), Named("port"), [apart, apart]).Rows.ShouldHaveSingleItem().Kind
            .ShouldBe(CaseParityKind.Different);
        CaseParity.Compare(Named("original"), Named("port"), [apart, apart, alike]).Rows.ShouldHaveSingleItem().Kind
            .ShouldBe(CaseParityKind.Unstable);
    }

    [Test]
    public void A_declared_difference_that_is_there_by_chance_need_not_be_taken_off_the_list()
    {
        CaseResult[] alike = [Shows("original", Exits0), Shows("port", Exits0)];
        CaseResult[] apart = [Shows("original", Exits0), Shows("port", Exits143)];

        CaseParity.Compare(Named("original", declared: Id), Named("port"), [alike, apart]).Stale.ShouldBeEmpty();
    }

    [TestCase(Transport.Unix, CaseParityKind.Equal)]
    [TestCase(Transport.Tcp4, CaseParityKind.Different)]
    public void Over_Unix_a_close_with_unread_bytes_looks_like_an_end_or_an_error(Transport transport, CaseParityKind kind)
    {
        CaseResult[] run =
            [Shows("original", [Ended]) with { Transport = transport }, Shows("port", [Aborted]) with { Transport = transport }];

        CaseParity.Compare(Named("original"), Named("port"), [run, run]).Rows.ShouldHaveSingleItem().Kind.ShouldBe(kind);
    }

    [Test]
    public void Nothing_to_compare_is_not_equal() =>
        CaseParity.Compare(Named("original"), Named("port"), [[], []]).ExitCode.ShouldBe(ExitCode.CouldNotJudge);

    [Test]
    public void The_text_shows_where_they_part_and_all_that_is_alike_once()
    {
        var report = ParitySample.Of() with { Cases = [Compare(Exits143, Exits0)] };

        ParityText.Render(report).ShouldBe("""
            DIFFERENT  shutdown/idle-ends  (echo tcp4)
              original
                  keeps the rule
                  signal SIGTERM
                ≠ server ended with status 143 (SIGTERM)
              port
                  keeps the rule
                  signal SIGTERM
                ≠ server ended with status 0


            DIFFERENT  original and port: 0 equal, 1 different, 0 declared different, 0 differ from run to run, 0 not judged on both

            """);
    }

    private static CaseParityReport Compare(
        WireStep[] original, WireStep[] port, string? declared = null, string contract = "echo") =>
        Compare(Of(original), Of(port), declared, contract);

    private static CaseParityReport Compare(
        WireEvent[] original, WireEvent[] port, string? declared = null, string contract = "echo")
    {
        CaseResult[] run = [Shows("original", original, contract), Shows("port", port, contract)];
        return CaseParity.Compare(Named("original", declared), Named("port"), [run, run]);
    }

    private static CaseParityRow Verdicts(string contract, string original, string port)
    {
        CaseResult[] run = [Broken("original", original), Broken("port", port)];
        return CaseParity.Compare(Named("original"), Named("port"), [run, run]).Rows.ShouldHaveSingleItem();

        CaseResult Broken(string target, string observed) =>
            Sample.Result(Verdict.Fail, Id, target, contract: contract) with { Observed = observed };
    }

    private static Target Named(string name, string? declared = null) => new(name, name, [], [])
    {
        Divergences = declared is null ? [] : [new KnownFailure(declared, null, null, "the reason")],
    };

    private static CaseResult Shows(string target, WireStep[] wire) => Shows(target, Of(wire), "echo");

    private static CaseResult Shows(string target, WireEvent[] wire, string contract) =>
        Sample.Result(Verdict.Pass, Id, target, contract: contract) with { Wire = wire };

    private static WireEvent[] Of(WireStep[] steps) => [.. steps.Select(step => new WireEvent(0, 1, step))];

    private static WireStep.Connect Connect(int port) => new(new IPEndPoint(IPAddress.Loopback, port));

    private static WireStep.Data Sent(string start, long length) =>
        new(Direction.ToTarget, new Preview(Payload.Latin1(start), length));

    private static WireStep.Data Got(string text, long? length = null) =>
        new(Direction.FromTarget, new Preview(Payload.Latin1(text), length ?? text.Length));

    private static WireStep.Datagram Datagram(string text) => new(Direction.FromTarget, Preview.Of(Payload.Latin1(text)));

    private static TestCaseData Pair(string what, WireStep[] original, WireStep[] port) => Named(what, "echo", original, port);

    private static TestCaseData Named(string what, string contract, WireStep[] original, WireStep[] port) =>
        new TestCaseData(contract, original, port).SetName(what);
}
