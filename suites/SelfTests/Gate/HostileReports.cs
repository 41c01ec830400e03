using System.Globalization;
using System.Text;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.SelfTests.Reports;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Gate;

/// <summary>A report comes from another machine: whatever it holds, it is read as it was meant or refused in words.</summary>
[Fast]
public sealed class HostileReports
{
    private const int Mutations = 1000;

    private static readonly string Valid = JsonReport.Render(Sample.Mixed with { Shard = new Shard(1, 2) { Results = 40 } });

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private static readonly string[] Intruders =
    [
        "1e999", "-1", "-0.0", "99999999999999999999", "null", "true", "\"\"", "[]", "{}", "{", "]", ",", ":", "\"", "\\u0000", "\\ud800",
        "NaN", "//", "\"schema\": 1,", "\u001b[2J", "\uFEFF", "ÿ", new string('[', 100), "\"a\":", "1.5", "\"must\"", "\"tcp4\"",
    ];

    [Test]
    public void A_thousand_mutations_are_refused_in_words_or_read_as_a_report()
    {
        var (read, refused) = (0, 0);
        for (var seed = 0; seed < Mutations; seed++)
        {
            var document = Mutate(Encoding.UTF8.GetBytes(Valid), new Random(seed));
            try
            {
                var report = JsonReport.Parse(document, "old.json");
                // What is read can be written, read again, shown, compared and merged.
                JsonReport.Render(JsonReport.Parse(Encoding.UTF8.GetBytes(JsonReport.Render(report)), "again"))
                    .ShouldBe(JsonReport.Render(report), $"seed {seed}");
                TextReport.Render(report).ShouldNotContain('\u001b', $"seed {seed}");
                _ = ReportMerge.Of([new NamedReport("old.json", report)]);
                read++;
            }
            catch (ReportException refusal)
            {
                refusal.Message.ShouldStartWith("old.json", Case.Sensitive, $"seed {seed}");
                refusal.Message.Length.ShouldBeInRange(20, 1000, $"seed {seed}: {refusal.Message}");
                refusal.Message.ShouldBe(Escaping.Printable(refusal.Message), $"seed {seed}");
                refusal.Message.ShouldNotContain("System.", Case.Sensitive, $"seed {seed}");
                refused++;
            }
        }

        TestContext.Out.WriteLine($"{refused} refused, {read} read");
        refused.ShouldBeGreaterThan(Mutations / 2);
        read.ShouldBeGreaterThan(0, "a changed letter in a text is no damage");
    }

    [TestCase("\"durationMs\": 4213", "\"durationMs\": 1e999", "expected a number from 0 up")]
    [TestCase("\"durationMs\": 4213", "\"durationMs\": -1", "old.json, $.durationMs: expected a number from 0 up, not -1")]
    [TestCase("\"ms\": 0.2", "\"ms\": -0.2", "expected a number from 0 up, not -0.2")]
    [TestCase("\"schema\": 1", "\"schema\": 99999999999999999999", "$.schema: expected a value of another kind")]
    [TestCase("\"schema\": 1", "\"schema\": 2", "expected \"schema\": 1, not 2")]
    [TestCase("\"index\": 1", "\"index\": 3", "$.shard.index: expected a whole number from 1 to 2, not 3")]
    [TestCase("\"count\": 2", "\"count\": 0", "$.shard.count: expected a whole number from 1 to 10000, not 0")]
    [TestCase("\"results\": 40", "\"results\": 4", "$.shard.results: expected at least as many as there are here, not 4")]
    [TestCase("\"name\": \"csharp\"", "\"name\": \"my-rust-server\"",
        "$.targets[1].name: expected a name of its own, not \"my-rust-server\"")]
    [TestCase("\"name\": \"csharp\"", "\"name\": \"other\"", "$.results[0].target: expected one of $.targets, not \"csharp\"")]
    [TestCase("\"transport\": \"tcp6\"", "\"transport\": \"tcp4\"",
        "expected one result of echo/returns-every-byte (csharp, echo, tcp4), and $.results[0] is it")]
    [TestCase("\"strict\": false", "\"strict\": false, \"strict\": false", "old.json, line")]
    public void What_is_wrong_is_named(string right, string wrong, string message)
    {
        var at = Valid.IndexOf(right, StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0, right);

        Refusal($"{Valid[..at]}{wrong}{Valid[(at + right.Length)..]}").ShouldContain(message);
    }

    [Test]
    public void Every_way_to_cut_it_short_is_refused()
    {
        for (var length = 0; length < Valid.Length - 2; length += 97)
            Refusal(Valid[..length]).ShouldStartWith("old.json, line ");
    }

    [Test]
    public void Deep_nesting_is_refused() =>
        Refusal($"{{\"schema\": 1, \"later\": {new string('[', 100_000)}").ShouldStartWith("old.json, line 1");

    [Test]
    public void A_file_without_end_is_refused() =>
        Should.Throw<ReportException>(() => JsonReport.Read("/dev/zero")).Message
            .ShouldBe("cannot read the report /dev/zero: it is larger than 256 MiB");

    private static string Refusal(string document) =>
        Should.Throw<ReportException>(() => JsonReport.Parse(Encoding.UTF8.GetBytes(document), "old.json")).Message;

    private static byte[] Mutate(byte[] document, Random random)
    {
        List<byte> mutant = [.. document];
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(mutant.Count);
            var length = Math.Min(random.Next(1, 200), mutant.Count - at);
            switch (random.Next(7))
            {
                case 0: mutant[at] = (byte)random.Next(256); break;
                case 1: mutant.RemoveRange(at, length); break;
                case 2: mutant.InsertRange(at, mutant.GetRange(at, length)); break;
                case 3: mutant.RemoveRange(at, mutant.Count - at); mutant.Add((byte)'}'); break;
                case 4: mutant.InsertRange(at, Encoding.UTF8.GetBytes(Intruders[random.Next(Intruders.Length)])); break;
                case 5: Replace(mutant, random); break;
                default: mutant.InsertRange(at, Encoding.ASCII.GetBytes(random.NextDouble().ToString("R", Invariant))); break;
            }
        }

        return [.. mutant];
    }

    /// <summary>Puts an intruder in the place of a whole value, so that the document stays JSON more often.</summary>
    private static void Replace(List<byte> mutant, Random random)
    {
        var colon = mutant.IndexOf((byte)':', random.Next(mutant.Count));
        if (colon < 0) return;
        var end = mutant.IndexOf((byte)',', colon);
        if (end < 0) return;
        mutant.RemoveRange(colon + 1, end - colon - 1);
        mutant.InsertRange(colon + 1, Encoding.UTF8.GetBytes(Intruders[random.Next(Intruders.Length)]));
    }
}
