using System.Globalization;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>The two ends of a conversation that is too long to show.</summary>
internal static class WireExcerpt
{
    /// <summary>
    /// All events, or the first and last of them around one that says how many are left out. An excerpt is its own
    /// excerpt, so that a report that is read and written again stays as it is.
    /// </summary>
    public static IReadOnlyList<WireEvent> Of(IReadOnlyList<WireEvent> wire, int first, int last)
    {
        if (wire.Count <= first + 1 + last) return wire;
        var excerpt = new List<WireEvent>(first + last + 1);
        for (var at = 0; at < first; at++) excerpt.Add(wire[at]);
        var more = string.Create(CultureInfo.InvariantCulture, $"… {wire.Count - first - last:N0} more …");
        excerpt.Add(new WireEvent(wire[first].Milliseconds, 0, new WireStep.Told(more)));
        for (var at = wire.Count - last; at < wire.Count; at++) excerpt.Add(wire[at]);
        return excerpt;
    }
}
