using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary>The targets that a command line names.</summary>
internal static class Columns
{
    /// <exception cref="TargetException">A target is not known, its file is broken, or two have one name.</exception>
    public static IReadOnlyList<Target> Of(RunOptions options)
    {
        List<Target> targets = options.Command.Count > 0
            ? [BuiltInTargets.Inline(options.Command, options.Contract)]
            : [.. options.Targets.Select(name => BuiltInTargets.Resolve(name, options.Contract))];
        if (targets.GroupBy(target => target.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new TargetException($"Two targets are called '{twice.Key}': a report could not tell their columns apart.");
        return targets;
    }
}
