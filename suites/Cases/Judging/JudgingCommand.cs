using System.Diagnostics;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;

namespace SocketConformance.Cases;

/// <summary>Runs a case and turns what happened into a verdict; nothing else decides.</summary>
public sealed class JudgingCommand(TestCommand inner, ConformanceAttribute rule) : DelegatingTestCommand(inner)
{
    /// <summary>The property of the NUnit test that holds its <see cref="CaseResult"/>.</summary>
    public const string Result = "SocketConformance.Result";

    public override TestResult Execute(TestExecutionContext context)
    {
        var server = (Server)context.CurrentTest.Arguments[0]!;
        var interrupted = Plan.Current.Interrupted;
        var started = Stopwatch.GetTimestamp();
        var outcome = interrupted.IsCancellationRequested ? null : Run(context, server);
        if (outcome is null || interrupted.IsCancellationRequested) // what the suite itself ends proves nothing
        {
            context.CurrentResult.SetResult(ResultState.Cancelled);
            return context.CurrentResult;
        }

        var result = Judge(server, outcome) with { DurationMs = (Stopwatch.GetElapsedTime(started) - server.Waited).TotalMilliseconds };

        context.CurrentTest.Properties.Set(Result, result);
        context.CurrentResult.SetResult(State(result.Verdict), Message(result));
        return context.CurrentResult;
    }

    private Outcome Run(TestExecutionContext context, Server server)
    {
        if (rule.Obstacle(server.Subject) is { } obstacle) return new Outcome(obstacle, null);
        try
        {
            var outcome = RunOnce(context, server, fresh: false);
            return outcome.Raised is not null && server.IsSpare ? RunOnce(context, server, fresh: true) : outcome;
        }
        catch (Exception left)
        {
            // What the case started could not be ended: no verdict on a server that lives on.
            return new Outcome(left, server.Describe());
        }
    }

    private Outcome RunOnce(TestExecutionContext context, Server server, bool fresh)
    {
        var begun = false;
        Exception? cause = null;
        try
        {
            using var interruption = Plan.Current.Interrupted.Register(() => _ = server.DisposeAsync().AsTask());
            // One exchange is all that echo-once has.
            var answersOnce = server.Declared is { Contract: Contracts.EchoOnce, Launch.ByOthers: true };
            if (Plan.Current.AsksForPrerequisites && rule.IsStarted(server.Subject) && !rule.NeedsNoAnswer && !answersOnce)
                Plan.Current.Prerequisites.RequireAsync(server.Subject, rule.Id).GetAwaiter().GetResult();
            if (rule.IsStarted(server.Subject))
            {
                server.StartForCaseAsync(fresh).GetAwaiter().GetResult();
                if (rule.Obstacle(server.Instance.Sight) is { } obstacle) throw obstacle;
            }

            begun = true;
            server.Begin();
            innerCommand.Execute(context);
            if (server.InBackground is { } gone) throw gone;
            var outcome = new Outcome(null, server.Describe());
            if (server.Shared) server.PassOnAsync().GetAwaiter().GetResult();
            return outcome;
        }
        catch (Exception raised)
        {
            cause = server.InBackground ?? (raised is NUnitException ? raised.InnerException! : raised);
            return new Outcome(cause, server.Describe());
        }
        finally
        {
            if (begun && server.Declared.Launch.ByOthers) server.LeaveAsync(rule.Id, passed: cause is null).GetAwaiter().GetResult();
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private CaseResult Judge(Server server, Outcome outcome)
    {
        var subject = server.Subject;
        var level = rule.LevelFor(subject);
        var result = new CaseResult
        {
            Case = rule.Id,
            Contract = subject.Contract.Contract,
            Transport = subject.Transport,
            Target = subject.Target.Name,
            Level = level,
            Verdict = Verdict.Pass,
            Statement = rule.Statement,
            Source = rule.Source,
            Server = outcome.Server,
            Wire = server.Wire.Events,
            Again = subject.Target.Again(rule.Id, subject.Contract.Contract),
        };
        var broken = level == Level.Must ? Verdict.Fail : Verdict.Deviation;

        result = outcome.Raised switch
        {
            _ when server.OutOfTime && server.IsRemote => result with
            {
                Verdict = Verdict.Inconclusive,
                Reason = $"not done within {Patience.Case.TotalSeconds:0} s over the network: raise --deadline-scale, or judge the server on its own machine",
            },
            NotConformantException when server.MayHaveLost => result with
            {
                Verdict = Verdict.Inconclusive,
                Reason = "a datagram did not come, and the network may have lost it: judge the server on its own machine",
            },
            _ when server.OutOfTime => result with
            {
                Verdict = broken,
                Expected = rule.Statement,
                Observed = $"the conversation went on without end; given up after {Patience.Case.TotalSeconds:0} s",
            },
            null => result,
            NotConformantException fault => result with
            {
                Verdict = broken, Expected = fault.Expected, Observed = fault.Observed, Hint = fault.Hint,
            },
            ShouldAssertException fact => result with { Verdict = broken, Expected = rule.Statement, Observed = Facts.Words(fact) },
            NotTestableException missing => result with { Verdict = broken, Reason = missing.Message, Wire = missing.Wire, Server = missing.Server },
            NotApplicableException reason => result with { Verdict = Verdict.Skip, Reason = reason.Message },
            NotObservableException reason => result with { Verdict = Verdict.Inconclusive, Reason = reason.Message },
            LaunchException or TargetException => result with { Verdict = Verdict.Error, Reason = outcome.Raised.Message },
            _ => result with { Verdict = Verdict.Error, Reason = $"the case itself broke: {outcome.Raised}" },
        };

        return Excuse(result);
    }

    private static CaseResult Excuse(CaseResult result) =>
        Plan.Current.KnownFailures.ReasonFor(result) is not { } reason
            ? result
            : result.Verdict switch
            {
                Verdict.Fail or Verdict.Deviation => result with { Verdict = Verdict.KnownFailure, Reason = reason },
                Verdict.Pass => result with { Verdict = Verdict.UnexpectedPass, Reason = $"listed as a known failure ({reason}), but it passes: take it off the list" },
                _ => result,
            };

    private static ResultState State(Verdict verdict) => verdict switch
    {
        Verdict.Pass => ResultState.Success,
        Verdict.Fail or Verdict.UnexpectedPass or Verdict.Flaky => ResultState.Failure,
        Verdict.Error => ResultState.Error,
        Verdict.Inconclusive => ResultState.Inconclusive,
        Verdict.KnownFailure => ResultState.Ignored,
        _ => ResultState.Skipped,
    };

    private static string Message(CaseResult result) => result.Verdict == Verdict.Pass
        ? ""
        : $"{result.Verdict.Word()}: {result.Reason ?? $"expected {result.Expected}; observed {result.Observed}"}";

    private sealed record Outcome(Exception? Raised, string? Server);
}
