using System.Diagnostics;
using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Bench;

/// <summary>
/// The suite's fairness: it accuses no correct server. Those of the gallery are written for it; those of the bench are
/// other people's, as Debian packages them, and what they do break stands in their target files with its reason.
/// </summary>
public sealed class CorrectServers
{
    private static readonly string Gallery = Path.Combine(Suite.Root, "fixtures", "Gallery");
    private static readonly string Bench = Path.Combine(Suite.Root, "fixtures", "Bench");

    /// <summary>What each server can't do without: a program, or a file. `.ci/prepare-bench` installs them.</summary>
    private static readonly Dictionary<string, string[]> Needs = new()
    {
        ["c"] = ["cc"],
        ["cpp"] = ["g++"],
        ["rust"] = ["rustc"],
        ["go"] = ["go"],
        ["java"] = ["javac", "java"],
        ["node"] = ["node"],
        ["perl"] = ["perl"],
        ["python-asyncio"] = ["python3"],
        ["python-socketserver"] = ["python3"],
        ["ruby"] = ["ruby"],
        ["tcl"] = ["tclsh"],

        ["asio-async"] = ["g++", "/usr/include/asio.hpp", Path.Combine(Suite.Root, "artifacts/bench/libasio-doc")],
        ["asio-blocking"] = ["g++", "/usr/include/asio.hpp", Path.Combine(Suite.Root, "artifacts/bench/libasio-doc")],
        ["busybox-nc"] = ["busybox"],
        ["faucet"] = ["faucet"],
        ["mini-inetd"] = ["mini-inetd"],
        ["openbsd-inetd"] = [Path.Combine(Suite.Root, "artifacts/bench/openbsd-inetd/usr/sbin/inetd")],
        ["socat"] = ["socat"],
        ["systemd-socket-activate"] = ["systemd-socket-activate"],
        ["tcpserver"] = ["tcpserver"],
        ["tcpsvd"] = ["tcpsvd"],
        ["twisted"] = ["/usr/lib/python3/dist-packages/twisted", "/usr/share/doc/twisted-doc/examples/echoserv.py"],
        ["unixserver"] = ["unixserver"],
        ["xinetd"] = [Path.Combine(Suite.Root, "artifacts/bench/xinetd/usr/sbin/xinetd")],
    };

    /// <summary>Each target file beside its neighbours, so that none is left out.</summary>
    private static IEnumerable<TestCaseData> Servers() =>
        Directory.EnumerateFiles(Gallery, "*.yaml", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(Bench, "*.yaml"))
            .Order(StringComparer.Ordinal)
            .Select(file => new TestCaseData(file).SetArgDisplayNames(Path.GetFileNameWithoutExtension(file)));

    [TestCaseSource(nameof(Servers))]
    public async Task Is_not_accused(string targetFile)
    {
        var name = Path.GetFileNameWithoutExtension(targetFile);
        foreach (var need in Needs[name])
            if (!IsPresent(need)) Assert.Ignore($"{need} is not on this machine; .ci/prepare-bench installs it");
        await BuildAsync(name);

        var (run, report) = await Suite.ReportAsync("--target", targetFile);

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        var verdicts = report.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("verdict").GetString()!).ToList();
        verdicts.ShouldContain("pass");
        verdicts.Except(["pass", "deviation", "skip", "known-failure"]).ShouldBeEmpty(run.StandardOutput);
    }

    private static bool IsPresent(string need) => need.StartsWith('/')
        ? Path.Exists(need)
        : Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, need)));

    private static async Task BuildAsync(string name)
    {
        if (Script(name) is not { } script) return;
        using var build = Process.Start(new ProcessStartInfo(script, [name]) { RedirectStandardError = true })!;
        var complaints = await build.StandardError.ReadToEndAsync();
        await build.WaitForExitAsync();
        build.ExitCode.ShouldBe(0, $"{script} {name}: {complaints}");
    }

    private static string? Script(string name) => name switch
    {
        "c" or "cpp" or "rust" or "go" or "java" => Path.Combine(Gallery, "build"),
        "asio-async" or "asio-blocking" => Path.Combine(Bench, "build"),
        _ => null,
    };
}
