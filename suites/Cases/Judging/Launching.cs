using NUnit.Framework;

namespace SocketConformance.Cases;

/// <summary>Ends what a round has started.</summary>
[SetUpFixture]
public sealed class Launching
{
    [OneTimeTearDown]
    public static async Task EndRound() => await Plan.Current.EndRoundAsync();
}
