using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace SocketConformance.Cases;

/// <summary>Runs the cases of a plan through NUnit's own engine, in this process.</summary>
public sealed class CaseRun(Plan plan)
{
    private readonly NUnitTestAssemblyRunner runner = new(new DefaultTestAssemblyBuilder());

    /// <summary>Finds the cases to run.</summary>
    /// <param name="jobs">How many cases run at the same time.</param>
    /// <returns>How many there are.</returns>
    public int Load(int jobs)
    {
        Plan.Current = plan;
        return runner.Load(typeof(CaseRun).Assembly, new Dictionary<string, object> { ["NumberOfTestWorkers"] = jobs }).TestCaseCount;
    }

    /// <summary>Judges every case and ends everything that was started for it.</summary>
    /// <param name="judged">Called with every result, from several threads.</param>
    public void Run(Action<CaseResult> judged) => runner.Run(new Listener(judged), TestFilter.Empty);

    private sealed class Listener(Action<CaseResult> judged) : ITestListener
    {
        public void TestStarted(ITest test)
        {
        }

        public void TestFinished(ITestResult result)
        {
            if (result.Test.Properties.Get(JudgingCommand.Result) is CaseResult judgement) judged(judgement);
        }

        public void TestOutput(TestOutput output)
        {
        }

        public void SendMessage(TestMessage message)
        {
        }
    }
}
