using NUnit.Framework;

namespace SocketConformance.Cases;

/// <summary>Begins a round, and ends what it has started.</summary>
[SetUpFixture]
public sealed class RoundEnd
{
    [OneTimeSetUp]
    public static async Task BeginRound() => await Plan.Current.BeginRoundAsync();

    [OneTimeTearDown]
    public static async Task EndRound() => await Plan.Current.EndRoundAsync();
}
