using Shouldly;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.ProtocolFiles;

/// <summary>Protocol files that live as long as a test.</summary>
internal static class ProtocolYaml
{
    public static Protocol Read(string text)
    {
        using var folder = new TemporaryFolder();
        return ProtocolFile.Read(folder.Write("my.protocol.yaml", text));
    }

    /// <summary>A protocol with these keys and no exchange of its own.</summary>
    public static Dialogue Dialogue(params string[] keys) =>
        Read($"protocol: mine\n{string.Concat(keys.Select(key => $"{key}\n"))}").Dialogue!;

    /// <summary>What an exchange expects, in a protocol with these further keys.</summary>
    public static Expectation Expectation(string expect, params string[] keys) =>
        Dialogue([$"exchanges: [{{ send: 'x', expect: {expect} }}]", .. keys]).Exchanges.ShouldHaveSingleItem().Expect;

    /// <summary>The bytes of a request.</summary>
    public static Message Send(string send) =>
        Dialogue("exchanges:", $"  - send: {send}", "    expect: 'x'").Exchanges.ShouldHaveSingleItem().Send!;

    /// <summary>What is said about a file that is wrong, without its folder.</summary>
    public static string Mistake(string text)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("my.protocol.yaml", text);
        return Should.Throw<TargetException>(() => ProtocolFile.Read(path)).Message
            .Replace(path, "my.protocol.yaml", StringComparison.Ordinal);
    }
}
