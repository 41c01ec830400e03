using NUnit.Framework;
using Shouldly;
using SocketConformance.Probe;

namespace SocketConformance.SelfTests.Waiting;

/// <summary>Slow and busy machines get more time, quick ones the same as ever, stuck ones not for ever.</summary>
[Fast]
public sealed class Calibrating
{
    [TestCase(0.02, 3, 1, TestName = "quick")]
    [TestCase(1, 50, 1, TestName = "as slow as the deadlines allow for")]
    [TestCase(2.5, 3, 2.5, TestName = "slow round trips")]
    [TestCase(0.1, 150, 3, TestName = "slow starts")]
    [TestCase(5000, 3, 10, TestName = "stuck")]
    public void The_slower_of_the_two_counts(double roundTrip, double start, double scale) =>
        Calibration.Scale(TimeSpan.FromMilliseconds(roundTrip), TimeSpan.FromMilliseconds(start)).ShouldBe(scale);

    [TestCase(0.1, 1, TestName = "idle")]
    [TestCase(8, 1, TestName = "as busy as the deadlines allow for")]
    [TestCase(32, 4, TestName = "thirty-two in line for each processor")]
    [TestCase(1000, 10, TestName = "overrun")]
    public void A_busy_machine_gets_more_time(double inLine, double scale) => LoadWatch.Scale(inLine).ShouldBe(scale);
}
