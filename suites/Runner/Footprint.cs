using System.Diagnostics;
using System.Globalization;

namespace SocketConformance.Runner;

/// <summary>What the runner itself holds: it must not grow with what it has judged.</summary>
/// <param name="Descriptors">All but those of assemblies, which .NET opens when it first needs one.</param>
/// <param name="Threads">All but .NET's and NUnit's own: a pool of threads breathes.</param>
internal sealed record Footprint(int Descriptors, int Assemblies, int Threads, int PooledThreads, double HeapMiB, double ResidentMiB)
{
    /// <summary>Now, after a full collection: what is counted is held, not waiting to be collected or given back.</summary>
    public static Footprint Take()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var self = Process.GetCurrentProcess();
        var open = ProcessTable.Open(self.Id).ToLookup(path => Path.GetExtension(path) is ".dll" or ".pdb");
        var threads = ProcessTable.ThreadNames(self.Id)
            .ToLookup(name => name.StartsWith(".NET", StringComparison.Ordinal) || name.StartsWith("NUnit", StringComparison.Ordinal));
        return new Footprint(
            open[false].Count(), open[true].Count(), threads[false].Count(), threads[true].Count(),
            GC.GetTotalMemory(forceFullCollection: false) / 1048576.0, self.WorkingSet64 / 1048576.0);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Descriptors} descriptors (and {Assemblies} of assemblies), {Threads} threads (and {PooledThreads} of .NET and NUnit), " +
            $"{HeapMiB:0.0} MiB of objects, {ResidentMiB:0} MiB resident");
}
