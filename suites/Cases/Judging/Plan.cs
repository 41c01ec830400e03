using System.Collections.Concurrent;

namespace SocketConformance.Cases;

/// <summary>What a run judges: set before NUnit looks for tests.</summary>
public sealed class Plan : IAsyncDisposable
{
    /// <summary>What the cases are judged against.</summary>
    public required IReadOnlyList<Subject> Subjects { get; init; }

    /// <summary>Whether a clause, at the level that counts for the subject, is asked for.</summary>
    public Func<Clause, Level, Subject, bool> Selects { get; init; } = (_, _, _) => true;

    /// <summary>The cases that may fail, each with a reason.</summary>
    public required KnownFailures KnownFailures { get; init; }

    /// <summary>Whether a subject that answers nothing fails its cases for that reason, unasked.</summary>
    public bool AsksForPrerequisites { get; init; } = true;

    /// <summary>How often the cases are run.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>Cancelled once nothing more is to be judged.</summary>
    public CancellationToken Interrupted => interruption.Token;

    internal Launcher Launcher { get; }
    internal Spares Spares { get; } = new();
    internal Visits Visits { get; } = new();
    internal Prerequisites Prerequisites { get; } = new();

    private bool EndsWithItsCases { get; init; }

    private static Plan? current;
    private readonly LoadWatch load = LoadWatch.Begin();
    private readonly CancellationTokenSource interruption = new();
    private readonly ConcurrentDictionary<Subject, int> planned = new();

    public Plan() => Launcher = new Launcher(Interrupted);

    /// <summary>The plan of this process. Without a program to set it (<c>dotnet test</c>), the targets named in
    /// SOCKETCONFORMANCE_TARGETS, by default both references, and every case.</summary>
    public static Plan Current
    {
        get => current ??= FromEnvironment();
        set => current = value;
    }

    /// <summary>Begins no further case and gives up those under way: they get no verdict.</summary>
    public void Interrupt() => interruption.Cancel();

    /// <summary>Whether every server of that image had a container of its own.</summary>
    public bool HasContainerEach(ImageLaunch launch) => Launcher.HasContainerEach(launch);

    /// <summary>Ends the servers of a round: the next one begins as the first did. Ends everything when no program will.</summary>
    internal async Task EndRoundAsync() => await (EndsWithItsCases ? DisposeAsync() : Spares.DisposeAsync());

    /// <summary>Ends whatever the run has started. Who has made a plan does that after the last round.</summary>
    public async ValueTask DisposeAsync()
    {
        await Spares.DisposeAsync();
        await Launcher.DisposeAsync();
        load.Dispose();
    }

    /// <summary>How many cases are to be judged against a subject that need no process of ours.</summary>
    internal int PlannedFor(Subject subject) => planned.GetValueOrDefault(subject) * Rounds;

    internal void CountFor(Subject subject) => planned.AddOrUpdate(subject, 1, (_, count) => count + 1);

    private static Plan FromEnvironment()
    {
        var names = Environment.GetEnvironmentVariable("SOCKETCONFORMANCE_TARGETS") ?? "csharp,python";
        Patience.Machine = Calibration.ScaleAsync().GetAwaiter().GetResult();
        var targets = names.Split(',').Select(name => BuiltInTargets.Resolve(name, contract: null)).ToList();
        return new Plan { Subjects = [.. Subject.Of(targets)], KnownFailures = KnownFailures.Of(targets), EndsWithItsCases = true };
    }
}
