using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;
using NUnit.Framework.Internal.Commands;

namespace SocketConformance.Cases;

/// <summary>Which transports a case is about.</summary>
[Flags]
public enum Over
{
    Tcp4 = 1 << Transport.Tcp4,
    Tcp6 = 1 << Transport.Tcp6,
    Unix = 1 << Transport.Unix,
    Udp4 = 1 << Transport.Udp4,
    Udp6 = 1 << Transport.Udp6,
    Tcp = Tcp4 | Tcp6,
    Udp = Udp4 | Udp6,
    Any = Tcp | Unix | Udp,
}

/// <summary>What a case needs to be able to observe or provoke.</summary>
[Flags]
public enum Needs
{
    Nothing = 0,

    /// <summary>A process that we started: to signal, to freeze, to watch.</summary>
    Process = 1,

    /// <summary>The kernel's table of the sockets that the server holds.</summary>
    SocketTable = 2,

    /// <summary>A server that serves connections at the same time.</summary>
    Concurrent = 4,

    /// <summary>A server that serves one connection at a time.</summary>
    Sequential = 8,

    /// <summary>A declared backlog.</summary>
    Backlog = 16,

    /// <summary>The server itself at the other end, not a proxy: its endings, its address, its queue, its empty datagrams.</summary>
    NoProxy = 32,

    /// <summary>A declared bound of the connections that are served at the same time.</summary>
    Bound = 64,
}

/// <summary>
/// Makes a method a case: one rule, judged once for every subject that it applies to. The method takes the
/// <see cref="Server"/>, started afresh for it, and returns when the rule is kept.
/// </summary>
/// <param name="id"><c>section/kebab-slug</c>.</param>
/// <param name="level">How binding the rule is.</param>
/// <param name="source">A standard's section, or <c>contract</c>.</param>
/// <param name="statement">What a server does, as one sentence.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConformanceAttribute(string id, Level level, string source, string statement)
    : NUnitAttribute, ITestBuilder, IImplyFixture, IWrapTestMethod
{
    /// <summary>The property of the NUnit test that holds the case's id.</summary>
    internal const string CaseProperty = "SocketConformance.Case";

    public string Id { get; } = id;
    public Level Level { get; } = level;
    public string Source { get; } = source;
    public string Statement { get; } = statement;

    /// <summary>How the rule is observed.</summary>
    public required string How { get; init; }

    /// <summary>The mistake that this case catches before all others.</summary>
    public required string Catches { get; init; }

    /// <summary>What a protocol must be able to do for this case; none for what the class says, with its exception.</summary>
    public Capability Asks { get; init; }

    /// <summary>Protocols that can do one of these are spared the case, <see cref="Because"/> of a reason.</summary>
    public Capability NotOf { get; init; }

    /// <summary>Why <see cref="NotOf"/>: one of <see cref="Reasons"/>.</summary>
    public string? Because { get; init; }

    /// <summary>What other protocols must be able to do to be asked, too: since <see cref="Audience.Wider"/>, over the first
    /// transport.</summary>
    public Capability Also { get; init; }

    /// <summary>It is asked of described protocols, too.</summary>
    public bool AnyProtocol { get; init; }

    public Over Over { get; init; } = Over.Any;

    /// <summary>The rule has nothing to do with the transport, and much to do: it is judged over the first one only.</summary>
    public bool FirstTransportOnly { get; init; }
    public Needs Needs { get; init; }

    /// <summary>How many connections have to be served at the same time, where <see cref="Needs.Concurrent"/> is needed.</summary>
    public int Together { get; init; } = 2;

    /// <summary>The case is about more connections than some servers serve at the same time on purpose: its failure says how that
    /// is declared.</summary>
    public bool Crowded { get; init; }

    /// <summary>A MUST for a target that declares <c>graceful</c>, at the stated level for all others.</summary>
    public bool Graceful { get; init; }

    /// <summary>The case wants a server that no other has used, and leaves it to no other.</summary>
    public bool Alone { get; init; }

    /// <summary>The case starts its servers itself, rather than being given one that listens.</summary>
    public bool Unstarted { get; init; }

    /// <summary>The rule can be told to be kept by a server that answers nothing.</summary>
    public bool NeedsNoAnswer { get; init; }

    /// <inheritdoc cref="AsksAttribute.IncidentalReplies"/>
    public bool IncidentalReplies { get; init; }

    /// <summary>It asks whether a server answers at all: of one that does not, nothing else can be told.</summary>
    public bool IsPrerequisite { get; init; }

    /// <summary>The first revision of the specification that holds the case.</summary>
    public int Since { get; init; } = 1;

    /// <summary>Its level before <see cref="LevelSince"/>.</summary>
    public Level Was { get; init; }

    /// <summary>The revision that gave the case the level that it has.</summary>
    public int LevelSince { get; init; } = 1;

    public Clause Clause => new(Id, Level, Source, Statement, How, Catches);

    public IEnumerable<TestMethod> BuildFrom(IMethodInfo method, Test? suite)
    {
        var about = method.TypeInfo.GetCustomAttributes<AsksAttribute>(inherit: false)[0];
        var plan = Plan.Current;
        foreach (var subject in plan.Subjects)
        {
            if (!IsAbout(subject)) continue;
            if (!plan.Selects(Clause, LevelFor(subject, plan.Revision), subject)) continue;
            var server = new Server(new Session(plan, subject, shares: about.Shared && CanShare(subject)));
            var test = new NUnitTestCaseBuilder().BuildTestMethod(method, suite, new TestCaseParameters([server]));
            test.Name = $"{Id}({subject})";
            test.Properties.Set(CaseProperty, Id);
            if (!Needs.HasFlag(Needs.Process)) plan.CountFor(subject);
            yield return test;
        }
    }

    public TestCommand Wrap(TestCommand command) => new JudgingCommand(command, this);

    /// <summary>Whether the case is given a server that listens. A client never does.</summary>
    internal bool IsStarted(Subject subject) => !Unstarted && !subject.Contract.Protocol.IsClient;

    internal Level LevelFor(Subject subject, int revision) => Graceful && subject.Contract.Graceful ? Level.Must : LevelIn(revision);

    /// <summary>Its level in a revision of the specification.</summary>
    internal Level LevelIn(int revision) => revision < LevelSince ? Was : Level;

    internal bool IsAbout(Subject subject) =>
        Catalogue.WhyNot(this, subject.Contract.Protocol) is null && IsOver(subject.Transport)
        && (!IsOverFirstOnly(subject.Contract.Protocol) || subject.Transport == subject.Contract.Transports.First(IsOver));

    internal bool IsOverFirstOnly(Protocol protocol) => FirstTransportOnly || Catalogue.IsWiderFor(this, protocol);

    internal bool IsOver(Transport transport) => Over.HasFlag((Over)(1 << (int)transport));

    private bool CanShare(Subject subject) => !Alone && IsStarted(subject)
        && !subject.Contract.Protocol.ServesOne && !Launcher.TakesTurns(subject.Contract);

    /// <summary>Why the case cannot be judged against this subject; null when it can.</summary>
    internal Exception? Obstacle(Plan plan, Subject subject)
    {
        var contract = subject.Contract;
        if (!contract.Launch.IsExternal && subject.Transport.LoopbackHost() == "::1" && !Loopback.HasIPv6)
            return new NotObservableException("this machine has no ::1 for the server to listen on");
        if (Needs.HasFlag(Needs.Process) && contract.Launch.IsExternal)
            return new NotApplicableException("external server: the suite did not start it, and neither pauses nor stops it");
        if (contract is { Protocol.ServesOne: true, Launch.IsExternal: true } && plan.PlannedFor(subject) is > 1 and var planned)
            return new NotApplicableException(
                $"{contract.Contract} ends with its one connection, and nobody here can start it again: of {planned} cases none is " +
                    $"judged; ask for a single one, --case {Id}");
        if (Needs.HasFlag(Needs.Concurrent) && !contract.Concurrent)
            return new NotApplicableException("declared concurrent: false");
        if (Needs.HasFlag(Needs.Concurrent) && contract.AtOnce < Together)
            return new NotApplicableException($"declared limits.connections: {contract.AtOnce}, and the case needs {Together} at once");
        if (Needs.HasFlag(Needs.Bound) && contract.AtOnce is null)
            return new NotApplicableException("declares no limits.connections");
        if (Needs.HasFlag(Needs.Sequential) && contract.Concurrent)
            return new NotApplicableException("declared concurrent: true");
        if (Needs.HasFlag(Needs.Backlog) && contract.Backlog is null)
            return new NotApplicableException("declares no backlog");
        return null;
    }

    /// <summary>What to do where the rule is broken on purpose; null where nothing is to be declared.</summary>
    internal string? Remedy(Subject subject) => Crowded && subject.Contract.AtOnce is null
        ? "if it serves a bounded number of connections on purpose, declare limits.connections in its target file"
        : null;

    /// <summary>Why the case cannot be judged by what can be seen of the server; null when it can.</summary>
    internal Exception? Obstacle(Visibility sight) =>
        Needs.HasFlag(Needs.NoProxy) && sight.Proxy is { } proxy ? new NotObservableException(proxy)
        : Needs.HasFlag(Needs.SocketTable) && sight.Hidden is { } hidden ? new NotObservableException(hidden)
        : null;
}
