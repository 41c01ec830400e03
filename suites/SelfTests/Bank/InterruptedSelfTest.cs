using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Cases;

namespace SocketConformance.SelfTests.Bank;

/// <summary>A whole matrix takes many minutes: what was judged until Ctrl-C is printed, and nothing is said of the rest.</summary>
[Servers]
public sealed partial class InterruptedSelfTest
{
    [Test]
    public async Task What_was_judged_is_printed()
    {
        var asked = (await BrokenTargets.ListAsync()).Count(
            broken => broken.Missing is null && broken.Case.StartsWith("half-close/e", StringComparison.Ordinal));
        var start = Suite.ToInterrupt("--self-test", "matrix", "--case", "half-close/e*");
        start.RedirectStandardError = true;
        using var run = Process.Start(start)!;
        while (await run.StandardError.ReadLineAsync() is { } line && !line.StartsWith("100 pairs ", StringComparison.Ordinal))
        {
        }

        await Suite.InterruptAsync(run);
        var rest = run.StandardError.ReadToEndAsync();
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();

        run.ExitCode.ShouldBe(130, output + await rest);
        var last = Last().Match(output);
        last.Success.ShouldBeTrue(output);
        Number("asked").ShouldBe(asked);
        Number("judged").ShouldBe(Judged().Count(output));
        Number("caught").ShouldBe(output.Split('\n').Count(line => line.StartsWith("caught ", StringComparison.Ordinal)));
        output.ShouldNotContain("Kill matrix");

        int Number(string what) => int.Parse(last.Groups[what].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\nInterrupted: (?<judged>\d+) of (?<asked>\d+) broken servers were judged, and (?<caught>\d+) of these caught\.\n$")]
    private static partial Regex Last();

    [GeneratedRegex("^(caught|ESCAPED) ", RegexOptions.Multiline)]
    private static partial Regex Judged();
}
