using System.Text.RegularExpressions;
using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Docs;

/// <summary>What can be said of a page without executing it; and how its commands and their output are read.</summary>
[Fast]
public sealed partial class PagesHoldTogether
{
    private static IEnumerable<string> Pages => Page.All;

    [TestCase("in 5 s", "in 7.3 s")]
    [TestCase("connect 127.0.0.1:27140   FIN", "connect 127.0.0.1:9 FIN")]
    [TestCase("a\n…\nc", "a\nb\nb\nc")]
    [TestCase("a b …", "a b c")]
    [TestCase("", "anything")]
    public void What_may_differ_is_no_difference(string shown, string real) => Output.Difference(shown.Split('\n'), real).ShouldBeNull();

    [TestCase("a server", "a client")]
    [TestCase("a\nc", "a\nb\nc")]
    [TestCase("a", "a\nb")]
    [TestCase("a\nb", "a")]
    [TestCase("…\nb\na", "a\nb")]
    [TestCase("2 fail, 4 pass", "1 fail, 5 pass")]
    [TestCase("a …", "b c")]
    public void Any_other_word_is_one(string shown, string real) => Output.Difference(shown.Split('\n'), real).ShouldNotBeNull();

    [TestCase("```sh\n$ ls\n```")]
    [TestCase("```console\nls\n```")]
    [TestCase("```text\n./run-conformance.sh --list\n```")]
    [TestCase("```yaml\n- run: ./run-conformance.sh\n```")]
    [TestCase("```python\nimport socket\n```")]
    public void A_command_that_would_not_be_executed_is_refused(string text) =>
        Should.Throw<FormatException>(() => new Page("page.md", text).Steps().ToList());

    [Test]
    public void Commands_are_found_wherever_they_stand() =>
        new Page("page.md", """
            Type `./run-conformance.sh --list`:

                ls   # all

            ```console
            $ a \
              b
            shown
            $ echo $?
            2
            ```

            ```yaml
            # my.yaml
            name: x
            ```

            ```python
            # my.py
            pass
            ```

            ```csharp
            // My.cs
            return 0;
            ```

            ```csharp
            // of the sources
            ```

            """).Steps()
            .Select(step => step switch
            {
                Typed typed => $"{typed.Line} {typed.Command} {typed.ExitCode}",
                Written file => $"{file.Line} {file.Name}",
                _ => "",
            })
            .ShouldBe(["1 ./run-conformance.sh --list 0", "3 ls 0", "6 a b 2", "14 my.yaml", "19 my.py", "24 My.cs"]);

    [Test]
    public void A_file_of_the_reader_s_is_no_piece_of_the_sources() =>
        new Page("page.md", "```csharp\n// My.cs\nreturn 0;\n```\n\n```csharp\n// of the sources\n```\n").Code()
            .ShouldBe(["// of the sources\n"]);

    [Test]
    public void Every_piece_of_code_is_in_the_sources()
    {
        var sources = string.Concat(
            Directory.EnumerateFiles(Path.Combine(Suite.Root, "suites", "Cases"), "*.cs").Select(file => Bare(File.ReadAllText(file))));
        var pieces = Page.All.SelectMany(name => Page.Read(name).Code()).ToList();

        pieces.ShouldNotBeEmpty();
        foreach (var code in pieces) sources.ShouldContain(Bare(code));

        static string Bare(string code) => string.Concat(code.Split('\n').Select(line => $"{line.Trim()}\n"));
    }

    [Test]
    public void Every_link_leads_to_a_file()
    {
        var links = Page.All.SelectMany(name => Page.Read(name).Links().Select(target => (Page: name, Target: target))).ToList();

        links.ShouldNotBeEmpty();
        links.Where(link => !Path.Exists(Path.Combine(Suite.Root, Path.GetDirectoryName(link.Page)!, link.Target))).ShouldBeEmpty();
    }

    [TestCaseSource(nameof(Pages))]
    public void No_output_that_is_shown_changes_with_a_new_rule(string name) =>
        Page.Read(name).Steps().OfType<Typed>().SelectMany(Changing)
            .ShouldBeEmpty($"{name}: leave it out (…), or name the cases in the command");

    [TestCase("./run-conformance.sh --case 'half-close/*'", "CONFORMANT  csharp: 42 pass", true)]
    [TestCase("./run-conformance.sh --case 'half-close/*'", "CONFORMANT  csharp: …", false)]
    [TestCase("./run-conformance.sh --case half-close/empty", "CONFORMANT  csharp: 6 pass", false)]
    [TestCase("./run-conformance.sh", "  csharp    4  declares no backlog", true)]
    [TestCase("./run-conformance.sh --explain half-close/empty", "### 4. half-close/empty", true)]
    [TestCase("./run-conformance.sh --self-test --case half-close/empty", "1 of 1 broken servers caught; 0 of 1 cases catch none.", true)]
    public void What_changes_with_a_new_rule_is_seen(string command, string line, bool changes) =>
        Changing(new Typed(1, command, [line])).Any().ShouldBe(changes);

    /// <summary>The shown lines that count rules or broken servers: all of them, or as many as a glob selects.</summary>
    private static IEnumerable<string> Changing(Typed typed)
    {
        var verdicts = string.Join('|', Enum.GetValues<Verdict>().Select(verdict => verdict.Word()));
        var selects = Case().Matches(typed.Command).Select(option => option.Value).ToList();
        var isOpen = selects.Count == 0 || selects.Any(option => option.Contains('*') || option.Contains('?'));
        var changes = isOpen && !Compares().IsMatch(typed.Command);
        return typed.Shown
            .Where(line => Count().IsMatch(line) || (changes && Regex.IsMatch(line, $"[0-9] ({verdicts})\\b|^ +[^ ]+ +[0-9]+  ")))
            .Select(line => $"line {typed.Line}: {line}");
    }

    [GeneratedRegex("^### [0-9]+\\. |of [0-9]+ (cases|rules|broken servers)")]
    private static partial Regex Count();

    [GeneratedRegex("--case +[^ ]+")]
    private static partial Regex Case();

    /// <summary>Commands that say what others have judged.</summary>
    [GeneratedRegex("run-conformance\\.sh (diff|merge) ")]
    private static partial Regex Compares();
}
