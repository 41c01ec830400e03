using System.Net;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

/// <summary>Runs to report on, made by hand.</summary>
internal static class Sample
{
    public static CaseResult Result(
        Verdict verdict, string id = "echo/returns-every-byte", string target = "csharp", Transport transport = Transport.Tcp4,
        string contract = "echo", Level level = Level.Must) => new()
        {
            Case = id,
            Contract = contract,
            Transport = transport,
            Target = target,
            Level = level,
            Verdict = verdict,
            Statement = "Every byte comes back.",
            Source = "contract",
            Again = $"./run-conformance.sh --target {target} --case {id}",
        };

    /// <summary>An event as a report that is read back has it.</summary>
    public static WireEvent Told(double milliseconds, string words) => new(milliseconds, 0, new WireStep.Told(words));

    public static RunReport Run(params CaseResult[] results) => new(
        "0.1.0",
        [.. results.Select(result => result.Target).Distinct()
            .Select(name => new TargetSummary(name, $"./{name}", ["echo: concurrent, tcp4"]))],
        results, DurationMs: 1234.5, Strict: false, Interrupted: false, Problems: []);

    /// <summary>One result of every verdict, each of a case of its own.</summary>
    public static RunReport EveryVerdict { get; } = Run([.. Enum.GetValues<Verdict>()
        .Select(verdict => Result(verdict, $"echo/ends-{verdict.Word()}") with { Reason = $"why {verdict.Word()}" })]);

    /// <summary>Two targets, mixed cells, a long wire, two peers, and every list at the end of a report.</summary>
    public static RunReport Mixed { get; } = new(
        "0.1.0",
        [
            new TargetSummary("csharp", "./servers/ReferenceServer", ["echo: concurrent, backlog 5, graceful, tcp4 tcp6 unix"]),
            new TargetSummary("my-rust-server", "./target/release/echo --port {port}",
                ["echo: one at a time, no backlog declared, not graceful, tcp4 tcp6", "udp-echo: udp4"]),
        ],
        [
            Result(Verdict.Pass),
            Result(Verdict.Pass, transport: Transport.Tcp6),
            Result(Verdict.Pass, transport: Transport.Unix),
            Result(Verdict.Pass, target: "my-rust-server"),
            Result(Verdict.Flaky, target: "my-rust-server", transport: Transport.Tcp6) with
            {
                Reason = "pass 4 times, fail once: expected 3 bytes \"abc\"; observed 2 bytes \"ab\", then silence",
            },
            Result(Verdict.Pass, "half-close/drain-before-fin"),
            Result(Verdict.Pass, "half-close/drain-before-fin", transport: Transport.Tcp6),
            Result(Verdict.Pass, "half-close/drain-before-fin", transport: Transport.Unix),
            Drain(Transport.Tcp4),
            Drain(Transport.Tcp6),
            Known(Transport.Tcp4),
            Known(Transport.Tcp6),
            Result(Verdict.UnexpectedPass, "reset/survives-reset-idle", "my-rust-server") with
            {
                Reason = "listed as a known failure (issue 12), but it passes: take it off the list",
            },
            Result(Verdict.Pass, "concurrency/serves-two-peers"),
            NotConcurrent(Transport.Tcp4),
            NotConcurrent(Transport.Tcp6),
            Result(Verdict.Inconclusive, "backlog/holds-what-it-declares") with
            {
                Reason = "the kernel's socket table cannot be read here",
            },
            Result(Verdict.Deviation, "backlog/refuses-no-one", "my-rust-server", level: Level.Should) with
            {
                Expected = "six connections",
                Observed = "five connections, then SYN-SENT",
                Wire = [.. Enumerable.Range(0, 55).Select(at => Told(at * 1.5, $"[{at + 1}] -> connect 127.0.0.1:39201"))],
            },
            Result(Verdict.Error, "udp/one-reply-a-datagram", "my-rust-server", Transport.Udp4, "udp-echo") with
            {
                Reason = "the server did not start: \"./target/release/echo --port 39201\" ended with status 101.\n" +
                    "thread 'main' panicked at src/main.rs:4",
            },
        ],
        DurationMs: 4213, Strict: false, Interrupted: false,
        [new Problem(ProblemKind.NotConformant, "The known failure \"reste/*\" names no case: correct it, or take it off the list.")]);

    private static CaseResult Known(Transport transport) =>
        Result(Verdict.KnownFailure, "reset/survives-reset-mid-reply", "my-rust-server", transport) with
        {
            Reason = "issue 12: SIGPIPE is not ignored",
        };

    private static CaseResult NotConcurrent(Transport transport) =>
        Result(Verdict.Skip, "concurrency/serves-two-peers", "my-rust-server", transport) with { Reason = "declared concurrent: false" };

    private static CaseResult Drain(Transport transport) =>
        Result(Verdict.Fail, "half-close/drain-before-fin", "my-rust-server", transport) with
        {
            Statement = "After the peer's FIN, a server sends every byte it still owes before its own FIN.",
            Source = "RFC 9293 §3.6",
            Expected = "16,384 bytes, then FIN",
            Observed = "4,096 bytes, then RST; first difference at byte 4,096",
            Wire =
            [
                new WireEvent(0.2, 1, new WireStep.Connect(new IPEndPoint(IPAddress.Loopback, 39201))),
                new WireEvent(7.9, 1, new WireStep.Data(Direction.ToTarget, new Preview("AAAA"u8, 16384))),
                new WireEvent(8.2, 1, new WireStep.Fin(Direction.ToTarget)),
                new WireEvent(9, 1, new WireStep.Data(Direction.FromTarget, new Preview("AAAA"u8, 4096))),
                new WireEvent(22.1, 1, new WireStep.Reset(Direction.FromTarget)),
                new WireEvent(1022.14, 1, new WireStep.Silence(TimeSpan.FromSeconds(1))),
            ],
            Kernel = "connection 1: the server's end is gone, ours CLOSED",
            Server = "\"./echo --port 39201\": still running, stdout empty, stderr empty",
            Hint = "RST instead of FIN usually means that the server closed with unread bytes in its receive buffer",
        };
}
