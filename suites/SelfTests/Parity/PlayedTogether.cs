using NUnit.Framework;

namespace SocketConformance.SelfTests.Parity;

/// <summary>
/// Tests that start servers side by side. They share a launcher: the end of one ends the servers of every other in this process.
/// </summary>
public abstract class PlayedTogether
{
    protected Launcher Launcher { get; private set; }

    [OneTimeSetUp]
    public void Open() => Launcher = new Launcher(CancellationToken.None);

    [OneTimeTearDown]
    public async Task CloseAsync() => await Launcher.DisposeAsync();
}
