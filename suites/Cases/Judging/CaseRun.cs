using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace SocketConformance.Cases;

/// <summary>Runs the cases of a plan through NUnit's own engine, in this process. Why NUnit: <c>docs/decisions/nunit.md</c>.</summary>
public sealed class CaseRun(Plan plan)
{
    private readonly NUnitTestAssemblyRunner runner = new(new DefaultTestAssemblyBuilder());

    /// <summary>Finds the cases to run.</summary>
    /// <param name="jobs">How many cases run at the same time.</param>
    /// <returns>The id of the case of each verdict to come: once a subject.</returns>
    public IReadOnlyList<string> Load(int jobs)
    {
        Plan.Current = plan;
        var root = runner.Load(typeof(CaseRun).Assembly, new Dictionary<string, object> { ["NumberOfTestWorkers"] = jobs });
        return [.. CaseIds(root)];
    }

    /// <summary>Judges every case, and ends the servers that were started for it.</summary>
    /// <param name="begun">Called with the id of every case that begins, from several threads.</param>
    /// <param name="judged">Called with every result, from several threads.</param>
    public void Run(Action<string> begun, Action<CaseResult> judged) => runner.Run(new Announcer(begun, judged), TestFilter.Empty);

    private static IEnumerable<string> CaseIds(ITest test) => CaseId(test) is { } id ? [id] : test.Tests.SelectMany(CaseIds);

    private static string? CaseId(ITest test) => (string?)test.Properties.Get(ConformanceAttribute.CaseProperty);

    private sealed class Announcer(Action<string> begun, Action<CaseResult> judged) : ITestListener
    {
        public void TestStarted(ITest test)
        {
            if (CaseId(test) is { } id) begun(id);
        }

        public void TestFinished(ITestResult result)
        {
            if (result.Test.Properties.Get(JudgingCommand.Result) is not CaseResult judgement) return;
            result.Test.Properties[JudgingCommand.Result].Clear(); // the tree of tests outlives the round
            judged(judgement);
        }

        public void TestOutput(TestOutput output)
        {
        }

        public void SendMessage(TestMessage message)
        {
        }
    }
}
