using System.Net;
using SocketConformance.Report;
using SocketConformance.SelfTests.Reports;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Browsing;

/// <summary>Reports for a browser to read.</summary>
internal static class Pages
{
    /// <summary>Says its piece wherever a server or a file has a word; had any of it an effect, <c>window.ran</c> would say so.</summary>
    public const string Attack =
        "</script></style></title><script>window.ran=1</script><img src=http://127.0.0.1:1/x onerror=window.ran=1>" +
        "<a href=javascript:window.ran=1>x</a>\"'> onfocus=window.ran=1 \u202e\u2066\u200b\e[2J\0]]>--><svg onload=window.ran=1>";

    public static string Mixed => HtmlReport.Render(Sample.Mixed);

    /// <summary>A rule of each section is broken by one of the targets, or by none.</summary>
    public static string Of(int sections, int rules, int targets, bool broken) => HtmlReport.Render(Sample.Run(
    [
        .. from section in Enumerable.Range(0, sections)
           from rule in Enumerable.Range(0, rules)
           from target in Enumerable.Range(0, targets)
           select Result(section, rule, target, broken),
    ]));

    public static string Hostile => HtmlReport.Render(new RunReport(
        Attack, [new TargetSummary(Attack, Attack, [Attack])], [HostileResult(Verdict.Fail), HostileResult(Verdict.Pass)],
        DurationMs: 1, Strict: false, Interrupted: false, [new Problem(ProblemKind.CouldNotJudge, Attack)]));

    public static string HostileParity => ParityHtml.Render(ParitySample.CasesWith(Attack, $"{Attack}2", Attack) with
    {
        Fuzz = ParitySample.ConversationsWith(Attack, $"{Attack}2", Attack).Fuzz,
    });

    public static string Parity => ParityHtml.Render(ParitySample.Cases with { Fuzz = ParitySample.Conversations.Fuzz });

    /// <summary>A stopped server, two peers, silence, a reset, a long wait, and an end.</summary>
    public static IReadOnlyList<WireEvent> Wire { get; } =
    [
        new(0.2, 0, new WireStep.Freeze()),
        new(0.4, 1, new WireStep.Connect(new IPEndPoint(IPAddress.Loopback, 39201))),
        new(0.5, 1, new WireStep.Data(Direction.ToTarget, new Preview("GET / HTTP/1.1\r\nHost: a-long-name.example\r\n"u8, 9_551_297))),
        new(30, 2, new WireStep.Connect(new IPEndPoint(IPAddress.Loopback, 39201))),
        new(30.1, 0, new WireStep.Thaw(InTurn: true)),
        new(41, 1, new WireStep.Data(Direction.FromTarget, new Preview("HTTP/1.1 200 OK\r\nContent-Length: 123456789012\r\n"u8, 99_999))),
        new(41.1, 1, new WireStep.Full(41_000_000)),
        new(5_041.2, 2, new WireStep.Silence(TimeSpan.FromSeconds(5))),
        new(5_041.3, 1, new WireStep.Fin(Direction.ToTarget)),
        new(5_041.4, 1, new WireStep.Reset(Direction.FromTarget)),
        new(5_042, 0, new WireStep.Signal("SIGTERM")),
        new(5_050, 0, new WireStep.ServerEnd(143)),
    ];

    private static CaseResult Result(int section, int rule, int target, bool broken)
    {
        var passed = Sample.Result(Verdict.Pass, $"section-{section}/rule-{rule}", $"target-{target}");
        return !broken || rule != 0 || target != 0 ? passed : passed with
        {
            Verdict = Verdict.Fail,
            Expected = "8 bytes \"sanity 1\", then FIN",
            Observed = "10 bytes \"sanity 1\\r\\n\", then FIN; first difference at byte 8",
            Wire = Wire,
            Difference = new Difference("adds \"\\r\\n\"", "write the bytes as they are"),
            Hint = "write the bytes as they are",
            Server = "\"./echo --port 39201\": still running, stderr empty",
        };
    }

    private static CaseResult HostileResult(Verdict verdict) => new()
    {
        Case = $"echo/{Attack}",
        Contract = verdict == Verdict.Pass ? "echo" : Attack,
        Transport = Transport.Tcp4,
        Target = Attack,
        Level = Level.Must,
        Verdict = verdict,
        Statement = Attack,
        Source = Attack,
        Expected = $"3 bytes \"abc\" {Attack}",
        Observed = $"{Attack} 3 bytes \"abd\"; first difference at byte 2",
        Reason = Attack,
        Hint = Attack,
        Difference = new Difference(Attack, Attack),
        Server = Attack,
        Wire = [Sample.Told(0, $"[2] -> {Attack}"), Sample.Told(1, Attack), Sample.Told(9000, $"server stopped {Attack}")],
        Again = Attack,
    };
}
