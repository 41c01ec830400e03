using SocketConformance.Specification;
using Spectre.Console;

namespace SocketConformance.Report;

/// <summary>What both ways to show progress share: one lock, and silence after the first thing that goes wrong.</summary>
internal abstract class QuietProgress(IAnsiConsole console) : ILiveProgress
{
    private readonly Lock guard = new();
    private readonly HashSet<string> told = [];
    private bool silent;

    protected IAnsiConsole Console { get; } = console;
    protected ProgressState State { get; } = new();

    public void Begin(IReadOnlyDictionary<string, int> planned) => Quietly(() =>
    {
        State.Begin(planned);
        OnBegin();
    });

    public void Round(int number, int rounds) => Quietly(() =>
    {
        State.BeginRound(number, rounds);
        OnRound();
    });

    public void Started(string caseId) => Quietly(() => State.Start(caseId[..caseId.IndexOf('/')]));

    public void Judged(CaseResult result) => Quietly(() => OnJudged(result, State.Add(result)));

    public void Dispose() => Quietly(() =>
    {
        silent = true;
        OnEnd();
    });

    protected virtual void OnBegin()
    {
    }

    protected virtual void OnRound()
    {
    }

    /// <param name="section">The counts of the result's section when this was its last.</param>
    protected abstract void OnJudged(CaseResult result, Tally? section);

    protected virtual void OnEnd()
    {
    }

    /// <summary>Whether it speaks against a target, and was not told before: what keeps one case from being judged often keeps
    /// all, and a further round often says the same again.</summary>
    protected bool IsNews(CaseResult result) => Finding.IsOne(result.Verdict) && (Finding.IsOfMany(result)
        ? told.Add($"{result.Target}\0{result.Reason}")
        : State.Round is null || told.Add($"{result.Case}\0{result.Subject()}\0{result.Verdict}"));

    /// <summary>Such as <c>✘ echo/returns-every-byte (python, echo, tcp4)</c>.</summary>
    protected static void PutFinding(Page page, CaseResult result) => page
        .Put(result.Verdict.Sign(), result.Verdict.Ink())
        .Put($" {result.Case}")
        .Put($" ({result.Subject()})", Ink.Faint)
        .End();

    protected void Quietly(Action show)
    {
        try
        {
            lock (guard)
                if (!silent) show();
        }
        catch (Exception)
        {
            // A closed terminal, a broken pipe: the reports are still to come, and they say what went wrong.
            silent = true;
        }
    }
}
