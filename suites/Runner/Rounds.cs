using System.Globalization;
using SocketConformance.Specification;

namespace SocketConformance.Runner;

/// <summary>
/// The verdicts of <c>--repeat</c>: one result a case and subject, whatever the number of rounds. Of all the rounds only
/// the first result and the first of another kind are kept, so that memory does not grow with them.
/// </summary>
internal sealed class Rounds
{
    private readonly Lock guard = new();
    private readonly Dictionary<(string, string, Transport, string), Record> records = [];

    /// <summary>Takes a round's result.</summary>
    /// <returns>Whether the case makes the run not conformant already: it failed, or differs from an earlier round.</returns>
    public bool Add(CaseResult result, int round)
    {
        lock (guard)
        {
            var key = (result.Case, result.Contract, result.Transport, result.Target);
            if (!records.TryGetValue(key, out var record)) records.Add(key, record = new Record(result, round));
            record.Add(result, round);
            return record.Differs || result.Verdict is Verdict.Fail or Verdict.Error or Verdict.UnexpectedPass;
        }
    }

    /// <summary>One result for each case and subject.</summary>
    public IReadOnlyList<CaseResult> Results
    {
        get
        {
            lock (guard) return [.. records.Values.Select(record => record.Sum)];
        }
    }

    private sealed class Record(CaseResult first, int firstRound)
    {
        private readonly Dictionary<Verdict, int> counts = [];
        private (CaseResult Result, int Round)? trouble = first.Verdict == Verdict.Pass ? null : (first, firstRound);
        private int total;
        private double longest;

        public bool Differs => counts.Count > 1;

        public void Add(CaseResult result, int round)
        {
            counts[result.Verdict] = counts.GetValueOrDefault(result.Verdict) + 1;
            total++;
            longest = Math.Max(longest, result.DurationMs);
            if (result.Verdict != Verdict.Pass) trouble ??= (result, round);
        }

        public CaseResult Sum => Differs ? Flaky() : first with { DurationMs = longest };

        private CaseResult Flaky()
        {
            var (result, round) = trouble!.Value;
            return result with
            {
                Verdict = Verdict.Flaky,
                Reason = string.Create(
                    CultureInfo.InvariantCulture, $"{Rate()}; first {result.Verdict.Word()} in round {round}{Why(result)}"),
                DurationMs = longest,
                Again = result.Again.Replace($"--case {result.Case}",
                    string.Create(CultureInfo.InvariantCulture, $"--case {result.Case} --repeat {total}"), StringComparison.Ordinal),
            };
        }

        /// <summary>Such as <c>3 of 200 fail, 197 pass</c>: the rarest first.</summary>
        private string Rate()
        {
            var words = counts.OrderBy(pair => pair.Value).ThenByDescending(pair => pair.Key).Select((pair, at) =>
                string.Create(CultureInfo.InvariantCulture, $"{pair.Value}{(at == 0 ? $" of {total}" : "")} {pair.Key.Word()}"));
            return string.Join(", ", words);
        }

        private static string Why(CaseResult result) => result switch
        {
            { Reason: { } reason } => $": {reason}",
            { Expected: { } expected } => $": expected {expected}; observed {result.Observed}",
            _ => "",
        };
    }
}
