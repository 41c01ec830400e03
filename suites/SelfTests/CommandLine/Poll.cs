using System.Diagnostics;
using NUnit.Framework;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>Waits for what nothing announces.</summary>
internal static class Poll
{
    /// <summary>A container with the suite, and the suite's first server, are there within seconds; the rest is for a machine that is busy
    /// with all the other tests.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(3);

    /// <param name="what">What is waited for, for whoever reads that it never came.</param>
    public static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Most) Assert.Fail($"Waited {Most.TotalMinutes:0} min in vain: {what}.");
            await Task.Delay(20);
        }
    }
}
