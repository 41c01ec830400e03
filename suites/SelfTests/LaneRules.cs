using NUnit.Framework;
using NUnit.Framework.Interfaces;
using Shouldly;

namespace SocketConformance.SelfTests;

/// <summary>Whoever asks for a lane gets all of it, and nothing else.</summary>
[Fast]
public sealed class LaneRules
{
    private static readonly Type[] Lanes =
    [
        typeof(FastAttribute), typeof(ServersAttribute), typeof(EngineAttribute), typeof(BrowserAttribute), typeof(RealServersAttribute),
    ];

    [Test]
    public void Every_fixture_is_in_one_lane()
    {
        var fixtures = typeof(LaneRules).Assembly.GetTypes().Where(IsFixture).ToList();

        fixtures.ShouldContain(typeof(LaneRules));
        fixtures.Where(fixture => Lanes.Count(lane => fixture.IsDefined(lane, inherit: false)) != 1).ShouldBeEmpty("""
            Write one lane above each of these classes: [Fast] when no test of it starts a process, [Servers] when one does,
            [Engine] when one starts a container, [Browser] when one reads a page in a browser; [RealServers] for what takes too
            long for every run.
            """);
    }

    private static bool IsFixture(Type type) =>
        !type.IsAbstract && type.GetMethods().Any(
            method => method.GetCustomAttributes(inherit: true).Any(attribute => attribute is ITestBuilder or ISimpleTestBuilder));
}
