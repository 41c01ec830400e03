using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

[Fast]
public sealed class FailurePages
{
    [Test]
    public void A_failure_is_the_rule_the_evidence_and_the_way_to_repeat_it() => FailureText.Plain(Sample.Result(Verdict.Fail) with
    {
        Expected = "16,384 bytes, then FIN",
        Observed = "4,096 bytes, then RST",
        Wire = [Sample.Told(0.2, "-> connect 127.0.0.1:39201"), Sample.Told(22.14, "<- RST"), Sample.Told(1234.5, "   nothing for 1 s")],
        Server = "\"./echo\": still running",
        Hint = "unread bytes",
    }).ShouldBe("""
        NOT CONFORMANT  echo/returns-every-byte  (csharp, echo, tcp4)
          MUST      Every byte comes back.
          source    contract
          expected  16,384 bytes, then FIN
          observed  4,096 bytes, then RST
          wire
                 0.2 ms  ->  connect 127.0.0.1:39201
                22.1 ms  <-  RST
             1,234.5 ms      nothing for 1 s
          server    "./echo": still running
          hint      unread bytes
          again     ./run-conformance.sh --target csharp --case echo/returns-every-byte

        """);

    [Test]
    public void What_is_not_known_takes_no_line() => FailureText.Plain(Sample.Result(Verdict.Error) with
    {
        Reason = "no server",
    }).ShouldBe("""
        COULD NOT JUDGE  echo/returns-every-byte  (csharp, echo, tcp4)
          MUST      Every byte comes back.
          source    contract
          reason    no server
          again     ./run-conformance.sh --target csharp --case echo/returns-every-byte

        """);

    [Test]
    public void Peers_are_told_apart_and_arrows_stand_in_one_column()
    {
        var page = Page(
            [Sample.Told(1, "[2] -> FIN"), Sample.Told(2, "[2]    nothing for 1 s"), Sample.Told(3, "SIGTERM"), Sample.Told(4, "[ odd")]);

        page.ShouldContain("         1.0 ms  ->  [2] FIN\n");
        page.ShouldContain("         2.0 ms      [2] nothing for 1 s\n");
        page.ShouldContain("         3.0 ms      SIGTERM\n");
        page.ShouldContain("         4.0 ms      [ odd\n");
    }

    [TestCase(25, false)]
    [TestCase(26, true)]
    public void A_long_wire_shows_its_first_and_last_twelve_events(int events, bool cut)
    {
        var page = Page(Wire(events));

        page.Contains("… 2 more …", StringComparison.Ordinal).ShouldBe(cut);
        page.Contains("event 12 \n", StringComparison.Ordinal).ShouldBe(!cut);
        page.ShouldContain("event 11 \n");
        page.ShouldContain($"event {events - 12} \n");
        page.ShouldContain($"event {events - 1} \n");
    }

    [Test]
    public void What_is_left_out_of_a_wire_is_counted() => Page(Wire(1024)).ShouldContain("\n                     … 1,000 more …\n");

    [Test]
    public void A_reason_of_many_lines_keeps_its_place_and_is_bounded()
    {
        var reason = string.Join('\n', Enumerable.Range(1, 50).Select(line => $"line {line}"));

        var page = FailureText.Plain(Sample.Result(Verdict.Error) with { Reason = reason });

        page.ShouldContain("  reason    line 1\n            line 2\n");
        page.ShouldContain("            line 20\n            … 30 more lines …\n");
        page.ShouldNotContain("line 21");
    }

    [Test]
    public void The_same_finding_over_other_transports_is_told_once()
    {
        var fail = Sample.Result(Verdict.Fail) with { Observed = "nothing" };
        var report = Sample.Run(
            fail, fail with { Transport = Transport.Tcp6 }, fail with { Contract = "echo-once" },
            fail with { Transport = Transport.Unix, Observed = "garbage" });

        var text = TextReport.Render(report);

        Count(text, "NOT CONFORMANT  echo/").ShouldBe(2);
        text.ShouldContain("  also over echo tcp6, echo-once tcp4\n");
        text.ShouldContain("(csharp, echo, unix)");
    }

    [Test]
    public void The_worst_is_explained_first()
    {
        var text = TextReport.Render(Sample.Run(
            Sample.Result(Verdict.Deviation, "echo/a"), Sample.Result(Verdict.Fail, "echo/b"), Sample.Result(Verdict.Error, "echo/c")));

        string[] heads = ["COULD NOT JUDGE  echo/c", "NOT CONFORMANT  echo/b", "DEVIATION  echo/a"];
        heads.Select(head => text.IndexOf(head, StringComparison.Ordinal)).ShouldBeInOrder();
        heads.ShouldEach(head => text.Contains(head));
    }

    [Test]
    public void One_page_can_be_printed_alone()
    {
        var console = new TestConsole();

        FailureText.Write(Sample.Result(Verdict.Fail), console.Console);

        console.Printed.ShouldBe(FailureText.Plain(Sample.Result(Verdict.Fail)));
    }

    private static string Page(IReadOnlyList<WireEvent> wire) => FailureText.Plain(Sample.Result(Verdict.Fail) with { Wire = wire });

    private static List<WireEvent> Wire(int events) =>
        [.. Enumerable.Range(0, events).Select(at => Sample.Told(at, $"<- event {at} "))];

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
