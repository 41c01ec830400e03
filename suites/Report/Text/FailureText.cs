using System.Globalization;
using SocketConformance.Specification;
using Spectre.Console;

namespace SocketConformance.Report;

/// <summary>One result on a page: the rule, what was seen instead, the wire, and the command that repeats it.</summary>
public static class FailureText
{
    private const int WireShown = 12;
    private const int Labels = 2;
    private const int Texts = 12;

    public static void Write(CaseResult result, IAnsiConsole console)
    {
        var page = Page.For(console);
        Put(page, result, []);
        page.Print(console);
    }

    /// <summary>Without colours and without wrapping.</summary>
    public static string Plain(CaseResult result) => Plain(result, []);

    internal static string Plain(CaseResult result, IReadOnlyList<CaseResult> others)
    {
        var page = new Page();
        Put(page, result, others);
        return page.ToString();
    }

    /// <param name="others">Results that differ from this one in nothing but the wire.</param>
    internal static void Put(Page page, CaseResult result, IReadOnlyList<CaseResult> others)
    {
        page.Put(Headline.Word(result.Verdict), result.Verdict.Ink()).To(Headline.Word(result.Verdict).Length + 2)
            .Put(result.Case, Ink.Strong).Put($"  ({result.Subject()})", Ink.Faint).End();

        if (result.Difference is { } difference && others.Any(other => other.Case != result.Case))
            Flow(page, "cause", $"the {result.Role()} {difference.Words}");
        Flow(page, result.Level.Word(), result.Statement);
        Flow(page, "source", result.Source);
        Flow(page, "reason", result.Reason);
        Flow(page, "expected", result.Expected);
        Flow(page, "observed", result.Observed);
        if (others.Count > 0) PutOthers(page, result, others);
        PutWire(page, result.Wire);
        Flow(page, "kernel", result.Kernel);
        Copy(page, result.Role(), result.Server);
        Flow(page, "hint", result.Hint);
        Copy(page, "again", result.Again);
    }

    /// <summary>Such as <c>MUST</c>.</summary>
    internal static string Word(this Level level) => level switch
    {
        Level.Must => "MUST",
        Level.Should => "SHOULD",
        _ => "MAY",
    };

    private static void PutOthers(Page page, CaseResult result, IReadOnlyList<CaseResult> others)
    {
        if (others.All(other => other.Case == result.Case)) Flow(page, "also over", Subjects.Words(others));
        else if (!Finding.IsOfMany(result)) Flow(page, "also", string.Join(", ", others.Select(other => other.Case).Distinct()));
        else Flow(page, "also", $"{others.Count:N0} more: {new ReasonGroup(result.Target, "", [.. others]).Cases}");
    }

    private static void PutWire(Page page, IReadOnlyList<WireEvent> wire)
    {
        if (wire.Count == 0) return;
        page.To(Labels).Put("wire", Ink.Faint).End();
        var excerpt = WireExcerpt.Of(wire, WireShown, WireShown);
        for (var at = 0; at < excerpt.Count; at++)
        {
            var (arrow, text) = Arrow(WireText.Of(excerpt[at]));
            if (at != WireShown || excerpt.Count == wire.Count)
                page.Put(string.Create(CultureInfo.InvariantCulture, $"{excerpt[at].Milliseconds,Texts:N1} ms"), Ink.Faint);
            page.To(Texts + 5).Put(arrow).To(Texts + 9).Put(text).End();
        }
    }

    /// <summary>
    /// Splits <c>-> FIN</c> into arrow and text, so that arrows stand in one column. The number of a peer, as in
    /// <c>[2] -> FIN</c>, goes with the text.
    /// </summary>
    private static (string Arrow, string Text) Arrow(string what)
    {
        var start = what.StartsWith('[') ? what.IndexOf("] ", StringComparison.Ordinal) + 2 : 0;
        if (start == 1) start = 0;
        var after = what.AsSpan(start);
        if (after.StartsWith("-> ") || after.StartsWith("<- "))
            return (after[..2].ToString(), $"{what.AsSpan(0, start)}{after[3..]}");
        return ("", $"{what.AsSpan(0, start)}{after.TrimStart(' ')}");
    }

    private static void Flow(Page page, string label, string? text)
    {
        if (text is not null) Label(page, label).Flow(text);
    }

    /// <summary>In one line, however long: a command that is wrapped cannot be copied.</summary>
    private static void Copy(Page page, string label, string? text)
    {
        if (text is not null) Label(page, label).Put(text).End();
    }

    private static Page Label(Page page, string label) => page.To(Labels).Put(label, Ink.Faint).To(Texts);
}
