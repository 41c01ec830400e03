namespace SocketConformance.Report;

/// <summary>Where the steps of a diagram stand: to scale, with room for their words, and long waits broken.</summary>
internal static class DiagramTime
{
    private const double Row = 26, Broken = 46, Scale = 110, ScaleOfStep = 6;

    /// <summary>A wait is long from here on, and when the shorter ones together are not a tenth of it.</summary>
    private const double LongMs = 100, LongerThanTheRest = 10;

    /// <param name="Y">Downwards from the first step.</param>
    /// <param name="Wait">The wait before the step, where it is not to scale, in words; otherwise null.</param>
    internal sealed record Place(double Y, string? Wait);

    public static List<Place> Of(IReadOnlyList<DiagramStep> steps)
    {
        List<double> waits = [.. steps.Zip(steps.Skip(1), Wait)];
        var (longFrom, rest) = Shorter(waits);
        var perMs = (Scale + ScaleOfStep * steps.Count) / Math.Max(0.001, rest);

        var places = new List<Place> { new(0, null) };
        foreach (var wait in waits)
            places.Add(wait >= longFrom
                ? new Place(places[^1].Y + Broken, Durations.Words(wait))
                : new Place(places[^1].Y + Math.Max(Row, wait * perMs), null));
        return places;
    }

    /// <summary>Where steps are left out, the time that they took says nothing.</summary>
    private static double Wait(DiagramStep before, DiagramStep after) =>
        before.Sign == DiagramSign.LeftOut || after.Sign == DiagramSign.LeftOut ? 0 : Math.Max(0, after.Milliseconds - before.Milliseconds);

    /// <summary>From which wait on they are long, and the sum of those that are not.</summary>
    private static (double LongFrom, double OfOthers) Shorter(IEnumerable<double> waits)
    {
        var sum = 0.0;
        foreach (var wait in waits.Order())
        {
            if (wait >= LongMs && wait > LongerThanTheRest * sum) return (wait, sum);
            sum += wait;
        }

        return (double.PositiveInfinity, sum);
    }
}
