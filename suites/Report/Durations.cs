using System.Globalization;

namespace SocketConformance.Report;

internal static class Durations
{
    /// <summary>Such as <c>812 ms</c>, <c>4.2 s</c>, <c>3 min 5 s</c>.</summary>
    public static string Words(double milliseconds)
    {
        var seconds = milliseconds / 1000;
        return milliseconds < 1000 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(milliseconds):0} ms")
            : seconds < 60 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds * 10) / 10:0.0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 60):0} min {Math.Floor(seconds % 60):0} s");
    }
}
