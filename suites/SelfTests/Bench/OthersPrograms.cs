using System.Diagnostics;
using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Bench;

/// <summary>The correct servers: those of the gallery are written for it, those of the bench are Debian's packages.</summary>
internal static class OthersPrograms
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
        ["python-prefork"] = ["python3"],
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

    /// <summary>A test for each target file of the gallery.</summary>
    public static IEnumerable<TestCaseData> OfGallery() => TargetFilesIn(Gallery);

    /// <summary>A test for each target file of gallery and bench.</summary>
    public static IEnumerable<TestCaseData> OfGalleryAndBench() => TargetFilesIn(Gallery).Concat(TargetFilesIn(Bench));

    /// <summary>Builds what a target file starts; ignores the test where this machine lacks what that takes.</summary>
    public static async Task PrepareAsync(string targetFile)
    {
        var name = Path.GetFileNameWithoutExtension(targetFile);
        foreach (var need in Needs[name]) Require(need);
        await BuildAsync(name);
    }

    /// <summary>Ignores the test where that program, or that file, is not on this machine.</summary>
    public static void Require(string need)
    {
        if (!IsPresent(need)) Assert.Ignore($"{need} is not on this machine; .ci/prepare-bench installs it");
    }

    private static IEnumerable<TestCaseData> TargetFilesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => new TestCaseData(file).SetArgDisplayNames(Path.GetFileNameWithoutExtension(file)));

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
