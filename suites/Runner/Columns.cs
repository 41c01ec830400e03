using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary>The targets that a command line names.</summary>
internal static class Columns
{
    /// <exception cref="TargetException">A target is not known, its file is broken, or two have one name.</exception>
    public static IReadOnlyList<Target> Of(RunOptions options)
    {
        var described = Described(options);
        List<Target> targets = options.Command.Count > 0
            ? [BuiltInTargets.Inline(options.Command, options.Contract, options.Name, described)]
            : [.. options.Targets.Select(name => BuiltInTargets.Resolve(name, options.Contract, described))];
        if (targets.GroupBy(target => target.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new TargetException($"Two targets are called '{twice.Key}': a report could not tell their columns apart.");
        return targets;
    }

    /// <summary>The protocols of one's own that it names, or that its targets do.</summary>
    /// <exception cref="TargetException">There is none, or a file is broken.</exception>
    public static IReadOnlyList<Protocol> Protocols(RunOptions options)
    {
        if (Described(options) is { } described) return [described.Protocol];
        var promised = Of(options).SelectMany(target => target.Contracts).Select(contract => contract.Protocol);
        Protocol[] protocols = [.. promised.Where(protocol => protocol.Dialogue is not null)];
        return protocols.Length > 0
            ? protocols
            : throw new TargetException("No protocol is described here: give --protocol, --send and --expect, or a target that has one.");
    }

    private static DescribedProtocol? Described(RunOptions options) =>
        options.Protocol is not null ? DescribedProtocol.Named(options.Protocol)
        : options.Expect is not null ? DescribedProtocol.Spoken(options.Send, options.Expect, options.Udp, options.Once)
        : null;
}
