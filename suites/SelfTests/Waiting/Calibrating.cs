using NUnit.Framework;
using Shouldly;
using SocketConformance.Probe;

namespace SocketConformance.SelfTests.Waiting;

/// <summary>Slow and busy machines get more time, quick ones the same as ever, stuck ones not for ever.</summary>
public sealed class Calibrating
{
    [TestCase(0.02, 3, 0.1, 1, TestName = "quick and idle")]
    [TestCase(1, 50, 4, 1, TestName = "as slow as the deadlines allow for")]
    [TestCase(2.5, 3, 0.1, 2.5, TestName = "slow round trips")]
    [TestCase(0.1, 150, 0.1, 3, TestName = "slow starts")]
    [TestCase(0.1, 3, 16, 4, TestName = "sixteen in line for each processor")]
    [TestCase(5000, 3, 0.1, 10, TestName = "stuck")]
    public void The_slowest_of_the_three_counts(double roundTrip, double start, double load, double scale) =>
        Calibration.Scale(TimeSpan.FromMilliseconds(roundTrip), TimeSpan.FromMilliseconds(start), load).ShouldBe(scale);

    [Test]
    public async Task This_machine_is_between_the_bounds() => (await Calibration.ScaleAsync()).ShouldBeInRange(1, 10);
}
