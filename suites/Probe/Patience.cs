namespace SocketConformance.Probe;

/// <summary>How long the suite waits for what must come. Watchdogs, not measurements: no rule is judged by them alone
/// unless it says so.</summary>
public static class Patience
{
    private static double heaviest = 1;

    /// <summary>The <c>--deadline-scale</c>: above 1 for slow machines.</summary>
    public static double Chosen
    {
        get;
        set => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "must be positive");
    } = 1;

    /// <summary>How slow this machine is (<see cref="Calibration"/>).</summary>
    public static double Machine { get; set; } = 1;

    /// <summary>How busy this machine is at present (<see cref="LoadWatch"/>).</summary>
    internal static double Load
    {
        get;
        set => heaviest = Math.Max(heaviest, field = value);
    } = 1;

    /// <summary>What every deadline is multiplied by at present.</summary>
    public static double Scale => ScaleUnder(Load);

    /// <summary>The largest <see cref="Scale"/> so far, in tenths: what to expect of a whole run.</summary>
    public static double Widest => Math.Round(ScaleUnder(heaviest), 1);

    /// <summary>For one answer. A round trip on loopback takes 0.1 ms, the kernel repeats a dropped SYN after 1 s and
    /// then 2 s: 5 s leave room for both on a busy machine.</summary>
    public static TimeSpan Answer => TimeSpan.FromSeconds(5) * Scale;

    /// <summary>For a server to listen: a JVM or a Python on a busy machine takes up to a second.</summary>
    public static TimeSpan Start => TimeSpan.FromSeconds(15) * Scale;

    /// <summary>For a whole case: what stops a target that dribbles without end.</summary>
    public static TimeSpan Case => TimeSpan.FromSeconds(60) * Scale;

    private static double ScaleUnder(double load) => Chosen * Math.Max(Machine, load);
}
