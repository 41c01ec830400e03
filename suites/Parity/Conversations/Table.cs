using System.Globalization;
using SocketConformance.Probe;
using SocketConformance.Specification;

namespace SocketConformance.Parity;

/// <summary>What two servers did in one conversation, side by side.</summary>
internal static class Table
{
    public static IReadOnlyList<ParityRow> Of(Conversation conversation, Outcome outcome)
    {
        List<ParityRow> rows = [];
        string[] steps = [.. conversation.Words, .. conversation.IsDatagram ? [] : new[] { "half-close, read to the end" }];
        for (var at = 0; at < Math.Min(steps.Length, outcome.First.Moments.Count); at++)
            rows.Add(Row(steps[at], Words(outcome.First, at, conversation), Words(outcome.Second, at, conversation)));
        if (Detail(outcome) is { } detail) rows.Add(detail);
        if (outcome.First.End is not null || outcome.Second.End is not null)
            rows.Add(Row("the server", outcome.First.End ?? "serves on", outcome.Second.End ?? "serves on"));
        return rows;
    }

    private static ParityRow Row(string step, string first, string second) => new(step, first, second, first != second);

    private static string Words(Observation observation, int at, Conversation conversation)
    {
        List<string> seen = [];
        for (var peer = 0; peer < observation.Moments[at].Count; peer++)
        {
            var before = at == 0 || peer >= observation.Moments[at - 1].Count ? PeerState.Open : observation.Moments[at - 1][peer].State;
            var (pieces, state) = observation.Moments[at][peer];
            List<string> words = [.. pieces.Select(piece => $"{(conversation.IsDatagram ? "datagram of " : "")}{Runs.Brief(piece)}")];
            if (state != before && state != PeerState.Left)
                words.Add(state switch { PeerState.Fin => "FIN", PeerState.Reset => "RST", _ => "refused" });
            if (words.Count > 0) seen.Add($"{(conversation.Peers > 1 ? $"[{peer + 1}] " : "")}{string.Join(", ", words)}");
        }

        return seen.Count == 0 ? "-" : string.Join("; ", seen);
    }

    /// <summary>Two long pieces can look alike from the front: where they part.</summary>
    private static ParityRow? Detail(Outcome outcome)
    {
        for (var at = 0; at < Math.Min(outcome.First.Moments.Count, outcome.Second.Moments.Count); at++)
            foreach (var (one, other) in outcome.First.Moments[at].Zip(outcome.Second.Moments[at]))
            {
                if (one.Is(other)) continue;
                if (one.Pieces is not [var left, ..] || other.Pieces is not [var right, ..]) return null;
                var common = left.AsSpan().CommonPrefixLength(right);
                if (common == left.Length && common == right.Length) return null;
                return new ParityRow(string.Create(CultureInfo.InvariantCulture, $"first difference at byte {common:N0}"),
                    Around(left, common), Around(right, common), true);
            }

        return null;
    }

    private static string Around(byte[] bytes, int at) =>
        at >= bytes.Length ? "the end" : Show.Quote(bytes.AsSpan(at, Math.Min(8, bytes.Length - at)));
}
