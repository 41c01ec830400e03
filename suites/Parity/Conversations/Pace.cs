using SocketConformance.Probe;

namespace SocketConformance.Parity;

/// <summary>When a server counts as having no more to say: nothing has arrived for a while, and it sleeps.</summary>
/// <param name="Quiet">Nothing arriving.</param>
/// <param name="Asleep">Without waking in between. Servers that look about them twice a second are at rest, too.</param>
public readonly record struct Pace(TimeSpan Quiet, TimeSpan Asleep)
{
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(8);

    /// <summary>To find differences: two looks at a sleeping server.</summary>
    public static Pace Quick { get; } = new(TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(2));

    /// <summary>To shrink them.</summary>
    public static Pace Careful { get; } = new(Nap, Nap);

    /// <summary>To believe them: a server that answers by a timer has a second for it.</summary>
    public static Pace Patient => new(TimeSpan.FromSeconds(1) * Patience.Scale, Nap);
}
