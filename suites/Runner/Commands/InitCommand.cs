using System.CommandLine;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary><c>init echo my.yaml</c>: a target file to start from.</summary>
internal static class InitCommand
{
    private static readonly Argument<string> Contract = new("contract") { Description = string.Join(", ", Contracts.All) };

    private static readonly Argument<string?> File = new("file.yaml")
    {
        Description = "Where to write it; without, it is printed. A file that is there already stays as it is",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Make()
    {
        var command = new DetailedCommand("init",
            "Writes a commented target file to start from, such as: init echo my.yaml",
            "Exit codes: 0 written, 2 no such contract, or the file is there already.")
        {
            Contract, File,
        };
        command.SetAction(parsed => (int)Run(parsed.GetValue(Contract)!, parsed.GetValue(File)));
        return command;
    }

    private static ExitCode Run(string contract, string? path)
    {
        var text = TargetTemplate.Of(contract);
        if (path is null) Console.Out.Write(text);
        else NewTargetFile.Write(path, text);
        return ExitCode.Conformant;
    }
}
