using System.Globalization;
using System.Text;

namespace SocketConformance.Cases;

/// <summary>The specification as a page to read, in Markdown: <c>suites/SPEC.md</c>, and <c>--explain</c> a case of it.</summary>
public static class SpecificationText
{
    /// <summary>The command that writes the page anew.</summary>
    public const string Command = "./run-conformance.sh --spec > suites/SPEC.md";

    /// <summary>From top to bottom.</summary>
    public static string Whole()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # The specification of SocketConformance, revision {Revision.Current}

            {Catalogue.Cases.Count} cases in {Sections.All.Count} sections. Every report names this revision
            (`suite.revision`), so that it says by which set of rules it was judged. The page is written by `{Command}`;
            a test fails when it and the cases differ.


            """);
        AppendContracts(text);
        AppendWords(text);
        AppendSections(text);
        foreach (var (name, title) in Sections.All) AppendSection(text, name, title);
        RuleTable.Append(text);
        AppendUntested(text);
        return text.ToString();
    }

    /// <summary>One case.</summary>
    public static string Of(ConformanceAttribute rule)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### {Number(rule)}. {rule.Id}\n\n**{Word(rule.Level)}** {rule.Statement}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"- source: {rule.Source}\n");
        if (rule.Since > 1) text.Append(CultureInfo.InvariantCulture, $"- since: revision {rule.Since}\n");
        text.Append(CultureInfo.InvariantCulture, $"- observed: {rule.How}\n");
        text.Append(CultureInfo.InvariantCulture, $"- catches: {rule.Catches}\n");
        text.Append(CultureInfo.InvariantCulture, $"- asked of: {Subjects(rule)}\n");
        if (Conditions(rule) is { Count: > 0 } conditions)
            text.Append(CultureInfo.InvariantCulture, $"- needs: {string.Join("; ", conditions)}\n");
        if (rule.Graceful) text.Append("- level: MUST for a target that declares `graceful: true`\n");
        if (rule.LevelSince > 1)
            text.Append(CultureInfo.InvariantCulture, $"- level: {Word(rule.Was)} before revision {rule.LevelSince}\n");
        return text.ToString();
    }

    private static void AppendContracts(StringBuilder text)
    {
        text.Append("## Contracts\n\nA contract is a named service that a server promises.\n\n| contract | transports | the service |\n" +
            "|---|---|---|\n");
        foreach (var protocol in Protocols.All)
            text.Append(CultureInfo.InvariantCulture, $"| `{protocol}` | {Words(protocol.Transports)} | {protocol.Service} |\n");
        text.Append('\n');
    }

    private static void AppendWords(StringBuilder text)
    {
        text.Append("""
            ## Words

            | word | meaning |
            |---|---|
            | case | one rule, with an id that never changes its meaning, a level, a statement and a source |
            | target | an implementation under test: how to start it, which contracts it serves, over which transports |
            | peer | the raw socket client that talks to a server and records the wire |
            | MUST | a server that breaks it does not conform: verdict `fail` |
            | SHOULD | there may be reasons to break it: verdict `deviation`, which fails the run under `--strict` |
            | MAY | offered to servers that promise it: verdict `deviation` as well |
            | FIN, RST, silence | three different answers: an orderly end, a reset, and nothing before the deadline |

            The levels are RFC 2119's. Verdicts are `pass`, `fail`, `deviation`, `skip` (does not apply),
            `inconclusive` (cannot be observed from here), `error` (could not be judged), `known-failure`,
            `unexpected-pass` and `flaky` (differing verdicts under `--repeat`).
            A case whose prerequisite is missing, because the server answers nothing at all, fails and says so.


            """);
    }

    private static void AppendSections(StringBuilder text)
    {
        text.Append("## Sections\n\n| section | cases | about |\n|---|---|---|\n");
        foreach (var (name, title) in Sections.All)
            text.Append(CultureInfo.InvariantCulture, $"| [{name}](#{Anchor(title)}) | {Of(name).Count()} | {title} |\n");
        text.Append('\n');
    }

    private static void AppendSection(StringBuilder text, string name, string title)
    {
        text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n");
        foreach (var rule in Of(name)) text.Append(Of(rule)).Append('\n');
    }

    private static void AppendUntested(StringBuilder text)
    {
        text.Append(
            "## Implementation-defined, and so not tested\n\nTwo correct servers may differ in these.\n\n| what | why |\n|---|---|\n");
        foreach (var (what, why) in ImplementationDefined.All)
            text.Append(CultureInfo.InvariantCulture, $"| {what} | {why} |\n");
    }

    private static IEnumerable<ConformanceAttribute> Of(string section) => Catalogue.Cases.Where(rule => rule.Clause.Section == section);

    /// <summary>For reading only: an insertion changes it. The id is what names a case.</summary>
    private static int Number(ConformanceAttribute rule) => Of(rule.Clause.Section).TakeWhile(other => other.Id != rule.Id).Count() + 1;

    private static string Subjects(ConformanceAttribute rule)
    {
        var asked = Catalogue.ProtocolsOf(rule).ToLookup(protocol => Catalogue.IsWiderFor(rule, protocol));
        return string.Join("; ", asked.OrderBy(group => group.Key)
            .Select(group => (group.Key ? $"since revision {Audience.Wider} " : "") + Subjects(rule, group))
            .Append(DescribedProtocols.Needed(rule)).OfType<string>());
    }

    private static string Subjects(ConformanceAttribute rule, IEnumerable<Protocol> protocols)
    {
        var transports = protocols.SelectMany(protocol => protocol.Transports).Distinct().Where(rule.IsOver).Order();
        return $"{string.Join(", ", protocols.Select(protocol => $"`{protocol}`"))} over " +
            $"{Words(transports)}{(protocols.All(rule.IsOverFirstOnly) ? ", the first of them that the target serves" : "")}";
    }

    private static List<string> Conditions(ConformanceAttribute rule)
    {
        List<string> words = [.. Enum.GetValues<Needs>().Where(need => need != Needs.Nothing && rule.Needs.HasFlag(need)).Select(Word)];
        if (!rule.Unstarted && !rule.NeedsNoAnswer && Catalogue.ProtocolsOf(rule).Any(protocol =>
            Prerequisites.CaseOf(protocol) is { } prerequisite && prerequisite != rule.Id)) words.Add("a server that answers at all");
        if (rule.Alone) words.Add("a server that no other case has used");
        return words;
    }

    /// <summary>A need in words.</summary>
    internal static string Word(Needs need) => need switch
    {
        Needs.Process => "a process that the suite started, to signal and to watch",
        Needs.SocketTable => "the kernel's table of the server's sockets",
        Needs.Concurrent => "a server that serves connections at the same time",
        Needs.Sequential => "a server that serves one connection at a time",
        Needs.Backlog => "a declared backlog",
        Needs.Bound => "a declared bound of its connections",
        Needs.NoProxy => "the server itself at the other end, not a proxy",
        _ => throw new ArgumentOutOfRangeException(nameof(need), need, "a need without words"),
    };

    internal static string Word(Level level) => level.ToString().ToUpperInvariant();

    private static string Words(IEnumerable<Transport> transports) => string.Join(", ", transports.Select(transport => transport.Word()));

    /// <summary>As GitHub makes it: lower case, spaces to hyphens, punctuation gone.</summary>
    private static string Anchor(string title) =>
        string.Concat(title.ToLowerInvariant().Replace(' ', '-').Where(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'));
}
