using System.CommandLine;
using SocketConformance.Cases;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary><c>init echo my.yaml</c>: a target file to start from; <c>init --protocol my.protocol.yaml</c>: a protocol file.</summary>
internal static class InitCommand
{
    private static readonly Argument<string?> Contract = new("contract")
    {
        Description = $"{string.Join(", ", Protocols.Names)}; a protocol that is shipped ({string.Join(", ", ProtocolFile.Names)}), " +
            "or a protocol file",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<string?> File = new("file.yaml")
    {
        Description = "Where to write it; without, it is printed. A file that is there already stays as it is",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Protocol = new("--protocol")
    {
        HelpName = "file.yaml",
        Description = "In place of a target file: a protocol file, for a server that keeps none of the contracts",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Make()
    {
        var command = new DetailedCommand("init",
            "Writes a commented target file to start from, such as: init echo my.yaml",
            "Exit codes: 0 written, 2 no such contract, or the file is there already.")
        {
            Contract, File, Protocol,
        };
        command.Validators.Add(result =>
        {
            var contract = result.GetResult(Contract) is { Tokens.Count: > 0 };
            var protocol = result.GetResult(Protocol) is { Implicit: false };
            if (!contract && !protocol)
                result.AddError("init takes a contract, as in init echo my.yaml; or --protocol, for a protocol file.");
            if (contract && protocol) result.AddError("init writes a target file or, with --protocol, a protocol file: one at a time.");
        });
        command.SetAction(parsed => (int)(parsed.GetResult(Protocol) is { Implicit: false }
            ? Write(ProtocolTemplate.Of(parsed.GetValue(Protocol)), parsed.GetValue(Protocol), "protocol file")
            : Write(Target(parsed.GetValue(Contract)!, parsed.GetValue(File)), parsed.GetValue(File), "target file")));
        return command;
    }

    private static string Target(string contract, string? path)
    {
        var folder = Path.GetDirectoryName(path) is { Length: > 0 } its ? its : null;
        return TargetTemplate.Of(contract, protocol => $"{Sections.Of(protocol)}/*", folder);
    }

    private static ExitCode Write(string text, string? path, string what)
    {
        if (path is null) Console.Out.Write(text);
        else NewTargetFile.Write(path, text, what);
        return ExitCode.Conformant;
    }
}
