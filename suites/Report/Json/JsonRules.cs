using System.Globalization;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What a report must keep to beyond the types of its fields. A report that was cut, edited or pieced together by
/// hand is refused rather than compared.</summary>
internal static class JsonRules
{
    /// <param name="name">What to call the document when it is wrong.</param>
    /// <exception cref="ReportException">It breaks a rule; says where and what was expected.</exception>
    public static void Check(JsonRun run, string name)
    {
        Require(run.Suite.Revision >= 0, "$.suite.revision", "a whole number from 0 up", run.Suite.Revision);
        Require(double.IsFinite(run.Suite.DeadlineScale) && run.Suite.DeadlineScale > 0, "$.suite.deadlineScale",
            "a number above 0", run.Suite.DeadlineScale);
        Require(run.Suite.Rounds >= 1, "$.suite.rounds", "a whole number from 1 up", run.Suite.Rounds);
        Duration(run.DurationMs, "$.durationMs");
        if (run.Shard is { } shard) Check(shard);

        var targets = new HashSet<string>();
        for (var at = 0; at < run.Targets.Count; at++)
            Require(targets.Add(run.Targets[at].Name), $"$.targets[{at}].name", "a name of its own", run.Targets[at].Name);

        var seen = new Dictionary<Judgement, int>(run.Results.Count);
        for (var at = 0; at < run.Results.Count; at++)
        {
            var (result, place) = (run.Results[at], $"$.results[{at}]");
            Require(targets.Contains(result.Target), $"{place}.target", "one of $.targets", result.Target);
            Require(result.Contract.Length > 0, $"{place}.contract", "a contract", result.Contract);
            Duration(result.DurationMs, $"{place}.durationMs");
            for (var step = 0; step < result.Wire.Count; step++) Duration(result.Wire[step].Ms, $"{place}.wire[{step}].ms");

            var judgement = new Judgement(result.Case, result.Contract, TransportWords.Parse(result.Transport)!.Value, result.Target);
            if (!seen.TryAdd(judgement, at))
                throw Wrong(place, $"one result of {judgement}, and $.results[{seen[judgement]}] is it");
        }

        void Check(JsonShard shard)
        {
            Require(shard.Count is >= 1 and <= Shard.Most, "$.shard.count", $"a whole number from 1 to {Shard.Most}", shard.Count);
            Require(shard.Index >= 1 && shard.Index <= shard.Count, "$.shard.index",
                $"a whole number from 1 to {shard.Count}", shard.Index);
            Require(shard.Results >= run.Results.Count, "$.shard.results", "at least as many as there are here", shard.Results);
        }

        void Duration(double milliseconds, string place) =>
            Require(double.IsFinite(milliseconds) && milliseconds >= 0, place, "a number from 0 up", milliseconds);

        void Require(bool kept, string place, string expected, object found)
        {
            if (kept) return;
            var instead = found is string ? $"\"{found}\"" : found;
            throw Wrong(place, string.Create(CultureInfo.InvariantCulture, $"{expected}, not {instead}"));
        }

        ReportException Wrong(string place, string expected) => new(Escaping.Printable($"{name}, {place}: expected {expected}"));
    }
}
