using SocketConformance.Report;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary><c>--write-known-failures</c>: the list that would excuse the run as it is.</summary>
internal static class NewKnownFailures
{
    /// <summary>What is wrong with asking for it; null when nothing is.</summary>
    public static string? Trouble(RunOptions options)
    {
        if (options.WriteKnownFailures is not { } path) return null;
        if (options.Shard is not null) return "--write-known-failures needs the whole run: leave --shard out.";
        if (options.FailFast) return "--write-known-failures needs every failure: leave --fail-fast out.";
        return File.Exists(path) && !IsGiven(path, options)
            ? $"{path} is there already. To bring it up to date, with the reasons that it gives, name it twice: --known-failures {path} " +
                $"--write-known-failures {path}. Otherwise remove it first."
            : null;
    }

    public static void Write(RunReport report, RunOptions options, KnownFailures known, string command)
    {
        if (options.WriteKnownFailures is not { } path) return;
        if (report.Interrupted)
        {
            Console.Error.WriteLine($"{path} is not written: the run was interrupted.");
            return;
        }

        var entries = new KnownFailureDraft(report, known, allContracts: options.Contract is null).Entries;
        WholeFile.Write(path, KnownFailureText.Render(entries, command), "the known failures");
        Console.Error.WriteLine(
            $"{entries.Count} known {(entries.Count == 1 ? "failure" : "failures")} written to {path}: say in each why it may fail. " +
            $"Then: --known-failures {path}");
        foreach (var verdict in (Verdict[])[Verdict.Error, Verdict.Flaky])
            if (report.Results.Count(result => result.Verdict == verdict) is > 0 and var count)
                Console.Error.WriteLine($"Not among them: {count} {verdict.Word()}, which is never excused.");
    }

    private static bool IsGiven(string path, RunOptions options) =>
        options.KnownFailures is { } given && Path.GetFullPath(given) == Path.GetFullPath(path);
}
