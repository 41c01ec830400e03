using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;

namespace SocketConformance.Cases;

/// <summary>A server that is wrong on purpose, as a target.</summary>
/// <param name="Case">The case that must catch it.</param>
/// <param name="What">The mistake, in a few words.</param>
/// <param name="Missing">What this machine lacks to start it; null when nothing.</param>
public sealed record BrokenTarget(string Name, string Case, string What, string? Missing, Target Target);

/// <summary>The bank of broken servers.</summary>
public static partial class BrokenTargets
{
    /// <summary>The rules about what a server announces: only for these is it declared, so that all others start by the kernel's
    /// table.</summary>
    private static readonly string[] AboutAnnouncements = ["start/port-zero-announced", "start/ready-means-ready"];

    /// <summary>Every one, as <c>BrokenServers --list</c> names them.</summary>
    public static async Task<IReadOnlyList<BrokenTarget>> ListAsync()
    {
        var program = Placeholders.Program("BrokenServers");
        var list = await Cli.Wrap(program).WithArguments("--list").ExecuteBufferedAsync();
        var described = Directory.GetFiles(Path.Combine(Path.GetDirectoryName(program)!, "Protocols"))
            .Select(file => ProtocolFile.Read(file)).ToDictionary(protocol => protocol.Name);
        return [.. list.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Read(line, described))];
    }

    /// <param name="described">The protocols that files beside the program describe.</param>
    private static BrokenTarget Read(string line, Dictionary<string, Protocol> described)
    {
        if (line.Split('\t') is not [var name, var contract, var caught, var transport, var what, var missing, var declares, .. var start])
            throw new FormatException($"BrokenServers --list printed a line that is not one of its own: {line}");
        var protocol = Protocols.Find(contract) ?? described.GetValueOrDefault(contract)
            ?? throw new FormatException($"BrokenServers --list names a contract that there is not: {line}");
        IReadOnlyList<Transport> transports = TransportWords.Parse(transport) is { } only ? [only] : [protocol.Transports[0]];
        var usual = new ContractTarget
        {
            Protocol = protocol,
            Transports = transports,
            Concurrent = protocol.Concurrent,
            Backlog = HasBacklog(protocol) ? 5 : null,
            Graceful = true,
            Grace = TimeSpan.FromSeconds(3),
            Ready = AboutAnnouncements.Contains(caught) ? Announcement() : null,
            Launch = new CommandLaunch(transports.ToDictionary(over => over, over => Command(start, protocol, over))),
        };
        var declared = declares.Length > 0 ? Declarations.Over(usual, declares) : usual;
        return new BrokenTarget(name, caught, what, missing.Length > 0 ? missing : null, new Target(name, name, [declared], []));
    }

    private static bool HasBacklog(Protocol protocol) => !protocol.IsClient && !protocol.IsDatagram;

    private static IReadOnlyList<string> Command(IReadOnlyList<string> start, Protocol protocol, Transport transport) =>
    [
        .. start,
        .. (string[])(transport == Transport.Unix ? ["--unix", "{path}"] : ["--host", "{host}", "--port", "{port}"]),
        .. (string[])(HasBacklog(protocol) ? ["--backlog", "{backlog}"] : []),
    ];

    [GeneratedRegex("listening on .*:(?<port>\\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Announcement();
}
