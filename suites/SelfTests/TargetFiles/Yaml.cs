using Shouldly;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.TargetFiles;

/// <summary>Target files that live as long as a test.</summary>
internal static class Yaml
{
    /// <summary>A file with one contract, whose keys are these lines.</summary>
    public static string Contract(string contract, params string[] keys) =>
        $"name: mine\ncontracts:\n  {contract}:\n{string.Concat(keys.Select(key => $"    {key}\n"))}";

    public static Target Read(string text)
    {
        using var folder = new TemporaryFolder();
        return TargetFile.Read(folder.Write("my.yaml", text), "my.yaml");
    }

    public static ContractTarget ReadContract(string contract, params string[] keys) =>
        Read(Contract(contract, keys)).Contracts.ShouldHaveSingleItem();

    /// <summary>What is said about a file that is wrong, without its folder.</summary>
    public static string Mistake(string text)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("my.yaml", text);
        return Should.Throw<TargetException>(() => TargetFile.Read(path)).Message.Replace(path, "my.yaml", StringComparison.Ordinal);
    }
}
