using NUnit.Framework;
using Shouldly;
using SocketConformance.Parity;
using SocketConformance.Report;
using SocketConformance.SelfTests.Reports;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.Parity;

/// <summary>What two targets show in a case: the same, a difference, or chance.</summary>
public sealed class CaseByCase
{
    private const string Id = "shutdown/idle-ends";

    private static readonly string[] Exits0 = ["signal SIGTERM", "server ended with status 0"];
    private static readonly string[] Exits143 = ["signal SIGTERM", "server ended with status 143 (SIGTERM)"];

    [TestCase("-> connect 127.0.0.1:4711", "-> connect 127.0.0.1:4712", TestName = "Ports are nobody's doing")]
    [TestCase("<- 20 bytes \"Thread-1: who are you\"", "<- 47 bytes \"Thread-12 (process_request_thread): who are \"…", TestName = "A name may be long")]
    [TestCase("<- 12 bytes \"4711: hello\"", "<- 11 bytes \"9: hello\"", TestName = "A process id may be short")]
    [TestCase("<- 4 bytes \"abcd\"|<- 2 bytes \"ef\"", "<- 6 bytes \"abcdef\"", TestName = "A reply may come in pieces")]
    [TestCase("<- 47 bytes \"01234567890123456789012345678901234567890123456\"|<- 3 bytes \"\\x00ef\"", "<- 50 bytes \"01234567890123456789012345678901234567890123456\\x00\"…", TestName = "The pieces of a reply may be long")]
    [TestCase("-> 100,000 bytes \"a\"…|<- 100,000 bytes \"a\"…", "<- 7 bytes \"a\"|-> 100,000 bytes \"a\"…|<- 99,993 bytes \"a\"…", TestName = "A long reply may begin early")]
    [TestCase("-> 9,000 bytes \"a\"…|   full after 9,000 bytes", "-> 300 bytes \"a\"…|   full after 300 bytes", TestName = "A buffer may be small")]
    [TestCase("[2] -> connect 127.0.0.1:1|[3] -> connect 127.0.0.1:1", "[2] -> connect 127.0.0.1:1", TestName = "Clients who see the same count once")]
    [TestCase("   13,191,061 bytes not taken: the other end has closed (EPIPE)", "   1 byte not taken: the other end has closed (EPIPE)", TestName = "A close comes sooner or later")]
    [TestCase("-> connect 127.0.0.1:1|… 10 more events …|<- FIN", "-> connect 127.0.0.1:1|<- 4 bytes \"abcd\"|<- FIN", TestName = "What a long wire has lost is not known")]
    public void What_is_chance_is_no_difference(string original, string port) =>
        Compare(original.Split('|'), port.Split('|')).Rows.ShouldHaveSingleItem().Kind.ShouldBe(CaseParityKind.Equal);

    [TestCase("<- FIN", "<- RST")]
    [TestCase("<- 5 bytes \"hello\"", "<- 5 bytes \"jello\"")]
    [TestCase("<- 5 bytes \"hello\"", "<- 6 bytes \"hello\"")]
    [TestCase("<- 12 bytes \"4711: hello\"", "<- 12 bytes \"4711: jello\"")]
    [TestCase("<- datagram 3 bytes \"abc\"|<- datagram 3 bytes \"def\"", "<- datagram 6 bytes \"abcdef\"")]
    [TestCase("[2] <- FIN|[3] <- FIN", "[2] <- FIN|[3] <- RST")]
    public void What_a_client_can_tell_is_one(string original, string port)
    {
        var report = Compare(original.Split('|'), port.Split('|'));

        report.Rows.ShouldHaveSingleItem().Kind.ShouldBe(CaseParityKind.Different);
        report.ExitCode.ShouldBe(ExitCode.NotConformant);
    }

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
        var report = CaseParity.Compare(Named("original"), Named("port"), [[Shows("original", Exits0), Shows("port", Exits0)], [Shows("original", Exits143), Shows("port", Exits143)]]);

        report.Rows.ShouldHaveSingleItem().Kind.ShouldBe(CaseParityKind.Equal);
        CaseParity.Compare(Named("original"), Named("port"), [[Shows("original", Exits0), Shows("port", Exits143)], [Shows("original", Exits143), Shows("port", Exits143)]])
            .Rows.ShouldHaveSingleItem().Kind.ShouldBe(CaseParityKind.Unstable);
    }

    [Test]
    public void Each_further_run_may_show_that_a_difference_was_chance()
    {
        CaseResult[] apart = [Shows("original", Exits0), Shows("port", Exits143)], alike = [Shows("original", Exits143), Shows("port", Exits143)];

        CaseParity.Compare(Named("original"), Named("port"), [apart, apart]).Rows.ShouldHaveSingleItem().Kind.ShouldBe(CaseParityKind.Different);
        CaseParity.Compare(Named("original"), Named("port"), [apart, apart, alike]).Rows.ShouldHaveSingleItem().Kind.ShouldBe(CaseParityKind.Unstable);
    }

    [Test]
    public void A_declared_difference_that_is_there_by_chance_need_not_be_taken_off_the_list()
    {
        CaseResult[] alike = [Shows("original", Exits0), Shows("port", Exits0)], apart = [Shows("original", Exits0), Shows("port", Exits143)];

        CaseParity.Compare(Named("original", declared: Id), Named("port"), [alike, apart]).Stale.ShouldBeEmpty();
    }

    [TestCase(Transport.Unix, CaseParityKind.Equal)]
    [TestCase(Transport.Tcp4, CaseParityKind.Different)]
    public void Over_Unix_a_close_with_unread_bytes_looks_like_an_end_or_an_error(Transport transport, CaseParityKind kind)
    {
        CaseResult[] run = [Shows("original", ["<- FIN"]) with { Transport = transport }, Shows("port", ["<- RST"]) with { Transport = transport }];

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

    private static CaseParityReport Compare(string[] original, string[] port, string? declared = null)
    {
        CaseResult[] run = [Shows("original", original), Shows("port", port)];
        return CaseParity.Compare(Named("original", declared), Named("port"), [run, run]);
    }

    private static Target Named(string name, string? declared = null) => new(name, name, [], [])
    {
        Divergences = declared is null ? [] : [new KnownFailure(declared, null, null, "the reason")],
    };

    private static CaseResult Shows(string target, string[] wire) =>
        Sample.Result(Verdict.Pass, Id, target) with { Wire = [.. wire.Select(what => new WireEvent(0, what))] };
}
