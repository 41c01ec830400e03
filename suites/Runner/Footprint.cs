using System.Diagnostics;
using System.Globalization;

namespace SocketConformance.Runner;

/// <summary>What the runner itself holds: it must not grow with what it has judged.</summary>
internal sealed record Footprint(int Descriptors, int Threads, double HeapMiB, double ResidentMiB)
{
    /// <summary>Now, after a full collection: what is counted is held, not waiting to be collected or given back.</summary>
    public static Footprint Take()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var self = Process.GetCurrentProcess();
        return new Footprint(
            Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(), self.Threads.Count,
            GC.GetTotalMemory(forceFullCollection: false) / 1048576.0, self.WorkingSet64 / 1048576.0);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Descriptors} descriptors, {Threads} threads, {HeapMiB:0.0} MiB of objects, {ResidentMiB:0} MiB resident");
}
