using NUnit.Framework;
using Shouldly;
using SocketConformance.Probe;

namespace SocketConformance.SelfTests.Waiting;

/// <summary>Whatever is measured on this machine, its deadlines are neither shorter than on a quick one nor without end.</summary>
[Servers]
public sealed class CalibratingHere
{
    [Test]
    public async Task This_machine_is_between_the_bounds() => (await Calibration.ScaleAsync()).ShouldBeInRange(1, 10);
}
