using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SocketConformance.Report;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary>The options, their help, and what is wrong with a line that can't be read.</summary>
internal static class CommandLine
{
    private const string Matrix = "matrix";

    /// <summary>Bytes may begin with @, which is no file of further words.</summary>
    private static readonly ParserConfiguration AsItStands = new() { ResponseFileTokenReplacer = null };

    private static readonly Option<string[]> Target = new("--target", "-t")
    {
        HelpName = "name|file|address",
        Description = "What to judge, one column each; repeat it or use commas. csharp (the bundled reference; the default), python (the " +
            "Python scripts under 2.7 in a container), python3 (the same under 3.x), python-local (the same with the Python of this " +
            "machine), a target file *.yaml, or an external server: tcp://host:port, udp://host:port, unix:/path, container:name",
        DefaultValueFactory = _ => ["csharp"],
    };

    private static readonly Option<string?> Contract = new("--contract")
    {
        HelpName = "name",
        Description = "The contracts, with commas between them, that a command behind -- or a server at an address serves: " +
            $"{string.Join(", ", Protocols.Names)}",
    };

    private static readonly Option<string?> Protocol = new("--protocol")
    {
        HelpName = "name|file",
        Description = "In place of --contract: the protocol that it speaks, a shipped one " +
            $"({string.Join(", ", ProtocolFile.Names)}) or a protocol file *.yaml of your own",
    };

    private static readonly Option<string?> Send = new("--send")
    {
        HelpName = "bytes",
        Description = "In place of a protocol file: what to send, such as 'PING\\r\\n'; {token} in it and in --expect is a word that is " +
            "fresh each time. Nothing is added to it",
    };

    private static readonly Option<string?> Expect = new("--expect")
    {
        HelpName = "bytes",
        Description = "The bytes that come back, such as '+PONG\\r\\n'; without --send, those that the server sends unasked",
    };

    private static readonly Option<bool> Udp = new("--udp") { Description = "--send and --expect are datagrams" };
    private static readonly Option<bool> Once = new("--once") { Description = "The server of an --expect closes once it has answered" };

    private static readonly Option<string?> Name = new("--name")
    {
        HelpName = "name",
        Description = "The head of the column of a command behind --; by default the program's name",
    };

    private static readonly Option<string[]> Case = new("--case", "-c")
    {
        HelpName = "glob",
        Description = "Only these cases, such as 'backlog/*'; '!udp/*' leaves some out. Repeatable",
    };

    private static readonly Option<int> AsOf = new("--revision")
    {
        HelpName = "n",
        Description = "Judge by the rules of that revision of the specification",
        DefaultValueFactory = _ => Revision.Current,
    };

    private static readonly Option<Level> DownTo = new("--level")
    {
        HelpName = "must|should|may",
        Description = "Only rules at least as binding as this",
        DefaultValueFactory = _ => Level.May,
        CustomParser = ParseLevel,
    };

    private static readonly Option<ReportRequest[]> Report = new("--report")
    {
        HelpName = "text|json|junit|markdown|html|badge[=path]",
        Description = "Write a report. Without a path it goes to standard output, in place of the text. Repeatable",
        CustomParser = argument => ReportOptions.Parse(argument),
    };

    private static readonly Option<string?> KnownFailures = new("--known-failures")
    {
        HelpName = "file",
        Description = "Cases allowed to fail, each with a reason; an entry that passes, or names no case, fails the run",
    };

    private static readonly Option<string?> WriteKnownFailures = new("--write-known-failures")
    {
        HelpName = "file",
        Description = "Write the present failures as such a file, for you to say why. With --known-failures of the same name it is " +
            "brought up to date",
    };

    private static readonly Option<Shard?> ShardOf = new("--shard")
    {
        HelpName = "i/n",
        Description = "Judge the i-th of n equal parts, with --report json=…; merge makes one report of all. Give every part the " +
            "same options",
        CustomParser = ParseShard,
    };

    private static readonly Option<int> Jobs = new("--jobs")
    {
        HelpName = "n",
        Description = "How many cases run at the same time (16): most of them wait",
        DefaultValueFactory = _ => 16,
    };

    private static readonly Option<double> DeadlineScale = new("--deadline-scale")
    {
        HelpName = "x",
        Description = "Multiplies every deadline; above 1 for slow machines",
        DefaultValueFactory = _ => 1,
        CustomParser = ParseScale,
    };

    private static readonly Option<bool> Strict =
        new("--strict") { Description = "A deviation (a SHOULD that is broken) counts as a failure" };
    private static readonly Option<bool> FailFast = new("--fail-fast") { Description = "End at the first failure" };
    private static readonly Option<bool> List = new("--list") { Description = "List the cases" };
    private static readonly Option<string?> Explain = new("--explain")
    {
        HelpName = "case",
        Description = "One case whole: what it asks for, where that comes from, how it is observed, what breaks it",
    };
    private static readonly Option<bool> Spec = new("--spec") { Description = "Print the whole specification, in Markdown" };

    private static readonly Option<int> Repeat = new("--repeat")
    {
        HelpName = "n",
        Description = "Judge everything n times; a case whose verdicts differ is flaky, which fails the run",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string?> SelfTest = new("--self-test")
    {
        HelpName = "matrix",
        Description = "Judge the suite itself: every broken server must be caught by the case that is named for it (a minute). " +
            "--self-test matrix judges every broken server by every case that applies, and prints who catches what (many minutes)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> Parity = new("--parity") { Description = "Compare the observations of the first target with " +
        "every other's, case by case; a difference that no target file declares exits 1" };

    private static readonly Option<int?> Fuzz = new("--fuzz")
    {
        HelpName = "n",
        Description = "Play n random conversations, and before them those in which servers once differed, to the first target and each " +
            "other (to a single one: and compare with the contract); the first difference is shrunk",
    };

    private static readonly Option<int?> Seed =
        new("--seed") { HelpName = "s", Description = "The same conversations again; --fuzz prints it" };
    private static readonly Option<string?> Replay =
        new("--replay") { HelpName = "file", Description = "Play a conversation that --fuzz kept" };

    private static readonly Option<bool> AllPages =
        new("--all-pages") { Description = "A page for every rule, also where rules share what is wrong" };

    private static readonly Option<bool> Quiet =
        new("--quiet") { Description = "Three lines at most: the verdict, what is wrong first, and the command that shows it" };

    private static readonly Option<bool> Timings =
        new("--timings") { Description = "Where the time went: the slowest cases, and what the runner itself holds" };

    private static readonly Option<bool> PrintTarget =
        new("--print-target") { Description = "Print the target file with every default and path filled in, and end" };

    private static readonly Option<bool> PrintProtocol =
        new("--print-protocol") { Description = "Print the protocol of --protocol, or of a target, as it was read, and end" };

    private static readonly RootCommand Root = new(
        "Judges socket servers: which rules of their service they keep, and what exactly went over the wire where they break one.\n" +
        $"A server of your own: {Invocation.Name} --contract echo -- ./my-echo --port {{port}}\n\n" +
        "Exit codes: 0 conformant, 1 not conformant, 2 could not judge, 130 interrupted.")
    {
        DiffCommand.Make(), MergeCommand.Make(), DoctorCommand.Make(), InitCommand.Make(),
        Target, Contract, Protocol, Send, Expect, Udp, Once, Name, Case, DownTo, AsOf, Report, AllPages, Quiet, KnownFailures,
        WriteKnownFailures, ShardOf, PrintTarget, PrintProtocol, Jobs, DeadlineScale, Repeat, Strict, FailFast, List, Explain, Spec,
        SelfTest, Parity, Fuzz, Seed, Replay, Timings,
    };

    // Without an action of its own it would ask for a subcommand.
    static CommandLine() => Root.SetAction(_ => 0);

    /// <summary>What compares servers gives no verdicts: an option about verdicts would do nothing.</summary>
    private static string? Contradiction(ParseResult parsed)
    {
        Option[] comparing = [.. new Option[] { Parity, Fuzz, Replay }.Where(Given)];
        if (comparing.Length > 1) return $"{comparing[0].Name} and {comparing[1].Name} are two ways to compare: leave one of them out.";
        Option[] judging = [KnownFailures, WriteKnownFailures, ShardOf, Repeat, Strict, FailFast];
        return comparing.Length == 1 && judging.FirstOrDefault(Given) is { } verdicts
            ? $"{comparing[0].Name} compares servers and gives no verdicts: {verdicts.Name} means nothing to it."
            : null;

        bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };
    }

    /// <summary>What a server promises is said in one way.</summary>
    private static string? HalfDescribed(ParseResult parsed)
    {
        Option[] ways = [.. new Option[] { Contract, Protocol, Expect }.Where(Given)];
        return ways.Length > 1 ? $"{ways[0].Name} and {ways[1].Name} both say what the server speaks: leave one of them out."
            : Given(Send) && !Given(Expect) ? "--send needs --expect: the bytes that come back."
            : Given(Once) && !Given(Expect) ? "--once needs --expect: the bytes behind which the server closes."
            : Given(Once) && Given(Udp) ? "--once means nothing to --udp: over UDP there is nothing to close."
            : Given(Udp) && !Given(Send) ? "--udp needs --send and --expect: over UDP a server is asked first."
            : null;

        bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };
    }

    /// <summary>Reads the line; prints help, version or what is wrong with it otherwise.</summary>
    /// <returns>The options, or else the exit code.</returns>
    public static (RunOptions? Options, ExitCode Exit) Read(string[] args)
    {
        var split = Array.IndexOf(args, "--");
        var parsed = Root.Parse(split < 0 ? args : args[..split], AsItStands);
        var own = parsed.CommandResult.Command == Root;
        var errors = own && parsed.UnmatchedTokens.Count > 0
            ? [.. parsed.UnmatchedTokens.Take(1).Select(Unmatched)]
            : parsed.Errors.Select(error => error.Message).ToList();
        if (errors.Count == 0 && !own && (split >= 0 || Misplaced(parsed) is not null))
            errors.Add($"{Misplaced(parsed) ?? "A command behind --"} means nothing to {parsed.CommandResult.Command.Name}.");
        if (parsed.CommandResult.Command is DetailedCommand command) command.Unfold();
        if (parsed.Action != Root.Action && errors.Count == 0)
            return (null, (ExitCode)parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));
        if (split >= 0 && args.Length == split + 1) errors.Add("Nothing stands behind --: the command of a server to test belongs there.");
        if (split >= 0 && parsed.GetResult(Target) is { Implicit: false })
            errors.Add("--target and a command behind -- both say what to judge: leave one of them out.");
        if (split < 0 && parsed.GetValue(Name) is not null) errors.Add("--name is for a command behind --, and there is none.");
        if (errors.Count == 0 && parsed.GetValue(Jobs) < 1) errors.Add("--jobs takes a whole number from 1 up.");
        if (errors.Count == 0 && parsed.GetValue(AsOf) is < 1 or > Revision.Current)
            errors.Add($"--revision takes a revision of the specification, from 1 to {Revision.Current}.");
        if (errors.Count == 0 && parsed.GetValue(Fuzz) is < 1)
            errors.Add("--fuzz takes how many conversations to play, a whole number from 1 up.");
        if (errors.Count == 0 && parsed.GetValue(Seed) is not null && parsed.GetValue(Fuzz) is null) errors.Add("--seed goes with --fuzz.");
        if (errors.Count == 0 && Contradiction(parsed) is { } contradiction) errors.Add(contradiction);
        if (errors.Count == 0 && HalfDescribed(parsed) is { } half) errors.Add(half);
        if (errors.Count == 0 && parsed.GetValue(Quiet) && parsed.GetValue(AllPages))
            errors.Add("--quiet says as little as possible and --all-pages as much: leave one of them out.");
        if (errors.Count == 0 && parsed.GetValue(Repeat) < 1) errors.Add("--repeat takes a whole number from 1 up.");
        if (errors.Count == 0 && parsed.GetValue(SelfTest) is not (null or Matrix))
            errors.Add($"--self-test stands alone or takes {Matrix}, not '{parsed.GetValue(SelfTest)}'.");
        if (errors.Count == 0 && parsed.GetValue(Report)?.Count(report => report.Path is null) > 1)
            errors.Add("Only one report can go to standard output: give the others a path, such as --report json=report.json.");
        if (split >= 0 && args[(split + 1)..].FirstOrDefault(word => Root.Options.Any(option => option.Name == word)) is { } passedOn)
            Console.Error.WriteLine($"{passedOn} stands behind --, and so goes to the server; what is meant for " +
                $"{Invocation.Name} stands before.");
        if (errors.Count > 0)
        {
            foreach (var error in errors) Console.Error.WriteLine(error);
            Console.Error.WriteLine($"All options: {Invocation.Name} " +
                $"{(parsed.CommandResult.Command == Root ? "" : $"{parsed.CommandResult.Command.Name} ")}--help");
            return (null, ExitCode.CouldNotJudge);
        }

        return (new RunOptions
        {
            Targets = [.. parsed.GetValue(Target)!
                .SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
            Contract = parsed.GetValue(Contract),
            Protocol = parsed.GetValue(Protocol),
            Send = parsed.GetValue(Send),
            Expect = parsed.GetValue(Expect),
            Udp = parsed.GetValue(Udp),
            Once = parsed.GetValue(Once),
            Name = parsed.GetValue(Name),
            Cases = parsed.GetValue(Case) ?? [],
            Level = parsed.GetValue(DownTo),
            Revision = parsed.GetValue(AsOf),
            Reports = parsed.GetValue(Report) ?? [],
            Detail = parsed.GetValue(Quiet) ? Detail.Brief : parsed.GetValue(AllPages) ? Detail.Rules : Detail.Causes,
            KnownFailures = parsed.GetValue(KnownFailures),
            WriteKnownFailures = parsed.GetValue(WriteKnownFailures),
            Shard = parsed.GetValue(ShardOf),
            PrintProtocol = parsed.GetValue(PrintProtocol),
            PrintTarget = parsed.GetValue(PrintTarget),
            Jobs = parsed.GetValue(Jobs),
            DeadlineScale = parsed.GetValue(DeadlineScale),
            Strict = parsed.GetValue(Strict),
            FailFast = parsed.GetValue(FailFast),
            List = parsed.GetValue(List),
            Explain = parsed.GetValue(Explain),
            Spec = parsed.GetValue(Spec),
            Repeat = parsed.GetValue(Repeat),
            SelfTest = parsed.GetResult(SelfTest) is not null,
            KillMatrix = parsed.GetValue(SelfTest) is not null,
            Parity = parsed.GetValue(Parity),
            Fuzz = parsed.GetValue(Fuzz),
            Seed = parsed.GetValue(Seed),
            Replay = parsed.GetValue(Replay),
            Timings = parsed.GetValue(Timings),
            Command = split < 0 ? [] : args[(split + 1)..],
        }, ExitCode.Conformant);
    }

    private static string Unmatched(string word) => word.StartsWith('-')
        ? $"There is no option {Printable.Text(word)}{Suggestion.For(word, Root.Options.Select(option => option.Name), ".")}"
        : $"Nothing is expected here that is not an option: {Printable.Quote(word)}. A command to test stands behind --, as in: " +
            $"{Invocation.Name} --contract echo -- ./my-echo --port {{port}}";

    private static Level ParseLevel(ArgumentResult result)
    {
        if (Enum.TryParse<Level>(result.Tokens[0].Value, ignoreCase: true, out var level)) return level;
        result.AddError($"--level takes must, should or may, not '{result.Tokens[0].Value}'.");
        return default;
    }

    private static double ParseScale(ArgumentResult result)
    {
        var word = result.Tokens[0].Value;
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) && scale is > 0 and <= 1000)
            return scale;
        result.AddError($"--deadline-scale takes a number above 0 and up to 1000, not '{word}'.");
        return 1;
    }

    private static Shard? ParseShard(ArgumentResult result)
    {
        if (Shard.Parse(result.Tokens[0].Value) is { } shard) return shard;
        result.AddError($"--shard takes i/n, such as 1/3 for the first of three, with i from 1 to n and n up to {Shard.Most}; not " +
            $"'{result.Tokens[0].Value}'.");
        return null;
    }

    /// <summary>An option of a run that stands before a command's name.</summary>
    private static string? Misplaced(ParseResult parsed) =>
        parsed.RootCommandResult.Children.OfType<OptionResult>().FirstOrDefault(option => !option.Implicit)?.Option.Name;
}
