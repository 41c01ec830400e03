using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

/// <summary>Comparisons to report on, made by hand.</summary>
internal static class ParitySample
{
    /// <summary>A row of every kind, and a declaration that is out of date.</summary>
    public static ParityReport Cases { get; } = CasesWith("original", "port", "exits 0: \"the reference\"");

    /// <summary>Two transports of one contract; in one a difference was found.</summary>
    public static ParityReport Conversations { get; } = ConversationsWith("original", "port", "1,025 bytes \"a\" * 1025");

    public static ParityReport Equal { get; } = Of() with
    {
        Cases =
        [
            new CaseParityReport(
                "original", "port",
                [Row("echo/returns-one-byte", CaseParityKind.Equal, Keeps("<- 1 byte \"x\""), Keeps("<- 1 byte \"x\""))], 0, []),
        ],
    };

    public static ParityReport Of() => new("0.1.0", Revision: 1, DurationMs: 1234.5);

    /// <param name="text">Stands wherever a server, a file or a name has a word.</param>
    public static ParityReport CasesWith(string first, string second, string text) => Of() with
    {
        Cases =
        [
            new CaseParityReport(
                first, second,
                [
                    Row("echo/returns-one-byte", CaseParityKind.Equal, Keeps($"<- {text}"), Keeps($"<- {text}")),
                    Stopped(text),
                    Stopped(text) with { Transport = Transport.Unix },
                    Row("reset/survives-reset-idle", CaseParityKind.Declared, new CaseSeen("no reply", Steps.None), Keeps()) with
                    {
                        Reason = text,
                    },
                    Row("backlog/recovers", CaseParityKind.Unstable, Keeps("<- FIN"), Keeps("<- RST")),
                ],
                NotCompared: 3, Stale: [$"my.yaml, line 3: declared, but do not differ: {text}"]),
        ],
    };

    /// <inheritdoc cref="CasesWith"/>
    public static ParityReport ConversationsWith(string first, string second, string text) => Of() with
    {
        Fuzz = new FuzzReport(
            Seed: 7,
            [
                new FuzzTally(
                    "uppercase", Transport.Tcp4, first, second, Conversations: 177, Unstable: 1, DurationMs: 1000, [$"fuzz/reset: {text}"]),
                new FuzzTally("uppercase", Transport.Tcp6, first, second, Conversations: 1000, Unstable: 0, DurationMs: 4000, []),
            ],
            [
                new ParityDifference(
                    "uppercase", Transport.Tcp4, first, second, $"conversation 5 of seed 7, {text}",
                    [
                        new ParityRow("connect", "-", "-", false),
                        new ParityRow($"send {text}", $"{text}, FIN", "896 bytes \"A\" * 896, FIN", true),
                    ],
                    ["peer = connect()", $"peer.sendall(b\"{text}\")"], $"/tmp/{text}.txt", $"./run-conformance.sh --replay {text}")
                {
                    Steps = 2,
                },
            ],
            [], Interrupted: false),
    };

    public static CaseSeen Keeps(params string[] told) => new(null, new Steps(told.Select(words => new WireStep.Told(words))));

    private static CaseParityRow Stopped(string text) =>
        Row("shutdown/idle-ends", CaseParityKind.Different, Keeps("signal SIGTERM", "status 143"), Keeps("signal SIGTERM", text));

    private static CaseParityRow Row(string id, CaseParityKind kind, CaseSeen first, CaseSeen second) =>
        new(id, "echo", Transport.Tcp4, kind, first, second, null);
}
