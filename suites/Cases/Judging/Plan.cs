namespace SocketConformance.Cases;

/// <summary>What a run judges: set before NUnit looks for tests.</summary>
public sealed class Plan
{
    /// <summary>What the cases are judged against.</summary>
    public required IReadOnlyList<Subject> Subjects { get; init; }

    /// <summary>Whether a clause, at the level that counts for the subject, is asked for.</summary>
    public Func<Clause, Level, Subject, bool> Selects { get; init; } = (_, _, _) => true;

    /// <summary>The cases that may fail, each with a reason.</summary>
    public required KnownFailures KnownFailures { get; init; }

    internal Launcher Launcher { get; } = new();

    private static Plan? current;

    /// <summary>The plan of this process. Without a program to set it (<c>dotnet test</c>), the targets named in
    /// SOCKETCONFORMANCE_TARGETS, by default both references, and every case.</summary>
    public static Plan Current
    {
        get => current ??= FromEnvironment();
        set => current = value;
    }

    private static Plan FromEnvironment()
    {
        var names = Environment.GetEnvironmentVariable("SOCKETCONFORMANCE_TARGETS") ?? "csharp,python";
        var targets = names.Split(',').Select(name => BuiltInTargets.Resolve(name, contract: null)).ToList();
        return new Plan { Subjects = [.. Subject.Of(targets)], KnownFailures = KnownFailures.Of(targets) };
    }
}
