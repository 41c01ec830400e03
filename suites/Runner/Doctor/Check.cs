using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary>How a part of the machine is.</summary>
public enum Health
{
    Ok,

    /// <summary>Not there, and the bundled reference can be judged without it.</summary>
    Missing,

    /// <summary>Not there, and nothing can be judged without it.</summary>
    Broken,
}

/// <summary>One part of the machine that the suite relies on.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Found">What was found, or why it was not.</param>
/// <param name="Affects">What can't be judged without it.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record Check(string Name, Health Health, string Found, string Affects, string Remedy)
{
    public static Check Of(string name, bool ok, Health otherwise, string found, string affects, string remedy) =>
        new(name, ok ? Health.Ok : otherwise, Printable.Text(found), affects, remedy);
}
