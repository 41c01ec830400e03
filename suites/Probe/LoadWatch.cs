using System.Globalization;

namespace SocketConformance.Probe;

/// <summary>
/// Follows how many threads run or wait for a processor (proc(5): loadavg), and lets the deadlines that begin meanwhile be as much
/// longer: a server that waits for a processor is not silent. The kernel's own averages remember for minutes what has ended.
/// </summary>
public sealed class LoadWatch : IDisposable
{
    // A server that gets one processor of eight in line has more than half a second of its own in the 5 s for an answer.
    private const double InLineForAProcessor = 8;

    // Of each tenth of a second a tenth counts: what lasts a second is a load, what does not is a moment.
    private const double Weight = 0.1;
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(100);

    private readonly Timer timer;
    private double inLine = Runnable();

    private LoadWatch() => timer = new Timer(_ => Look(), null, TimeSpan.Zero, Often);

    public static LoadWatch Begin() => new();

    /// <summary>What so many in line for each processor make of a deadline: from 1 to 10 times as much.</summary>
    internal static double Scale(double inLine) => Math.Clamp(inLine / InLineForAProcessor, 1, Calibration.Most);

    public void Dispose()
    {
        timer.Dispose();
        Patience.Load = 1;
    }

    private void Look()
    {
        try
        {
            inLine += Weight * (Runnable() - inLine);
        }
        catch (IOException)
        {
            return; // no descriptor is free: the next look counts
        }

        Patience.Load = Scale(inLine);
    }

    private static double Runnable()
    {
        var fields = File.ReadAllText("/proc/loadavg").Split(' ', '/'); // averages of 1, 5 and 15 minutes; runnable/all threads; …
        return double.Parse(fields[3], CultureInfo.InvariantCulture) / Environment.ProcessorCount;
    }
}
