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
}

/// <summary>The contracts that the cases of a class are about, unless a case says otherwise.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AboutAttribute(params string[] contracts) : NUnitAttribute, IApplyToTest
{
    public IReadOnlyList<string> Contracts { get; } = contracts;

    /// <summary>Its cases leave a server as they found it, except those that are <see cref="ConformanceAttribute.Alone"/>.</summary>
    public bool Shared { get; init; }

    /// <summary>Some of its cases wait for time to pass: they begin first, so that the others run meanwhile.</summary>
    public bool Waits { get; init; }

    public void ApplyToTest(Test test)
    {
        if (Waits) test.Properties.Set(PropertyNames.Order, 1);
    }
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

    /// <summary>The contracts that it is about; null for those of the class.</summary>
    public string[]? On { get; init; }

    public Over Over { get; init; } = Over.Any;

    /// <summary>The rule has nothing to do with the transport, and much to do: it is judged over the first one only.</summary>
    public bool Once { get; init; }
    public Needs Needs { get; init; }

    /// <summary>A MUST for a target that declares <c>graceful</c>, at the stated level for all others.</summary>
    public bool Graceful { get; init; }

    /// <summary>The case wants a server that no other has used, and leaves it to no other.</summary>
    public bool Alone { get; init; }

    /// <summary>The case starts its servers itself, rather than being given one that listens.</summary>
    public bool Unstarted { get; init; }

    /// <summary>The rule can be told to be kept by a server that answers nothing.</summary>
    public bool NeedsNoAnswer { get; init; }

    public Clause Clause => new(Id, Level, Source, Statement, How, Catches);

    public IEnumerable<TestMethod> BuildFrom(IMethodInfo method, Test? suite)
    {
        var about = method.TypeInfo.GetCustomAttributes<AboutAttribute>(inherit: false)[0];
        var contracts = On ?? about.Contracts;
        foreach (var subject in Plan.Current.Subjects)
        {
            if (!IsAbout(subject, contracts)) continue;
            if (!Plan.Current.Selects(Clause, LevelFor(subject), subject)) continue;
            var test = new NUnitTestCaseBuilder().BuildTestMethod(method, suite, new TestCaseParameters([new Server(subject) { Shared = about.Shared && CanShare(subject) }]));
            test.Name = $"{Id}({subject})";
            test.Properties.Set(CaseProperty, Id);
            if (!Needs.HasFlag(Needs.Process)) Plan.Current.CountFor(subject);
            yield return test;
        }
    }

    public TestCommand Wrap(TestCommand command) => new JudgingCommand(command, this);

    /// <summary>Whether the case is given a server that listens. A client never does.</summary>
    internal bool IsStarted(Subject subject) => !Unstarted && subject.Contract.Contract != Contracts.Client;

    internal Level LevelFor(Subject subject) => Graceful && subject.Contract.Graceful ? Level.Must : Level;

    /// <param name="contracts">Those that the case is about.</param>
    internal bool IsAbout(Subject subject, IReadOnlyList<string> contracts) =>
        contracts.Contains(subject.Contract.Contract) && IsOver(subject.Transport)
        && (!Once || subject.Transport == subject.Contract.Transports.First(IsOver));

    internal bool IsOver(Transport transport) => Over.HasFlag((Over)(1 << (int)transport));

    private bool CanShare(Subject subject) => !Alone && IsStarted(subject)
        && subject.Contract is { Contract: not Contracts.EchoOnce, FixedPort: null, Launch.ByOthers: false };

    /// <summary>Why the case cannot be judged against this subject; null when it can.</summary>
    internal Exception? Obstacle(Subject subject)
    {
        var contract = subject.Contract;
        if (!contract.Launch.ByOthers && subject.Transport.LoopbackHost() == "::1" && !Loopback.HasIPv6)
            return new NotObservableException("this machine has no ::1 for the server to listen on");
        if (Needs.HasFlag(Needs.Process) && contract.Launch.ByOthers)
            return new NotApplicableException("someone else runs this server: its life is not ours to begin, to halt or to end");
        if (contract is { Contract: Contracts.EchoOnce, Launch.ByOthers: true } && Plan.Current.PlannedFor(subject) is > 1 and var planned)
            return new NotApplicableException(
                $"echo-once ends with its one connection, and nobody here can start it again: of {planned} cases none is judged; ask for a single one, --case {Id}");
        if (Needs.HasFlag(Needs.Concurrent) && !contract.Concurrent)
            return new NotApplicableException("declared concurrent: false");
        if (Needs.HasFlag(Needs.Sequential) && contract.Concurrent)
            return new NotApplicableException("declared concurrent: true");
        if (Needs.HasFlag(Needs.Backlog) && contract.Backlog is null)
            return new NotApplicableException("declares no backlog");
        return null;
    }

    /// <summary>Why the case cannot be judged by what can be seen of the server; null when it can.</summary>
    internal Exception? Obstacle(Sight sight) =>
        Needs.HasFlag(Needs.NoProxy) && sight.Proxy is { } proxy ? new NotObservableException(proxy)
        : Needs.HasFlag(Needs.SocketTable) && sight.Hidden is { } hidden ? new NotObservableException(hidden)
        : null;
}
