using NUnit.Framework;

namespace SocketConformance.Cases;

/// <summary>Ends what a run has started.</summary>
[SetUpFixture]
public sealed class Launching
{
    [OneTimeTearDown]
    public static async Task EndRound() => await Plan.Current.EndRoundAsync();
}
