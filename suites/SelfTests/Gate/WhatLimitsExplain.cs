using System.Net;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Cases;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.Gate;

/// <summary>What a target declares explains the end of a connection only where the case gave it the occasion.</summary>
[Fast]
public sealed class WhatLimitsExplain
{
    private static readonly ContractTarget Hurried = Declared("limits: { idle: 1, request: 1, unread: 1 }");

    [Test]
    public void A_peer_that_only_waits_for_its_reply_is_owed_one() => DeclaredLimits.Reason(Hurried,
        [Connect(1, 0), Sent(1, 1), Fin(1, 3000)]).ShouldBeNull();

    [Test]
    public void A_peer_that_is_left_alone_meanwhile_is_not() => DeclaredLimits.Reason(Hurried,
        [Connect(1, 0), Sent(1, 1), Connect(2, 1200), Fin(1, 3000)])
        .ShouldBe("left a peer alone for 1.2 s, and the target declares limits.unread: 1");

    [Test]
    public void Nor_is_one_that_speaks_late() => DeclaredLimits.Reason(Hurried,
        [Connect(1, 0), Sent(1, 1), Came(1, 2), Sent(1, 1500), Fin(1, 1501)])
        .ShouldBe("left a peer alone for 1.5 s, and the target declares limits.unread: 1");

    [Test]
    public void Nor_one_that_reads_late() => DeclaredLimits.Reason(Declared("limits: { unread: 1 }"),
        [Connect(1, 0), Sent(1, 1), Came(1, 1500), Reset(1, 1501)])
        .ShouldBe("left a peer alone for 1.5 s, and the target declares limits.unread: 1");

    [Test]
    public void Nor_one_whose_beginning_was_not_kept() => DeclaredLimits.Reason(Hurried,
        [Connect(1, 0), new(2, 0, new WireStep.LeftOut(500)), Sent(2, 1500), Came(2, 1501), Sent(3, 1502), Fin(3, 1503)])
        .ShouldBe("left a peer alone for 1.5 s, and the target declares limits.unread: 1");

    [Test]
    public void An_early_end_is_explained_by_nothing() => DeclaredLimits.Reason(Hurried,
        [Connect(1, 0), Sent(1, 1), Came(1, 2), Connect(2, 300), Fin(1, 500), Sent(2, 4000)]).ShouldBeNull();

    [Test]
    public void Without_a_limit_there_is_nothing_to_explain() => DeclaredLimits.Reason(Declared("backlog: 5"),
        [Connect(1, 0), Sent(1, 1), Came(1, 2), Sent(1, 9000), Fin(1, 9001)]).ShouldBeNull();

    [TestCase("half-close: ends", 5, true)]
    [TestCase("half-close: answers", 5, false)]
    [TestCase("half-close: ends", 10, false, Description = "the reply had come")]
    public void A_fin_before_the_reply(string declared, int come, bool explains) => DeclaredLimits.Reason(Declared(declared),
    [
        Connect(1, 0), Sent(1, 1), new(2, 1, new WireStep.Data(Direction.FromTarget, Preview.Of(new byte[come]))),
        new(3, 1, new WireStep.Fin(Direction.ToTarget)), Fin(1, 4),
    ]).ShouldBe(explains ? "a peer sent FIN before it had its reply, and the target declares half-close: ends" : null);

    [TestCase(20, null)]
    [TestCase(21, "asked 21 times within a second, and the target declares limits.per-second: 20")]
    public void A_second_is_counted_wherever_it_begins(int times, string? reason) => DeclaredLimits.Reason(
        Declared("limits: { per-second: 20 }"), [.. Enumerable.Range(0, times).Select(at => Sent(at, 700 + at * 40.0)), Sent(99, 1705)])
        .ShouldBe(reason);

    private static ContractTarget Declared(string key) => TargetFiles.Yaml.ReadContract("echo", "command: [./echo, \"{port}\"]", key);

    private static WireEvent Connect(int peer, double at) => new(at, peer, new WireStep.Connect(new IPEndPoint(IPAddress.Loopback, 7)));

    private static WireEvent Sent(int peer, double at) => new(at, peer, new WireStep.Data(Direction.ToTarget, Preview.Of(new byte[10])));

    private static WireEvent Came(int peer, double at) => new(at, peer, new WireStep.Data(Direction.FromTarget, Preview.Of(new byte[10])));

    private static WireEvent Fin(int peer, double at) => new(at, peer, new WireStep.Fin(Direction.FromTarget));

    private static WireEvent Reset(int peer, double at) => new(at, peer, new WireStep.Reset(Direction.FromTarget));
}
