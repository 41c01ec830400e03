using System.Diagnostics;
using System.Net;
using SocketConformance.Probe;
using SocketConformance.Specification;

using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary>Is everything in place? Tells a server that is wrong from a machine that is.</summary>
public static class Doctor
{
    /// <summary>Every check, in the order in which one rests on another; the last two are a conversation, and one that is traced.</summary>
    public static async IAsyncEnumerable<Check> ExamineAsync()
    {
        yield return Checks.Sdk(await Machine.VersionOfAsync("dotnet"));
        yield return Checks.Docker(
            Environment.GetEnvironmentVariable("DOCKER_HOST") ?? "unix:///var/run/docker.sock", await Machine.DockerAsync());
        var python = Placeholders.FillFilesOnly("{python}");
        yield return Checks.Python(python, await Machine.VersionOfAsync(python));
        yield return Checks.Tools(Machine.MissingTools(Environment.GetEnvironmentVariable("PATH") ?? ""));
        yield return Checks.Proc(Machine.ProcShows());
        if (Machine.ProcShows() is null)
            yield return Checks.Descriptors(Machine.DescriptorLimit(await File.ReadAllTextAsync("/proc/self/limits")));
        yield return Checks.Loopback(Machine.Connects(new IPEndPoint(IPAddress.Loopback, 0)));
        yield return Checks.SecondLoopback(Machine.Connects(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0)));
        yield return Checks.Loopback6(Machine.Connects(new IPEndPoint(IPAddress.IPv6Loopback, 0)));
        yield return Checks.UnixSockets(LocalSupervisor.TemporaryFolder, Machine.ConnectsIn(LocalSupervisor.TemporaryFolder));
        yield return Checks.SocketTable(Machine.SocketTableTells());
        yield return Checks.Networks(Network.Trouble, isForUsers: Network.Trouble is not null && await UserNamespace.HelpsAsync());
        yield return Checks.Ports(Machine.FreePorts(), Machine.FirstEphemeral(await EphemeralRangeAsync()));
        yield return Checks.Reference(isNative: !File.Exists($"{Placeholders.FillFilesOnly("{reference}")}.dll"));
        yield return await ConversationAsync();
        yield return Checks.Tracing(await Machine.VersionOfAsync("strace"), await Machine.TracesAsync(Reference));
    }

    private static ContractTarget Reference => BuiltInTargets.Resolve("csharp", Protocols.Echo.Name).Contracts[0];

    private static async Task<string> EphemeralRangeAsync()
    {
        const string Range = "/proc/sys/net/ipv4/ip_local_port_range";
        return File.Exists(Range) ? await File.ReadAllTextAsync(Range) : "32768 60999";
    }

    private static async Task<Check> ConversationAsync()
    {
        var started = Stopwatch.GetTimestamp();
        var trouble = await Machine.ConverseAsync(Reference);
        return Checks.Conversation(trouble, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }
}
