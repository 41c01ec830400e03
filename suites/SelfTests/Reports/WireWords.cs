using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

/// <summary>Readers of reports rely on these words: every step has its own, and keeps them.</summary>
[Fast]
public sealed class WireWords
{
    private static readonly EndPoint Host = new IPEndPoint(IPAddress.Loopback, 4711), Host6 = new IPEndPoint(IPAddress.IPv6Loopback, 4711);
    private static readonly EndPoint Path = new UnixDomainSocketEndPoint("/tmp/a.sock");
    private static readonly Preview Hello = Preview.Of("hello\n\0"u8), Long = new("AAAA"u8, 16_384);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(2.5);

    private static readonly (WireStep Step, string Words)[] Known =
    [
        (new WireStep.Connect(Host), "-> connect 127.0.0.1:4711"),
        (new WireStep.Connect(Host6), "-> connect [::1]:4711"),
        (new WireStep.Connect(Path), "-> connect /tmp/a.sock"),
        (new WireStep.NotConnected(SocketError.ConnectionRefused), "<- refused"),
        (new WireStep.NotConnected(SocketError.TimedOut), "<- no answer to connect"),
        (new WireStep.NotConnected(SocketError.WouldBlock), "<- no place in the queue"),
        (new WireStep.NotConnected(SocketError.NetworkUnreachable), "<- Network is unreachable"),
        (new WireStep.Listen(Host), "   listening on 127.0.0.1:4711"),
        (new WireStep.Accept(Host), "<- connect from 127.0.0.1:4711"),
        (new WireStep.Accept(Path), "<- connect"),
        (new WireStep.Data(Direction.ToTarget, Hello), "-> 7 bytes \"hello\\n\\x00\""),
        (new WireStep.Data(Direction.FromTarget, Long), "<- 16,384 bytes \"AAAA\"…"),
        (new WireStep.Datagram(Direction.ToTarget, Preview.Of([])), "-> datagram no bytes"),
        (new WireStep.Datagram(Direction.FromTarget, Hello, Host), "<- datagram 7 bytes \"hello\\n\\x00\" from 127.0.0.1:4711"),
        (new WireStep.Urgent((byte)'!'), "-> urgent \"!\""),
        (new WireStep.Fin(Direction.ToTarget), "-> FIN"),
        (new WireStep.Fin(Direction.FromTarget), "<- FIN"),
        (new WireStep.Reset(Direction.ToTarget), "-> RST"),
        (new WireStep.Reset(Direction.FromTarget), "<- RST"),
        (new WireStep.Close(), "-> close"),
        (new WireStep.Unreachable(), "<- ICMP port unreachable"),
        (new WireStep.DataNotTaken(1, SocketError.ConnectionReset), "   1 byte not taken: RST"),
        (new WireStep.DataNotTaken(1024, SocketError.Shutdown), "   1,024 bytes not taken: the other end has closed (EPIPE)"),
        (new WireStep.NoMoreTaken(1024, Time), "   1,024 bytes not taken within 2.5 s"),
        (new WireStep.Full(1024), "   full after 1,024 bytes"),
        (new WireStep.UrgentNotTaken((byte)'!', SocketError.NotConnected), "   urgent \"!\" not taken: not connected"),
        (new WireStep.FinNotSent(SocketError.AccessDenied), "   FIN not sent: Permission denied"),
        (new WireStep.Silence(Time), "   nothing for 2.5 s"),
        (new WireStep.NoDatagram(TimeSpan.FromSeconds(5)), "   no datagram for 5 s"),
        (new WireStep.Vanish(), "   vanishes: hears and acknowledges nothing any more"),
        (new WireStep.Signal("SIGTERM"), "signal SIGTERM"),
        (new WireStep.Freeze(), "server stopped (SIGSTOP)"),
        (new WireStep.Thaw(InTurn: false), "server goes on (SIGCONT)"),
        (new WireStep.Thaw(InTurn: true), "server goes on (SIGCONT), its children once it has dealt with the signal"),
        (new WireStep.LimitDescriptors(20), "server limited to 20 descriptors"),
        (new WireStep.FailedCalls("accept4", "EPROTO"), "server's accept4 failed with EPROTO (strace)"),
        (new WireStep.ServerEnd(143), "server ended with status 143 (SIGTERM)"),
        (new WireStep.ClientEnd(0), "   client ended with status 0"),
        (new WireStep.LeftOut(1234), "… 1,234 more events …"),
        (new WireStep.Told("-> FIN"), "-> FIN"),
    ];

    private static readonly (WireStep Step, string Words)[] Open =
    [
        (new WireStep.Connect(OpenEndPoint.Of(Host)), "-> connect <address>"),
        (new WireStep.Connect(OpenEndPoint.Of(Path)), "-> connect <path>"),
        (new WireStep.Accept(OpenEndPoint.Of(Host6)), "<- connect from <address>"),
        (new WireStep.Accept(OpenEndPoint.Of(Path)), "<- connect"),
        (new WireStep.Data(Direction.ToTarget, null), "-> many bytes"),
        (new WireStep.Data(Direction.FromTarget, new Preview("<process-id>: hello"u8, null)), "<- \"<process-id>: hello\""),
        (new WireStep.DataNotTaken(null, SocketError.ConnectionReset), "   bytes not taken: RST"),
        (new WireStep.NoMoreTaken(null, null), "   bytes not taken within <time>"),
        (new WireStep.Silence(null), "   nothing for <time>"),
        (new WireStep.NoDatagram(null), "   no datagram for <time>"),
        (new WireStep.LimitDescriptors(null), "server limited to <n> descriptors"),
        (new WireStep.FailedCalls(null, "EPROTO"), "server's <calls> failed with EPROTO (strace)"),
    ];

    [Test]
    public void Every_step_has_words() => Words(Known).ShouldBe(Known.Select(one => one.Words));

    [Test]
    public void What_is_left_open_is_told_in_brackets() => Words(Open).ShouldBe(Open.Select(one => one.Words));

    [Test]
    public void No_step_is_forgotten_here() =>
        Known.Select(one => one.Step.GetType()).ToHashSet().ShouldBe(typeof(WireStep).GetNestedTypes(), ignoreOrder: true);

    [TestCase(0, "-> FIN")]
    [TestCase(1, "-> FIN")]
    [TestCase(2, "[2] -> FIN")]
    public void The_only_peer_needs_no_number(int peer, string words) =>
        WireText.Of(new WireEvent(0, peer, new WireStep.Fin(Direction.ToTarget))).ShouldBe(words);

    private static IEnumerable<string> Words((WireStep Step, string Words)[] steps) =>
        steps.Select(one => WireText.Of(new WireEvent(0, 0, one.Step)));
}
