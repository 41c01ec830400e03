using System.Globalization;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.Runner;

/// <summary>Where the time went.</summary>
internal static class Timings
{
    private const int Shown = 10;

    public static void Print(RunReport report)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nThe slowest of {report.Results.Count} verdicts, in " +
            $"{report.DurationMs:N0} ms:"));
        foreach (var result in report.Results.OrderByDescending(result => result.DurationMs).Take(Shown))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{result.DurationMs,8:N0} ms  {result.Case} ({result.Target}, {result.Contract}, " +
                    $"{result.Transport.Word()}){LongestWait(result)}"));
        }
    }

    /// <summary>What the runner held: the same after the last round as after the first, or it leaks.</summary>
    public static void Print(IReadOnlyList<(int Round, Footprint Held)> footprints)
    {
        foreach (var (round, held) in footprints.DistinctBy(one => one.Round))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The runner after round {round}: {held}"));
    }

    private static string LongestWait(CaseResult result)
    {
        var longest = result.Wire.Zip(result.Wire.Skip(1))
            .Select(pair => (Wait: pair.Second.Milliseconds - pair.First.Milliseconds, Until: pair.Second))
            .OrderByDescending(step => step.Wait).FirstOrDefault();
        if (longest.Until is not { } end) return "";
        return string.Create(CultureInfo.InvariantCulture, $", {longest.Wait:N0} ms of it until \"{WireText.Of(end)}\"");
    }
}
