using NUnit.Framework;
using Shouldly;
using SocketConformance.Cases;
using SocketConformance.Parity;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.Parity;

/// <summary>Ports that a plain exchange does not tell from their original: conversations do.</summary>
[Servers]
[Parallelizable(ParallelScope.Children)]
public sealed class BrokenPorts : PlayedTogether
{
    private const int Seed = 20, MostConversations = 4000, MostSteps = 4;

    /// <summary>Each answers <c>hello</c> as it should.</summary>
    private static readonly string[] Names =
    [
        "ends-data-at-nul", "echoes-ascii", "echoes-utf8", "ends-at-ctrl-z", "swallows-telnet-commands", "ends-at-quit",
        "ends-lines-with-crlf", "loses-the-last-of-a-full-buffer", "loses-a-byte-at-each-wrap", "serves-one-receive",
        "ends-at-hang-up-before-data", "dies-of-empty-input", "answers-empty-input", "decodes-each-recv", "accepts-once",
        "echoes-to-the-newest", "dies-of-reset-in-receive", "ends-all-at-an-error-of-one", "reads-1023", "reads-4096",
        "closes-without-shutdown", "reads-on-while-full", "decodes-utf8", "strips-then-cuts", "drops-requests-with-fin",
        "uppercase-dies-of-reset", "strips-the-threaded-request", "replies-as-text", "silent-on-empty-request", "receives-1000",
        "receives-4096", "one-name-for-all", "replies-to-the-newest", "udp-ignores-empty", "udp-sends-no-empty-reply",
        "udp-strips-four-blanks", "udp-upper-cases-latin-1", "udp-strips-as-unicode", "udp-buffer-of-1472", "udp-buffer-of-8191",
        "udp-buffer-of-65535", "udp-cuts-the-reply", "udp-connects-to-first-peer", "udp-drops-every-third",
    ];

    private static readonly Lazy<Task<IReadOnlyList<BrokenTarget>>> Bank = new(BrokenTargets.ListAsync);

    [TestCaseSource(nameof(Names))]
    [CancelAfter(180_000)]
    public async Task Each_is_told_from_the_reference_in_at_most_four_steps(string name, CancellationToken deadline)
    {
        var report = await CompareAsync(name, folder: null, deadline);

        report.Problems.ShouldBeEmpty();
        var played = $"in {report.Conversations} conversations, {report.Tallies.Sum(tally => tally.Unstable)} unstable";
        var difference = report.Differences.ShouldHaveSingleItem(played);
        var rows = difference.Rows.Select(row => $"{row.Step} => {row.First} | {row.Second}");
        TestContext.Out.WriteLine($"{played}: {difference.Origin}: {string.Join("; ", rows)}");
        difference.Steps.ShouldBeLessThanOrEqualTo(MostSteps);
        report.ExitCode.ShouldBe(ExitCode.NotConformant);
    }

    [Test]
    [CancelAfter(180_000)]
    public async Task A_difference_that_cannot_be_kept_is_told_all_the_same(CancellationToken deadline)
    {
        var report = await CompareAsync("echoes-ascii", folder: "/proc/self", deadline); // not even root may write there

        report.Problems.ShouldBeEmpty();
        var difference = report.Differences.ShouldHaveSingleItem();
        difference.File.ShouldBeNull();
        difference.Origin.ShouldContain("; it could not be kept: ");
    }

    private async Task<FuzzReport> CompareAsync(string name, string? folder, CancellationToken deadline)
    {
        var port = (await Bank.Value).Single(broken => broken.Name == name).Target;
        return new Fuzzing(new FuzzPlan
        {
            Targets = [BuiltInTargets.Resolve("csharp", port.Contracts[0].Contract), port],
            Conversations = MostConversations,
            Seed = Seed,
            Folder = folder,
            Interrupted = deadline,
        }, Launcher).Run();
    }
}
