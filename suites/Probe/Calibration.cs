using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SocketConformance.Probe;

/// <summary>
/// How much patience this machine needs, from what it takes itself for a round trip on loopback and to start a process.
/// Never less than on a quick one.
/// </summary>
public static class Calibration
{
    /// <summary>Beyond it a machine is not slow but stuck, and waiting longer would not help.</summary>
    internal const double Most = 10;

    private const int RoundTrips = 5;

    // What the deadlines of Patience are made for. 5 s for an answer are 5,000 such round trips; 15 s for a start are
    // 300 such processes.
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan ProcessStart = TimeSpan.FromMilliseconds(50);

    /// <summary>What to multiply every deadline by: from 1 to 10. Takes a few milliseconds.</summary>
    public static async Task<double> ScaleAsync()
    {
        var start = ProcessStartAsync();
        var roundTrip = await RoundTripAsync();
        return Scale(roundTrip, await start);
    }

    /// <summary>The judgement of such measurements, in tenths.</summary>
    internal static double Scale(TimeSpan roundTrip, TimeSpan processStart) =>
        Math.Round(Math.Clamp(Math.Max(roundTrip / RoundTrip, processStart / ProcessStart), 1, Most), 1);

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
}
