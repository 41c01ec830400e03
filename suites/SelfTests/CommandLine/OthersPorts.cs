
namespace SocketConformance.SelfTests.CommandLine;

/// <summary>Ports for servers that the suite does not start: as free as those that it gives to its own.</summary>
internal static class OthersPorts
{
    private static readonly PortRange Range = new(seed: Environment.ProcessId);

    public static int Next() => Range.Next();
}
