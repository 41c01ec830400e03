using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Bench;

/// <summary>Servers in daily use that do break a rule: the suite accuses them of it, and goes on to judge the others.</summary>
[Servers]
public sealed class BrokenInDailyUse
{
    /// <summary>Ncat ends a connection at its peer's FIN, whatever its program has still to say; a peer that reads first gets all
    /// of it. Which bytes are lost is a race: a case may be won by chance, not all of them.</summary>
    [Test]
    public async Task Ncat_drops_what_it_owes_at_a_FIN_and_is_judged_all_the_same()
    {
        Required.Present("ncat");

        var run = await Judged.ByAsync(
            "--contract", "echo", "--all-pages", "--case", "echo/*", "--case", "half-close/*",
            "--", "ncat", "--listen", "--keep-open", "--exec", "/bin/cat", "{host}", "{port}");

        run.ShouldSay(1, "NOT CONFORMANT  half-close/", "<-  FIN");
        run.VerdictOf("echo/ping-pong-many").ShouldBe("pass", run.Output);
        run.VerdictOf("echo/byte-at-a-time").ShouldBe("pass", run.Output);
        run.Output.ShouldNotContain("answers nothing");
    }
}
