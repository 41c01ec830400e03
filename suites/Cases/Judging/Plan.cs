using System.Collections.Concurrent;
using NUnit.Framework;

namespace SocketConformance.Cases;

/// <summary>What a run judges: set before NUnit looks for tests.</summary>
public sealed class Plan : IAsyncDisposable
{
    /// <summary>What the cases are judged against.</summary>
    public required IReadOnlyList<Subject> Subjects { get; init; }

    /// <summary>The revision of the specification whose levels count.</summary>
    public int Revision { get; init; } = Specification.Revision.Current;

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

    /// <summary>The servers that ended though nobody asked them to, after a case that had passed; in a sentence each.</summary>
    public IEnumerable<string> EndedUnasked => Spares.Ended;

    internal Launcher Launcher { get; }
    internal Spares Spares { get; } = new();
    internal ExternalServers ExternalServers { get; } = new();
    internal Prerequisites Prerequisites { get; }
    internal Attribution Attribution { get; }

    /// <summary>No program has made the plan, nor will one end it.</summary>
    private bool IsOfTests { get; init; }

    /// <summary>What this machine can't start, for the first lines of the tests' output.</summary>
    private string? LeftOut { get; init; }

    private static Plan? current;
    private readonly LoadWatch load = LoadWatch.Begin();
    private readonly CancellationTokenSource interruption = new();
    private readonly ConcurrentDictionary<Subject, int> planned = new();

    public Plan() => (Launcher, Prerequisites, Attribution) =
        (new Launcher(Interrupted), new Prerequisites(this), new Attribution(this));

    /// <summary>The plan of this process. NUnit makes attributes and fixtures itself and hands them nothing: what finds the tests
    /// and what ends a round have to look here, and nothing else does. Without a program to set it (<c>dotnet test</c>), the
    /// targets named in SOCKETCONFORMANCE_TARGETS, by default the references that this machine can start, and every case.</summary>
    public static Plan Current
    {
        get => current ??= FromEnvironment();
        set => current = value;
    }

    /// <summary>Begins no further case and gives up those under way: they get no verdict.</summary>
    public void Interrupt() => interruption.Cancel();

    /// <summary>Whether every server of that image had a container of its own.</summary>
    public bool HasContainerEach(ImageLaunch launch) => Launcher.HasContainerEach(launch);

    /// <summary>Before the first case: what a program does for itself. Not when the tests are looked for, which starts no
    /// process.</summary>
    internal async Task BeginRoundAsync()
    {
        if (!IsOfTests) return;
        if (LeftOut is not null) await TestContext.Error.WriteLineAsync(LeftOut);
        Patience.Machine = await Calibration.ScaleAsync();
    }

    /// <summary>Ends the servers of a round: the next one begins as the first did. Ends everything when no program will.</summary>
    internal async Task EndRoundAsync() => await (IsOfTests ? DisposeAsync() : Spares.DisposeAsync());

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
        var chosen = Environment.GetEnvironmentVariable("SOCKETCONFORMANCE_TARGETS")?.Split(',');
        var (names, leftOut) = chosen is null ? TestMachine.References : (chosen, null);
        var targets = names.Select(name => BuiltInTargets.Resolve(name, contract: null)).ToList();
        return new Plan
        {
            Subjects = [.. Subject.Of(targets)],
            KnownFailures = KnownFailures.Of(targets),
            IsOfTests = true,
            LeftOut = leftOut,
        };
    }
}
