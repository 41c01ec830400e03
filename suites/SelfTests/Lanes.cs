using System.Globalization;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using SocketConformance.Cases;
using SocketConformance.SelfTests.Browsing;

namespace SocketConformance.SelfTests;

/// <summary>Starts no process. The lane for the time between two edits: <c>dotnet test --filter TestCategory=Fast</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FastAttribute : CategoryAttribute, ITestAction
{
    private ulong before;

    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test) => before = FaultsOfChildren();

    public void AfterTest(ITest test)
    {
        if (FaultsOfChildren() != before) Assert.Fail("A process was started: the lane of this fixture is [Servers], or [Engine].");
    }

    /// <summary>Page faults of the children that have ended (cminflt of proc_pid_stat(5)): no process can do without.</summary>
    private static ulong FaultsOfChildren()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        return ulong.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[8], CultureInfo.InvariantCulture);
    }
}

/// <summary>Starts servers or the suite itself, as processes of this machine.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ServersAttribute : CategoryAttribute, ITestAction
{
    private static int told;

    public ActionTargets Targets => ActionTargets.Suite;

    public void BeforeTest(ITest test)
    {
        if (Interlocked.Exchange(ref told, 1) == 0 && Required.Missing() is { } missing) TestContext.Error.WriteLine(missing);
    }

    public void AfterTest(ITest test)
    {
    }
}

/// <summary>Starts containers.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EngineAttribute : CategoryAttribute, IApplyToTest
{
    public new void ApplyToTest(Test test)
    {
        base.ApplyToTest(test);
        if (TestMachine.MissingEngine is not { } missing) return;
        test.RunState = TestMachine.InsistsOnEverything ? RunState.NotRunnable : RunState.Ignored;
        test.Properties.Set(PropertyNames.SkipReason, missing);
    }
}

/// <summary>Reads reports in a headless Chromium.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BrowserAttribute : CategoryAttribute, IApplyToTest
{
    public new void ApplyToTest(Test test)
    {
        base.ApplyToTest(test);
        if (TestMachine.HasProgram(Browser.Program) && TestMachine.HasProgram(Browser.Driver)) return;
        test.RunState = TestMachine.InsistsOnEverything ? RunState.NotRunnable : RunState.Ignored;
        test.Properties.Set(
            PropertyNames.SkipReason,
            $"{Browser.Program} and {Browser.Driver} are not both on this machine; .ci/prepare-bench installs them");
    }
}

/// <summary>Judges servers in daily use whole, which takes half an hour: <c>dotnet test --filter
/// TestCategory=RealServers</c>, and not else.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RealServersAttribute : CategoryAttribute, IApplyToTest
{
    public new void ApplyToTest(Test test)
    {
        base.ApplyToTest(test);
        if (test.RunState == RunState.Runnable) test.RunState = RunState.Explicit;
    }
}
