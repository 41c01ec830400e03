using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using CliWrap;
using CliWrap.Buffered;
using SocketConformance.Probe;
using SocketConformance.Specification;

using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary>What there is on this machine. Each look says what is wrong in a few words, or null.</summary>
internal static class Machine
{
    /// <summary>A program that only prints its version and takes longer does not work.</summary>
    private static readonly TimeSpan Version = TimeSpan.FromSeconds(20);

    private static readonly string[] Tools = ["bash", "setsid", "grep", "sleep", "rm", "basename", "dirname"];

    /// <summary>What a program prints when asked for its version; null when it does not run.</summary>
    public static async Task<string?> VersionOfAsync(string program)
    {
        using var limit = new CancellationTokenSource(Version);
        try
        {
            var run = await Cli.Wrap(program)
                .WithArguments("--version")
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(limit.Token);
            // Python 2 prints it to stderr.
            return run.ExitCode != 0 ? null : $"{run.StandardOutput}{run.StandardError}".Split('\n')[0].Trim();
        }
        catch (Exception absent) when (absent is System.ComponentModel.Win32Exception or OperationCanceledException)
        {
            return null;
        }
    }

    public static async Task<string?> DockerAsync()
    {
        try
        {
            return DockerEngine.Place is { } engine ? await DockerEngine.VersionAsync(engine) : null;
        }
        catch (Exception silent)
            when (silent is HttpRequestException or TaskCanceledException or System.Text.Json.JsonException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <param name="limits">The text of <c>/proc/self/limits</c>.</param>
    public static long DescriptorLimit(string limits)
    {
        const string Name = "Max open files";
        var line = limits.Split('\n').First(line => line.StartsWith(Name, StringComparison.Ordinal));
        var word = line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return word == "unlimited" ? long.MaxValue : long.Parse(word, CultureInfo.InvariantCulture);
    }

    public static string? Connects(EndPoint place) => Trouble(() =>
    {
        var protocol = place is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified;
        using var listener = new Socket(place.AddressFamily, SocketType.Stream, protocol);
        listener.Bind(place);
        listener.Listen();
        using var peer = new Socket(place.AddressFamily, SocketType.Stream, protocol);
        peer.Connect(listener.LocalEndPoint!);
    });

    public static string? ConnectsIn(string folder)
    {
        if (!Directory.Exists(folder)) return $"there is no folder {folder}";
        var path = Path.Combine(folder, $"socket-conformance-{Environment.ProcessId}.sock");
        try
        {
            return Connects(new UnixDomainSocketEndPoint(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static string? SocketTableTells() => Trouble(() =>
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        if (SocketTable.AcceptQueue(listener.LocalEndPoint!) is null)
            throw new NotObservableException("it does not show a listener of our own");
    });

    public static string? ProcShows() => Trouble(() => File.ReadAllBytes($"/proc/{Environment.ProcessId}/environ"));

    /// <param name="path">The PATH.</param>
    public static IReadOnlyList<string> MissingTools(string path) =>
        [.. Tools.Where(tool => !path.Split(':').Any(folder => File.Exists(Path.Combine(folder, tool))))];

    /// <summary>How many of the ports that servers are told no server holds.</summary>
    public static int FreePorts() =>
        PortRange.Ephemeral - PortRange.First - IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
        .Select(listener => listener.Port).Distinct().Count(port => port is >= PortRange.First and < PortRange.Ephemeral);

    /// <param name="range">The text of <c>ip_local_port_range</c>: <c>32768 60999</c>.</param>
    public static int FirstEphemeral(string range) => int.Parse(range.Split('\t', ' ')[0], CultureInfo.InvariantCulture);

    /// <summary>One echo of a server that is started as all others are, then its end.</summary>
    public static async Task<string?> ConverseAsync(ContractTarget target)
    {
        try
        {
            await using var launcher = new Launcher();
            await using var server = await launcher.StartAsync(target, target.Transports[0]);
            await using var peer = Peer.Begin(server.EndPoint, new Wire());
            if (await peer.Connected is not SocketError.Success and var why) return $"could not connect: {SocketErrors.OfConnect(why)}";
            var answer = await peer.ExchangeAsync("hello"u8.ToArray());
            return answer.Bytes.AsSpan().SequenceEqual("hello"u8)
                ? null
                : $"5 bytes were sent, {answer.Bytes.Length} came back, then {answer.Ending}";
        }
        catch (Exception failure)
            when (failure is LaunchException or TargetException or IOException or TimeoutException or NotObservableException)
        {
            return failure.Message;
        }
    }

    /// <summary>A server's system call that strace lets fail.</summary>
    public static async Task<string?> TracesAsync(ContractTarget target)
    {
        try
        {
            await using var launcher = new Launcher();
            await using var server = await launcher.StartAsync(target, target.Transports[0]);
            await using var injection = await launcher.InjectAsync(
                server.Process!, new FailingCalls(["accept", "accept4"], "ECONNABORTED"));
            await using var peer = Peer.Begin(server.EndPoint, new Wire());
            return await Until.TrueAsync(() => injection.Failed.Count > 0) ? null : "strace attaches, and no system call fails";
        }
        catch (Exception failure)
            when (failure is LaunchException or TargetException or IOException or TimeoutException or NotObservableException)
        {
            return failure.Message;
        }
    }

    private static string? Trouble(Action look)
    {
        try
        {
            look();
            return null;
        }
        catch (Exception trouble) when (trouble is SocketException or IOException or UnauthorizedAccessException or NotObservableException)
        {
            return trouble.Message;
        }
    }
}
