using NUnit.Framework;
using Shouldly;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

/// <summary>What a run's results make of its exit code.</summary>
[Fast]
public sealed class ExitCodeRules
{
    [TestCase(ExitCode.Conformant, Verdict.Pass)]
    [TestCase(ExitCode.Conformant, Verdict.Pass, Verdict.Skip, Verdict.Inconclusive)]
    [TestCase(ExitCode.Conformant, Verdict.Pass, Verdict.KnownFailure)]
    [TestCase(ExitCode.Conformant, Verdict.Pass, Verdict.Deviation)]
    [TestCase(ExitCode.NotConformant, Verdict.Pass, Verdict.Fail)]
    [TestCase(ExitCode.NotConformant, Verdict.Pass, Verdict.UnexpectedPass)]
    [TestCase(ExitCode.NotConformant, Verdict.Pass, Verdict.Flaky)]
    [TestCase(ExitCode.CouldNotJudge, Verdict.Pass, Verdict.Error)]
    [TestCase(ExitCode.CouldNotJudge, Verdict.Fail, Verdict.Error)]
    [TestCase(ExitCode.CouldNotJudge, Verdict.Skip)]
    [TestCase(ExitCode.CouldNotJudge, Verdict.Inconclusive, Verdict.Skip)]
    [TestCase(ExitCode.CouldNotJudge)]
    public void Verdicts_decide(ExitCode exitCode, params Verdict[] verdicts)
    {
        var report = Run(verdicts);

        report.ExitCode.ShouldBe(exitCode);
        report.Conformant.ShouldBe(exitCode == ExitCode.Conformant);
    }

    [Test]
    public void Strict_turns_a_deviation_into_a_failure() =>
        (Run(Verdict.Pass, Verdict.Deviation) with { Strict = true }).ExitCode.ShouldBe(ExitCode.NotConformant);

    [Test]
    public void An_interruption_outweighs_everything() =>
        (Run(Verdict.Fail, Verdict.Error) with { Interrupted = true }).ExitCode.ShouldBe(ExitCode.Interrupted);

    [TestCase(ProblemKind.NotConformant, ExitCode.NotConformant)]
    [TestCase(ProblemKind.CouldNotJudge, ExitCode.CouldNotJudge)]
    public void A_problem_is_never_green(ProblemKind kind, ExitCode exitCode) =>
        (Run(Verdict.Pass) with { Problems = [new Problem(kind, "Something is wrong.")] }).ExitCode.ShouldBe(exitCode);

    [Test]
    public void The_numbers_are_those_that_scripts_rely_on() =>
        Enum.GetValues<ExitCode>().Select(code => (int)code).ShouldBe([0, 1, 2, 130]);

    private static RunReport Run(params Verdict[] verdicts) => Sample.Run([.. verdicts.Select(verdict => Sample.Result(verdict))]);
}
