using CliWrap.Buffered;
using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.CommandLine;

/// <summary>Where strace may not do its work, no rule that rests on it is judged, and the report says what to do.</summary>
[Servers]
[Parallelizable(ParallelScope.Children)]
public sealed class WithoutStrace
{
    [TestCase("echo 'strace: attach: ptrace(PTRACE_SEIZE, 4711): Operation not permitted' >&2; exit 1",
        "ptrace(PTRACE_SEIZE, 4711): Operation not permitted): run as root, or sysctl -w kernel.yama.ptrace_scope=0")]
    [TestCase("echo 'strace: invalid -e argument' >&2; exit 1", "it says: strace: invalid -e argument")]
    [TestCase("while [ \"$1\" != -p ]; do shift; done; echo \"strace: Process $2 attached\" >&2; sleep 600 & wait",
        "strace saw no such call of the processes that it traced")]
    public async Task A_rule_that_rests_on_it_is_inconclusive(string script, string reason)
    {
        using var folder = new TemporaryFolder();
        var strace = folder.Write("strace", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(strace, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        string[] asked = ["--contract", "echo", "--case", "faults/accept-fails-once", "--case", "echo/returns-one-byte"];
        var run = await Suite.Command(["--target", "csharp", .. asked])
            .WithEnvironmentVariables(variables => variables
                .Set("NO_COLOR", "1").Set("PATH", $"{folder.File("")}:{Environment.GetEnvironmentVariable("PATH")}"))
            .ExecuteBufferedAsync();

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("1 inconclusive");
        run.StandardOutput.ReplaceLineEndings(" ").ShouldContain(reason);
    }
}
