using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;
using Spectre.Console;

namespace SocketConformance.SelfTests.Reports;

[Fast]
public sealed class LiveLines
{
    [Test]
    public void Without_a_terminal_findings_come_at_once_and_sections_when_they_end()
    {
        var console = new TestConsole();
        using var progress = LiveProgress.On(console.Console);
        progress.Begin(new Dictionary<string, int> { ["echo"] = 2, ["udp"] = 2 });

        Judge(progress, Sample.Result(Verdict.Pass));
        Judge(progress, Sample.Result(Verdict.Pass, "udp/a"));
        Judge(progress, Sample.Result(Verdict.Fail, target: "python", transport: Transport.Unix));

        console.Printed.ShouldBe("✘ echo/returns-every-byte (python, echo, unix)\necho: 1 fail, 1 pass\n");
    }

    [TestCase(Verdict.Fail, true)]
    [TestCase(Verdict.Error, true)]
    [TestCase(Verdict.UnexpectedPass, true)]
    [TestCase(Verdict.Flaky, true)]
    [TestCase(Verdict.Deviation, true)]
    [TestCase(Verdict.Pass, false)]
    [TestCase(Verdict.Skip, false)]
    [TestCase(Verdict.Inconclusive, false)]
    [TestCase(Verdict.KnownFailure, false)]
    public void Only_findings_are_worth_a_line(Verdict verdict, bool line)
    {
        var console = new TestConsole();
        using var progress = LiveProgress.On(console.Console);

        Judge(progress, Sample.Result(verdict));

        console.Printed.Contains("echo/returns-every-byte", StringComparison.Ordinal).ShouldBe(line);
    }

    [Test]
    public void On_a_terminal_one_line_is_rewritten_below_the_findings()
    {
        var console = new TestConsole(terminalWidth: 100);
        using (var progress = LiveProgress.On(console.Console))
        {
            progress.Begin(new Dictionary<string, int> { ["echo"] = 3 });
            Judge(progress, Sample.Result(Verdict.Pass));
            progress.Started("echo/returns-every-byte");
            Judge(progress, Sample.Result(Verdict.Fail));
        }

        Screen(console.Printed).ShouldBe("✘ echo/returns-every-byte (csharp, echo, tcp4)\n");
        Plain(console.Printed).ShouldContain("2 of 3   csharp ✘ 1 ✔ 1   echo\e[K");
    }

    [Test]
    public void The_line_is_never_wider_than_the_terminal()
    {
        var console = new TestConsole(terminalWidth: 40);
        using var progress = LiveProgress.On(console.Console);
        progress.Begin(new Dictionary<string, int> { ["echo"] = 9 });

        for (var target = 0; target < 9; target++) Judge(progress, Sample.Result(Verdict.Fail, target: $"target-{target}"));

        Plain(console.Printed).Split('\n', '\r').Where(line => line.Contains(" of 9", StringComparison.Ordinal))
            .Select(line => line.Replace("\e[K", "", StringComparison.Ordinal).Length).Max().ShouldBeInRange(20, 39);
    }

    [Test]
    public void Many_threads_lose_no_line()
    {
        var console = new TestConsole();
        using var progress = LiveProgress.On(console.Console);
        progress.Begin(new Dictionary<string, int> { ["echo"] = 2000 });

        Parallel.For(0, 2000, _ => Judge(progress, Sample.Result(Verdict.Fail)));

        var lines = console.Printed.TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(2001);
        lines[..^1].ShouldEach(line => line == "✘ echo/returns-every-byte (csharp, echo, tcp4)");
        lines[^1].ShouldBe("echo: 2000 fail");
    }

    [Test]
    public void It_never_throws([Values] bool terminal)
    {
        var pipe = new Pipe(terminal);
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = pipe, Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.No });
        pipe.Broken = true;
        var progress = LiveProgress.On(console);

        Should.NotThrow(() =>
        {
            progress.Begin(new Dictionary<string, int> { ["echo"] = 1 });
            progress.Started("no-section");
            Judge(progress, Sample.Result(Verdict.Fail));
            progress.Dispose();
            progress.Dispose();
            Judge(progress, Sample.Result(Verdict.Fail));
        });
    }

    [Test]
    public void Nothing_is_drawn_after_the_end()
    {
        var console = new TestConsole(terminalWidth: 100);
        var progress = LiveProgress.On(console.Console);
        progress.Begin(new Dictionary<string, int> { ["echo"] = 1 });
        progress.Dispose();
        var printed = console.Printed;

        Judge(progress, Sample.Result(Verdict.Fail));

        console.Printed.ShouldBe(printed);
        printed.ShouldEndWith("\r\e[K");
    }

    private static void Judge(ILiveProgress progress, CaseResult result)
    {
        progress.Started(result.Case);
        progress.Judged(result);
    }

    private static string Plain(string printed) => System.Text.RegularExpressions.Regex.Replace(printed, "\e\\[[0-9;]*m", "");

    /// <summary>What stays on a terminal: of each line, what was written after it was last begun anew.</summary>
    private static string Screen(string printed) => string.Join('\n', Plain(printed).Split('\n')
        .Select(line => line[(line.LastIndexOf('\r') + 1)..].Replace("\e[K", "", StringComparison.Ordinal)));

    private sealed class Pipe(bool terminal) : IAnsiConsoleOutput
    {
        public bool Broken { get; set; }
        public TextWriter Writer => Broken ? throw new IOException("Broken pipe") : TextWriter.Null;
        public bool IsTerminal => terminal;
        public int Width => Broken ? throw new IOException("Broken pipe") : 80;
        public int Height => 24;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
