using System.Diagnostics;
using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>However a run ends, no process and no folder of it outlives it.</summary>
[Servers]
public sealed class NothingIsLeft
{
    /// <summary>A tenth of a second on an idle machine. The wait ends with the last of them; its bound is for those that stay.</summary>
    private static readonly TimeSpan Vanishing = TimeSpan.FromMinutes(1);

    [Test]
    public async Task After_a_normal_end()
    {
        using var run = Run.Start("--case", "echo/*");
        await run.Process.WaitForExitAsync();

        run.Process.ExitCode.ShouldBe(0);
        (await run.LeftAsync(TimeSpan.Zero)).ShouldBeEmpty();
    }

    [Test]
    public async Task After_Ctrl_C_and_what_was_judged_is_printed([Values(1, 20, 80, 200)] int processes)
    {
        using var run = Run.Start("--target", "csharp", "--jobs", "2");
        await run.HasStartedAsync(processes);
        await Suite.InterruptAsync(run.Process);
        var output = await run.Process.StandardOutput.ReadToEndAsync();
        await run.Process.WaitForExitAsync();

        run.Process.ExitCode.ShouldBe(130, output);
        output.ShouldContain("INTERRUPTED");
        (await run.LeftAsync(TimeSpan.Zero)).ShouldBeEmpty();
    }

    [Test]
    public async Task A_few_seconds_after_kill_9([Values(1, 20, 80, 200)] int processes)
    {
        using var run = Run.Start("--target", "csharp", "--jobs", "4");
        await run.HasStartedAsync(processes);
        run.Process.Kill();
        await run.Process.WaitForExitAsync();

        run.Process.ExitCode.ShouldBe(128 + 9, "it was still running");
        (await run.LeftAsync(Vanishing)).ShouldBeEmpty();
    }

    /// <summary>A run in a temporary folder of its own, so that what it leaves is known to be its own.</summary>
    private sealed class Run(TemporaryFolder temporary, Process process) : IDisposable
    {
        public Process Process => process;

        public static Run Start(params string[] arguments)
        {
            var temporary = new TemporaryFolder();
            var start = Suite.ToInterrupt(arguments);
            start.Environment["TMPDIR"] = temporary.File("");
            return new Run(temporary, Process.Start(start)!);
        }

        /// <summary>Waits until that many processes of the run have been seen, or it has ended.</summary>
        public async Task HasStartedAsync(int count)
        {
            HashSet<string> seen = [];
            while (!Process.HasExited && seen.Count < count)
            {
                seen.UnionWith(Marked());
                await Task.Delay(5);
            }
        }

        /// <summary>What is left of the run, at the latest after that time: its folders, and processes that carry its mark.</summary>
        public async Task<IReadOnlyList<string>> LeftAsync(TimeSpan within)
        {
            var started = Stopwatch.GetTimestamp();
            while (true)
            {
                List<string> left = [.. Directory.EnumerateFileSystemEntries(temporary.File(""), "socket-conformance-*"), .. Marked()];
                if (left.Count == 0 || Stopwatch.GetElapsedTime(started) >= within) return left;
                await Task.Delay(20);
            }
        }

        public void Dispose()
        {
            Process.Dispose();
            temporary.Dispose();
        }

        private IEnumerable<string> Marked()
        {
            foreach (var folder in Directory.EnumerateDirectories("/proc"))
            {
                string environment;
                try
                {
                    environment = File.ReadAllText($"{folder}/environ");
                }
                catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
                {
                    continue;
                }

                if (environment.Contains($"SOCKET_CONFORMANCE_RUN={temporary.File("")}", StringComparison.Ordinal))
                    yield return folder;
            }
        }
    }
}
