using System.Globalization;
using static SocketConformance.Runner.Health;

using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary>What to make of what was found on a machine. Looking is <see cref="Machine"/>'s business.</summary>
internal static class Checks
{
    /// <summary>Crowds of 200 peers, 16 cases at a time, a pipe or two for each server.</summary>
    private const long DescriptorsWanted = 4096;

    private const long DescriptorsNeeded = 256;

    /// <summary>For <c>/socket-conformance-01234567/12345.sock</c> in the 107 bytes of a Unix socket's path.</summary>
    private const int LongestFolder = 65;

    private const int PortsWanted = 1024;
    private const int PortsNeeded = 128;

    public static Check Sdk(string? version) => Check.Of(
        ".NET SDK", version is not null && version.StartsWith("10.", StringComparison.Ordinal), Missing,
        version ?? "no 'dotnet' on the PATH",
        "building the suite; one that is built runs without, and ./run-conformance.sh runs it as an image where Docker is",
        "install .NET SDK 10 (package dotnet-sdk-10.0)");

    public static Check Docker(string place, string? version) => Check.Of(
        "Docker engine", version is not null, Missing, version ?? $"nothing answers at {place}",
        "--target python, --target python3, target files with an 'image'",
        "start Docker (systemctl start docker), or set DOCKER_HOST; --target python-local does without");

    public static Check Python(string program, string? version) => Check.Of(
        "Python", version is not null, Missing, version ?? $"{program} does not run",
        "--target python-local",
        "install python3, or name an interpreter: PYTHON=/path/to/python");

    public static Check Descriptors(long limit) => Check.Of(
        "open files", limit >= DescriptorsWanted, limit < DescriptorsNeeded ? Broken : Missing,
        limit == long.MaxValue ? "no limit" : string.Create(CultureInfo.InvariantCulture, $"at most {limit} for a process"),
        "cases with crowds of peers end as errors when descriptors run out",
        $"ulimit -n {DescriptorsWanted}, or fewer cases at a time: --jobs 2");

    public static Check Loopback(string? trouble) => Check.Of(
        "127.0.0.1", trouble is null, Broken, trouble ?? "connects",
        "everything over tcp4 and udp4",
        "ip link set lo up");

    public static Check SecondLoopback(string? trouble) => Check.Of(
        "127.0.0.2", trouble is null, Missing, trouble ?? "connects",
        "cases that reach a server from a second address, such as those on many peers and on a datagram's way back",
        "ip addr add 127.0.0.1/8 dev lo");

    public static Check Loopback6(string? trouble) => Check.Of(
        "::1", trouble is null, Missing, trouble ?? "connects",
        "everything over tcp6 and udp6 is inconclusive",
        "sysctl -w net.ipv6.conf.lo.disable_ipv6=0; in a container, docker run --sysctl net.ipv6.conf.all.disable_ipv6=0");

    public static Check UnixSockets(string folder, string? trouble) => folder.Length > LongestFolder
        ? new Check("Unix sockets", Broken, $"the path {Printable.Text(folder)} is too long for a socket in it", "everything over unix",
            $"set TMPDIR to a path of at most {LongestFolder} bytes")
        : Check.Of(
            "Unix sockets", trouble is null, Broken, trouble ?? $"listen in {folder}",
            "everything over unix, and the run's own folder",
            "set TMPDIR to a folder that may be written to, on a file system that knows sockets");

    public static Check SocketTable(string? trouble) => Check.Of(
        "sock_diag", trouble is null, Broken, trouble ?? "the kernel tells who listens",
        "seeing that a server listens, its queue, what it has read: every case",
        "allow netlink sockets: modprobe inet_diag tcp_diag udp_diag unix_diag; in a sandbox, a profile that permits AF_NETLINK");

    public static Check Networks(string? trouble, bool isForUsers) => Check.Of(
        "networks apart", trouble is null || isForUsers, Missing,
        trouble is null ? "can be made" : isForUsers ? "can be made, in a user namespace" : trouble,
        "servers with a fixed port: their cases run one at a time, and those of a server without SO_REUSEADDR may end as errors",
        "run it as root; in a container, docker run --cap-add SYS_ADMIN; or let users have namespaces: " +
            "sysctl -w kernel.unprivileged_userns_clone=1, or kernel.apparmor_restrict_unprivileged_userns=0");

    public static Check Proc(string? trouble) => Check.Of(
        "/proc", trouble is null, Broken, trouble ?? "shows our processes",
        "watching servers, and ending all that a run has started",
        "mount -t proc proc /proc");

    public static Check Tools(IReadOnlyList<string> missing) => Check.Of(
        "bash and tools", missing.Count == 0, Broken, missing.Count == 0 ? "all there" : $"not on the PATH: {string.Join(", ", missing)}",
        "starting servers, and cleaning up behind them",
        "install bash, util-linux, coreutils and grep");

    public static Check Ports(int free, int firstEphemeral) => free < PortsNeeded || firstEphemeral >= PortRange.Ephemeral
        ? Check.Of(
            "free ports", free >= PortsWanted, free < PortsNeeded ? Broken : Missing,
            string.Create(CultureInfo.InvariantCulture, $"{free} between {PortRange.First} and {PortRange.Ephemeral - 1}"),
            "a port for each server",
            "end what holds them: ss -lntu shows it")
        : new Check(
            "free ports", Missing, string.Create(CultureInfo.InvariantCulture, $"the kernel gives clients ports from {firstEphemeral} on"),
            "now and then a client may hold a port that a server is told: that case ends as an error",
            $"sysctl -w net.ipv4.ip_local_port_range=\"{PortRange.Ephemeral} 60999\"");

    public static Check Reference(bool isNative) => Check.Of(
        "C# reference", isNative, Missing, isNative ? "native code" : "needs .NET's JIT: there was no C toolchain to link it with",
        "--target csharp takes three times as long, and .NET's JIT runtime can end where it may open no file any more: " +
            "robustness/out-of-descriptors, robustness/sleeps-when-full",
        "install gcc or clang, and zlib1g-dev; remove the folder artifacts; then run again");

    public static Check Tracing(string? version, string? trouble) => Check.Of(
        "strace", version is not null && trouble is null, Missing,
        version is null ? "no 'strace' on the PATH" : trouble ?? $"{version}, may trace",
        "the section faults is inconclusive: it has system calls fail",
        "install strace, and run as root, or sysctl -w kernel.yama.ptrace_scope=0; in a container, docker run --cap-add SYS_PTRACE");

    public static Check Conversation(string? trouble, double milliseconds) => Check.Of(
        "a conversation", trouble is null, Broken,
        trouble ?? string.Create(CultureInfo.InvariantCulture, $"the bundled reference echoes, in {milliseconds:0.0} ms"),
        "everything: the fault is on this machine, not in your server",
        "mend what is listed above; when nothing is, build anew: remove the folder artifacts, then run again");
}
