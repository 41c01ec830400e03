using System.Diagnostics;
using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Bench;

/// <summary>The correct servers: those of the gallery are written for it, those of the bench and the real ones are Debian's packages.
/// </summary>
internal static class OthersPrograms
{
    private static readonly string Gallery = Path.Combine(Suite.Root, "fixtures", "Gallery");
    private static readonly string Dialects = Path.Combine(Suite.Root, "fixtures", "Dialects");
    private static readonly string Bench = Path.Combine(Suite.Root, "fixtures", "Bench");
    private static readonly string Real = Path.Combine(Suite.Root, "fixtures", "RealServers");

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

        ["own-csharp"] = [],
        ["own-ends"] = ["node"],
        ["own-forks"] = ["python3"],
        ["own-hurries"] = ["python3"],
        ["own-limited"] = ["python3"],
        ["own-loop"] = ["python3"],
        ["own-nagle"] = ["python3"],
        ["own-node"] = ["node"],
        ["own-one-at-a-time"] = ["python3"],
        ["own-perl"] = ["perl"],
        ["own-pieces"] = ["python3"],
        ["own-pool"] = ["python3"],
        ["own-slow"] = ["python3"],
        ["own-tasks"] = ["python3"],
        ["own-threads"] = ["python3"],

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

        ["beanstalkd"] = ["beanstalkd"],
        ["bind"] = ["named"],
        ["chrony"] = ["chronyd"],
        ["coturn"] = ["turnserver"],
        ["dnsmasq"] = ["dnsmasq"],
        ["dovecot"] = ["dovecot", "/usr/lib/dovecot/pop3", "/usr/lib/dovecot/imap"],
        ["fingerd"] = ["tcpserver", "finger", Path.Combine(Suite.Root, "artifacts/bench/fingerd/usr/sbin/in.fingerd")],
        ["git-daemon"] = ["/usr/lib/git-core/git-daemon"],
        ["haproxy"] = ["haproxy"],
        ["lighttpd"] = ["lighttpd"],
        ["mariadb"] = ["mariadbd"],
        ["memcached"] = ["memcached"],
        ["mosquitto"] = ["mosquitto"],
        ["nats"] = ["nats-server"],
        ["nginx"] = ["nginx"],
        ["ngircd"] = ["ngircd"],
        ["php"] = ["php"],
        ["postfix"] = ["/usr/lib/postfix/sbin/master"],
        ["postgresql"] = ["/usr/lib/postgresql"],
        ["proftpd"] = ["proftpd"],
        ["redis"] = ["redis-server"],
        ["sshd"] = ["/usr/sbin/sshd", "ssh-keygen"],
        ["unbound"] = ["unbound"],
        ["vsftpd"] = [Path.Combine(Suite.Root, "artifacts/bench/vsftpd/usr/sbin/vsftpd")],
    };

    /// <summary>A test for each target file of the gallery.</summary>
    public static IEnumerable<TestCaseData> OfGallery() => TargetFilesIn(Gallery);

    /// <summary>A test for each target file of gallery and bench.</summary>
    public static IEnumerable<TestCaseData> OfGalleryAndBench() => TargetFilesIn(Gallery).Concat(TargetFilesIn(Bench));

    /// <summary>A test for each target file of servers that speak a protocol of their own.</summary>
    public static IEnumerable<TestCaseData> OfDialects() => TargetFilesIn(Dialects);

    /// <summary>A test for each target file of the real servers.</summary>
    public static IEnumerable<TestCaseData> OfRealServers() => TargetFilesIn(Real);

    /// <summary>What all of them together can't do without.</summary>
    public static IEnumerable<string> Needed => Needs.Values.SelectMany(needs => needs);

    /// <summary>Builds what a target file starts; ignores the test where this machine lacks what that takes.</summary>
    public static async Task PrepareAsync(string targetFile)
    {
        var name = Path.GetFileNameWithoutExtension(targetFile);
        foreach (var need in Needs[name]) Required.Present(need);
        await BuildAsync(name);
    }

    private static IEnumerable<TestCaseData> TargetFilesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".protocol.yaml", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(file => new TestCaseData(file).SetArgDisplayNames(Path.GetFileNameWithoutExtension(file)));

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
