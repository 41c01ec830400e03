using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.Starting;

/// <summary>A port that cannot be had now, as in the minute of TIME-WAIT, is not lost to the run.</summary>
[Fast]
public sealed class HeldPorts
{
    [Test]
    public void A_port_is_handed_out_when_nothing_holds_it_and_not_before()
    {
        using var ports = new PortRange(seed: Environment.ProcessId);
        var held = ports.Next();
        ports.Return(held);
        using (var holder = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            holder.Bind(new IPEndPoint(IPAddress.Loopback, held));
            Block().ShouldNotContain(held);
        }

        Block().Concat(Block()).ShouldContain(held, "this one and the rest of the block that took its place");

        IReadOnlyList<int> Block() => [.. Enumerable.Range(0, PortRange.BlockSize).Select(_ => ports.Next())];
    }
}
