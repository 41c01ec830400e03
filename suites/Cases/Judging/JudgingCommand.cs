using System.Diagnostics;
using System.Text.RegularExpressions;
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
        var session = ((Server)context.CurrentTest.Arguments[0]!).Session;
        var interrupted = session.Plan.Interrupted;
        var started = Stopwatch.GetTimestamp();
        var outcome = interrupted.IsCancellationRequested ? null : Run(context, session);
        if (outcome is null || interrupted.IsCancellationRequested) // what the suite itself ends proves nothing
        {
            context.CurrentResult.SetResult(ResultState.Cancelled);
            return context.CurrentResult;
        }

        var result = Judge(session, outcome) with { DurationMs = (Stopwatch.GetElapsedTime(started) - session.Waited).TotalMilliseconds };

        context.CurrentTest.Properties.Set(Result, result);
        context.CurrentResult.SetResult(State(result.Verdict), Message(result));
        return context.CurrentResult;
    }

    private Outcome Run(TestExecutionContext context, Session session)
    {
        if (rule.Obstacle(session.Plan, session.Subject) is { } obstacle) return new Outcome(obstacle, null);
        try
        {
            var outcome = RunOnce(context, session, fresh: false);
            if (outcome.Raised is not null && session.IsSpare) outcome = RunOnce(context, session, fresh: true);
            if (outcome.Raised is NotConformantException
                && DeclaredLimits.Reason(session.Subject.Contract, session.Wire.Events) is { } declared)
                return outcome with { Raised = new NotObservableException(declared) };
            if (outcome.Raised is not NotConformantException { Exchange: { } failed } || !IsIncidental(failed)) return outcome;
            var reason = session.Plan.Attribution.ReasonAsync(session.Subject, rule.Id, failed).GetAwaiter().GetResult();
            return reason is null ? outcome : outcome with { Raised = new NotObservableException(reason) };
        }
        catch (Exception left)
        {
            // What the case started could not be ended: no verdict on a server that lives on.
            return new Outcome(left, session.Describe());
        }
    }

    private Outcome RunOnce(TestExecutionContext context, Session session, bool fresh)
    {
        var begun = false;
        Exception? cause = null;
        try
        {
            using var interruption = session.Plan.Interrupted.Register(() => _ = session.DisposeAsync().AsTask());
            // One exchange is all that it has.
            var answersOnce = session.Subject.Contract is { Protocol.ServesOne: true, Launch.IsExternal: true };
            if (session.Plan.AsksForPrerequisites && !answersOnce)
                session.Plan.Prerequisites.RequireAsync(session.Subject, rule).GetAwaiter().GetResult();
            if (rule.IsStarted(session.Subject))
            {
                session.StartAsync(fresh).GetAwaiter().GetResult();
                if (rule.Obstacle(session.Instance!.Visibility) is { } obstacle) throw obstacle;
            }

            begun = true;
            session.Begin();
            innerCommand.Execute(context);
            if (session.InBackground is { } gone) throw gone;
            session.EndConversationAsync().GetAwaiter().GetResult();
            if (Prerequisites.CaseOf(session.Subject.Contract.Protocol) == rule.Id && !session.Subject.Contract.Protocol.ServesOne)
            {
                new Server(session).AssertServesAsync("on its own").GetAwaiter().GetResult();
                session.EndConversationAsync().GetAwaiter().GetResult();
            }

            var outcome = new Outcome(null, session.Describe());
            if (session.Shares) session.PassOn(rule.Id);
            return outcome;
        }
        catch (Exception raised)
        {
            cause = raised is NUnitException ? raised.InnerException! : raised;
            if (cause is NotConformantException or ShouldAssertException) session.LetEndAsync().GetAwaiter().GetResult();
            cause = session.InBackground ?? cause;
            return new Outcome(cause, session.Describe()) { EndedUnasked = session.EndedUnasked };
        }
        finally
        {
            if (begun && session.Subject.Contract.Launch.IsExternal)
                session.LeaveAsync(rule.Id, passed: cause is null).GetAwaiter().GetResult();
            session.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private bool IsIncidental(FailedExchange failed)
    {
        var asks = Test.Method!.TypeInfo.GetCustomAttributes<AsksAttribute>(inherit: false)[0];
        return failed.IsPlain || rule.IncidentalReplies || asks.IncidentalReplies;
    }

    private CaseResult Judge(Session session, Outcome outcome)
    {
        var subject = session.Subject;
        var level = rule.LevelFor(subject, session.Plan.Revision);
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
            Kernel = session.Kernel,
            Wire = session.Wire.Events,
            Again = subject.Target.Again(rule.Id, subject.Contract.Contract),
        };
        var broken = level == Level.Must ? Verdict.Fail : Verdict.Deviation;

        result = outcome.Raised switch
        {
            _ when session.OutOfTime && session.IsRemote => result with
            {
                Verdict = Verdict.Inconclusive,
                Reason = $"not done within {Patience.Case.TotalSeconds:0} s over the network: raise --deadline-scale, or judge the " +
                    "server on its own machine",
            },
            NotConformantException when session.MayHaveLost => result with
            {
                Verdict = Verdict.Inconclusive,
                Reason = "a datagram did not come, and the network may have lost it: judge the server on its own machine",
            },
            _ when session.OutOfTime => result with
            {
                Verdict = broken,
                Expected = rule.Statement,
                Observed = $"the conversation went on without end; given up after {Patience.Case.TotalSeconds:0} s",
            },
            null => result,
            NotConformantException fault => result with
            {
                Verdict = broken,
                Expected = fault.Expected,
                Observed = fault.Observed,
                Difference = outcome.EndedUnasked is { } status ? Differences.OfEnd(status) : fault.Difference,
                Hint = outcome.EndedUnasked is not null ? HasEnded
                    : rule.Remedy(subject) ?? fault.Hint ?? fault.Difference?.Advice ?? Usual,
            },
            ShouldAssertException fact => result with
            {
                Verdict = broken, Expected = rule.Statement, Observed = Facts.Words(fact), Hint = Usual,
            },
            NotTestableException missing =>
                result with { Verdict = broken, Reason = missing.Message, Wire = missing.Wire, Server = missing.Server },
            NotApplicableException reason => result with { Verdict = Verdict.Skip, Reason = reason.Message },
            NotObservableException reason => result with { Verdict = Verdict.Inconclusive, Reason = reason.Message },
            ListensElsewhereException elsewhere => result with
            {
                Verdict = broken, Reason = $"not testable: {elsewhere.Message}; see start/listens-at-its-address",
            },
            LaunchException or TargetException => result with { Verdict = Verdict.Error, Reason = outcome.Raised.Message },
            RegexMatchTimeoutException slow => result with
            {
                Verdict = Verdict.Error,
                Reason = $"the pattern {Show.Quote(Payload.Utf8(slow.Pattern))} takes more than {slow.MatchTimeout.TotalSeconds:0.#} s " +
                    "for a reply: a simpler one is needed, such as a frame that says where the reply ends and 'anything' for what it is",
            },
            DescriptionException wrong => result with
            {
                Verdict = Verdict.Error, Reason = wrong.Message, Wire = wrong.Wire ?? result.Wire, Server = wrong.Server ?? result.Server,
            },
            _ => result with { Verdict = Verdict.Error, Reason = $"the case itself broke: {outcome.Raised}" },
        };

        return Excuse(session.Plan, result);
    }

    private static CaseResult Excuse(Plan plan, CaseResult result) =>
        plan.KnownFailures.ReasonFor(result) is not { } reason
            ? result
            : result.Verdict switch
            {
                Verdict.Fail or Verdict.Deviation => result with { Verdict = Verdict.KnownFailure, Reason = reason },
                Verdict.Pass => result with { Verdict = Verdict.UnexpectedPass,
                    Reason = $"listed as a known failure ({reason}), but it passes: take it off the list" },
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

    private string Usual => $"most often this is {rule.Catches}";

    private const string HasEnded = "the server's process has ended: what it said last stands below";

    /// <summary>How a case went.</summary>
    private sealed record Outcome(Exception? Raised, string? Server)
    {
        /// <summary>What the server ended with though nobody had asked it to; null when it lived on.</summary>
        public int? EndedUnasked { get; init; }
    }
}
