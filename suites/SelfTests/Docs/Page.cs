using System.Globalization;
using System.Text.RegularExpressions;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Docs;

/// <summary>
/// A page as its reader takes it, from top to bottom: files to write and commands to type. A command stands behind <c>$ </c> in a
/// fenced block, with what it prints below; or alone, indented by four blanks; or in backquotes in the text. A fenced block of YAML, Python
/// or C# whose first line is <c># name.yaml</c>, <c># name.py</c> or <c>// Name.cs</c> is a file.
/// </summary>
internal sealed partial record Page(string Name, string Text)
{
    /// <summary>Every page, relative to the repository's root.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "README.md",
        "CONTRIBUTING.md",
        .. Directory.EnumerateFiles(Path.Combine(Suite.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Suite.Root, file)).Order(StringComparer.Ordinal),
    ];

    public static Page Read(string name) => new(name, File.ReadAllText(Path.Combine(Suite.Root, name)));

    /// <exception cref="FormatException">A fenced block is of a kind that no test reads, or holds a command that none executes.</exception>
    public IEnumerable<Step> Steps()
    {
        var lines = Text.Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            if (lines[at].StartsWith("```", StringComparison.Ordinal))
            {
                var begin = at;
                while (++at < lines.Length && !lines[at].StartsWith("```", StringComparison.Ordinal))
                {
                }

                foreach (var step in Fenced(lines[begin][3..].Trim(), lines[(begin + 1)..at], begin + 2)) yield return step;
            }
            else if (lines[at].StartsWith("    ", StringComparison.Ordinal))
            {
                yield return new Typed(at + 1, Comment().Replace(lines[at].Trim(), ""), []);
            }
            else
            {
                foreach (Match command in InText().Matches(lines[at])) yield return new Typed(at + 1, command.Groups["command"].Value, []);
            }
        }
    }

    /// <summary>The files that it links to, relative to its folder.</summary>
    public IEnumerable<string> Links() =>
        Link().Matches(Text).Select(link => link.Groups["file"].Value)
            .Where(file => file.Length > 0 && !file.Contains(':', StringComparison.Ordinal));

    /// <summary>What it shows of the sources: C# that is no file of the reader's.</summary>
    public IEnumerable<string> Code() => CodeBlock().Matches(Text).Select(block => block.Groups["code"].Value);

    private IEnumerable<Step> Fenced(string kind, string[] lines, int number)
    {
        if (kind == "yaml" && lines.Any(line => line.Contains("run-conformance.sh", StringComparison.Ordinal)))
            throw new FormatException($"{Name}:{number}: whole pipelines are in docs/recipes");
        if (kind is "yaml" or "python" or "csharp" && FileName().Match(lines[0]) is { Success: true } file)
        {
            yield return new Written(number, file.Groups["name"].Value, string.Join('\n', lines) + "\n");
            yield break;
        }

        if (kind == "yaml") yield break;
        if (kind == "python") throw new FormatException($"{Name}:{number}: the first line of Python is '# name.py'");
        if (kind is not ("console" or "text" or "csharp"))
            throw new FormatException($"{Name}:{number - 1}: a block is yaml, python, csharp, text, or console for commands; not '{kind}'");
        if (lines.Any(line => line.StartsWith("./", StringComparison.Ordinal))
            || (kind == "console" && !lines[0].StartsWith("$ ", StringComparison.Ordinal)))
            throw new FormatException($"{Name}:{number}: a command stands behind '$ '");
        List<Typed> session = [];
        for (var at = 0; at < lines.Length; at++)
        {
            if (!lines[at].StartsWith("$ ", StringComparison.Ordinal)) continue;
            var (begin, command) = (at, lines[at][2..]);
            while (command.EndsWith('\\')) command = $"{command[..^1].TrimEnd()} {lines[++at].Trim()}";
            List<string> shown = [];
            while (at + 1 < lines.Length && !lines[at + 1].StartsWith("$ ", StringComparison.Ordinal)) shown.Add(lines[++at]);
            if (command == "echo $?") session[^1] = session[^1] with { ExitCode = int.Parse(shown[0], CultureInfo.InvariantCulture) };
            else session.Add(new Typed(number + begin, command, shown));
        }

        foreach (var typed in session) yield return typed;
    }

    [GeneratedRegex("`(?<command>\\./run-conformance\\.sh [^`]+)`")]
    private static partial Regex InText();

    [GeneratedRegex(@"\]\((?<file>[^)#]*)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```csharp\n(?!// \S+\.cs\n)(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\s{2,}# .*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(# (?<name>\S+\.(ya?ml|py))|// (?<name>\S+\.cs))$")]
    private static partial Regex FileName();
}

/// <param name="Line">Where on the page, from 1.</param>
internal abstract record Step(int Line);

/// <param name="Shown">What the page says that it prints; nothing where it does not say.</param>
internal sealed record Typed(int Line, string Command, IReadOnlyList<string> Shown) : Step(Line)
{
    /// <summary>What <c>echo $?</c> shows after it; else what the verdict on the page stands for; 0 where there is none.</summary>
    public int ExitCode { get; init; } = Shown.Select(CodeOf).FirstOrDefault(code => code > 0);

    private static int CodeOf(string line) =>
        line.StartsWith("COULD NOT JUDGE", StringComparison.Ordinal) ? 2
        : ((string[])["NOT CONFORMANT", "DIFFERENT", "REGRESSED"]).Any(word => line.StartsWith(word, StringComparison.Ordinal)) ? 1
        : 0;
}

internal sealed record Written(int Line, string Name, string Text) : Step(Line);
