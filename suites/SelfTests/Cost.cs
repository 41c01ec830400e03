namespace SocketConformance.SelfTests;

/// <summary>
/// What work takes of the processors. A test compares it with other work of the same run: a busy machine makes both slower, or neither, and
/// a quick one says nothing of how it grows.
/// </summary>
internal static class Cost
{
    public static (T Result, TimeSpan Spent) Of<T>(Func<T> work)
    {
        var before = Environment.CpuUsage.TotalTime;
        var result = work();
        return (result, Environment.CpuUsage.TotalTime - before);
    }
}
