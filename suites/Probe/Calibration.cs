using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SocketConformance.Probe;

/// <summary>
/// How much patience this machine needs, from what it takes itself for a round trip on loopback and to start a process,
/// and from how many processes wait for each processor. Never less than on a quick and idle machine.
/// </summary>
public static class Calibration
{
    /// <summary>Beyond it a machine is not slow but stuck, and waiting longer would not help.</summary>
    private const double Most = 10;

    private const int RoundTrips = 5;

    // What the deadlines of Patience are made for. 5 s for an answer are 5,000 such round trips; 15 s for a start are
    // 300 such processes; and a server that gets one processor of four in line has a second of its own in 4 s.
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan ProcessStart = TimeSpan.FromMilliseconds(50);
    private const double LoadOfAProcessor = 4;

    /// <summary>What to multiply every deadline by: from 1 to 10. Takes a few milliseconds.</summary>
    public static async Task<double> ScaleAsync()
    {
        var start = ProcessStartAsync();
        var load = Load();
        var roundTrip = await RoundTripAsync();
        var taken = await start;
        // The average remembers what has ended, and a moment shows what is about to end: what both tell is there to stay.
        var runnable = Math.Max(load.Runnable, Load().Runnable);
        return Scale(roundTrip, taken, Math.Min(load.Average, runnable) / Environment.ProcessorCount);
    }

    /// <summary>The judgement of such measurements, in tenths.</summary>
    internal static double Scale(TimeSpan roundTrip, TimeSpan processStart, double loadPerProcessor) => Math.Round(
        Math.Clamp(Math.Max(Math.Max(roundTrip / RoundTrip, processStart / ProcessStart), loadPerProcessor / LoadOfAProcessor), 1, Most), 1);

    /// <summary>The median of a few; the first one pays for code that is run for the first time.</summary>
    private static async Task<TimeSpan> RoundTripAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await near.ConnectAsync(listener.LocalEndPoint!);
        using var far = await listener.AcceptAsync();
        far.NoDelay = true;

        var octet = new byte[1];
        List<TimeSpan> taken = [];
        for (var trip = 0; trip < RoundTrips; trip++)
        {
            var started = Stopwatch.GetTimestamp();
            await near.SendAsync(octet);
            await far.ReceiveAsync(octet);
            await far.SendAsync(octet);
            await near.ReceiveAsync(octet);
            taken.Add(Stopwatch.GetElapsedTime(started));
        }

        taken.Sort();
        return taken[RoundTrips / 2];
    }

    private static Task<TimeSpan> ProcessStartAsync() => Task.Run(async () =>
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", "-c :") { RedirectStandardInput = true })!;
        await process.WaitForExitAsync();
        return Stopwatch.GetElapsedTime(started);
    });

    /// <summary>How many threads run or wait for a processor: on an average of the last minute, and now (proc(5)).</summary>
    private static (double Average, double Runnable) Load()
    {
        var fields = File.ReadAllText("/proc/loadavg").Split(' ', '/');
        return (Number(fields[0]), Number(fields[3]));

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }
}
