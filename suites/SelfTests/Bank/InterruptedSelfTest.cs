using System.Diagnostics;
using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Bank;

/// <summary>A whole matrix takes many minutes: what was judged until Ctrl-C is printed, and nothing is said of the rest.</summary>
public sealed class InterruptedSelfTest
{
    [Test]
    public async Task What_was_judged_is_printed()
    {
        var start = Suite.ToInterrupt("--self-test", "matrix", "--case", "half-close/e*");
        start.RedirectStandardError = true;
        using var run = Process.Start(start)!;
        while (await run.StandardError.ReadLineAsync() is { } line && !line.StartsWith("100 of ", StringComparison.Ordinal))
        {
        }

        await Suite.InterruptAsync(run);
        var rest = run.StandardError.ReadToEndAsync();
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();

        run.ExitCode.ShouldBe(130, output + await rest);
        output.TrimEnd().Split('\n')[^1].ShouldMatch("^Interrupted: [0-3] of 3 broken servers were judged, and [0-3] of these caught\\.$");
        output.ShouldNotContain("that catch nothing");
    }
}
