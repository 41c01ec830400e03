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
        Cases = [new CaseParityReport("original", "port", [Row("echo/returns-one-byte", CaseParityKind.Equal, "keeps the rule\n<- 1 byte \"x\"", "keeps the rule\n<- 1 byte \"x\"")], 0, [])],
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
                    Row("echo/returns-one-byte", CaseParityKind.Equal, $"keeps the rule\n<- {text}", $"keeps the rule\n<- {text}"),
                    Row("shutdown/idle-ends", CaseParityKind.Different, "keeps the rule\nsignal SIGTERM\nstatus 143", $"keeps the rule\nsignal SIGTERM\n{text}"),
                    Row("shutdown/idle-ends", CaseParityKind.Different, "keeps the rule\nsignal SIGTERM\nstatus 143", $"keeps the rule\nsignal SIGTERM\n{text}") with { Transport = Transport.Unix },
                    Row("reset/survives-reset-idle", CaseParityKind.Declared, "breaks the rule", "keeps the rule") with { Reason = text },
                    Row("backlog/recovers", CaseParityKind.Unstable, "keeps the rule\n<- FIN", "keeps the rule\n<- RST"),
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
                new FuzzTally(Contracts.Uppercase, Transport.Tcp4, first, second, Conversations: 177, Unstable: 1, DurationMs: 1000, [$"fuzz/reset: {text}"]),
                new FuzzTally(Contracts.Uppercase, Transport.Tcp6, first, second, Conversations: 1000, Unstable: 0, DurationMs: 4000, []),
            ],
            [
                new ParityDifference(
                    Contracts.Uppercase, Transport.Tcp4, first, second, $"conversation 5 of seed 7, {text}",
                    [new ParityRow("connect", "-", "-", false), new ParityRow($"send {text}", $"{text}, FIN", "896 bytes \"A\" * 896, FIN", true)],
                    ["peer = connect()", $"peer.sendall(b\"{text}\")"], $"/tmp/{text}.txt", $"./run-conformance.sh --replay {text}")
                {
                    Steps = 2,
                },
            ],
            [], Interrupted: false),
    };

    private static CaseParityRow Row(string id, CaseParityKind kind, string first, string second) =>
        new(id, Contracts.Echo, Transport.Tcp4, kind, first, second, null);
}
