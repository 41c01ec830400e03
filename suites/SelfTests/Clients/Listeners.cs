using System.Net;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Probe;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Clients;

/// <summary>The suite's own server socket tells what a client does, and which of the three endings it chose.</summary>
[Fast]
public sealed class Listeners
{
    private readonly Wire wire = new();

    [Test]
    public async Task A_connection_waits_until_it_is_accepted([Values("127.0.0.1", "::1", "unix")] string at)
    {
        await using var scene = Scene.Open(at, wire);
        scene.Listener.Accept().ShouldBeNull();

        await using var client = await scene.ConnectAsync();
        (await scene.Listener.BecomesWantedAsync(hopeless: () => false, Patience.Answer)).ShouldBeTrue();
        await client.SendAsync("early"u8.ToArray());
        await using var accepted = scene.Listener.Accept()!;

        (await accepted.ReadAsync(5)).Bytes.ShouldBe("early"u8.ToArray());
        scene.Listener.Accept().ShouldBeNull();
    }

    [Test]
    public async Task A_client_that_came_and_went_still_waits([Values("127.0.0.1", "unix")] string at)
    {
        await using var scene = Scene.Open(at, wire);
        (await scene.ConnectAsync()).Close();

        (await scene.Listener.BecomesWantedAsync(hopeless: () => true, Patience.Answer)).ShouldBeTrue();
        await using var accepted = scene.Listener.Accept()!;
        (await accepted.ReadToEndAsync()).Ending.ShouldBe(Ending.Fin);
    }

    [Test]
    public async Task Nobody_is_waited_for_once_it_is_hopeless()
    {
        await using var scene = Scene.Open("127.0.0.1", wire);

        (await scene.Listener.BecomesWantedAsync(hopeless: () => true, Timeout.InfiniteTimeSpan)).ShouldBeFalse();
    }

    [Test]
    public async Task A_reset_and_an_end_are_told_apart()
    {
        await using var scene = Scene.Open("127.0.0.1", wire);
        await using Peer first = await scene.ConnectAsync(), second = await scene.ConnectAsync();
        await using Peer reset = scene.Listener.Accept()!, ended = scene.Listener.Accept()!;
        reset.Reset();
        ended.FinishSending();

        (await first.ReadToEndAsync()).Ending.ShouldBe(Ending.Reset);
        (await second.ReadToEndAsync()).Ending.ShouldBe(Ending.Fin);
    }

    [Test]
    public async Task What_is_sent_last_arrives_with_the_end([Values("127.0.0.1", "::1")] string at)
    {
        await using var scene = Scene.Open(at, wire);
        await using var client = await scene.ConnectAsync();
        await using var accepted = scene.Listener.Accept()!;
        await accepted.SendLastAsync("last"u8.ToArray());

        (await client.ReadSomeAsync()).Bytes.ShouldBe("last"u8.ToArray());
        client.State.ShouldBe(TcpState.CloseWait);
    }

    [Test]
    public async Task Closing_unread_over_a_Unix_socket_is_a_reset()
    {
        await using var scene = Scene.Open("unix", wire);
        await using var client = await scene.ConnectAsync();
        await client.SendAsync("unread"u8.ToArray());
        await using var accepted = scene.Listener.Accept()!;
        accepted.Reset();

        (await client.ReadToEndAsync()).Ending.ShouldBe(Ending.Reset);
    }

    [Test]
    public async Task What_the_client_has_not_read_is_known([Values("127.0.0.1", "::1", "unix")] string at)
    {
        await using var scene = Scene.Open(at, wire);
        await using var client = await scene.ConnectAsync();
        await using var accepted = scene.Listener.Accept()!;
        await accepted.SendAsync("reply"u8.ToArray());

        SocketTable.UnreadByServer(accepted).ShouldNotBe(0u);
        await client.ReadAsync(5);
        SocketTable.UnreadByServer(accepted).ShouldBe(0u);
    }

    private sealed class Scene(TemporaryFolder folder, Listener listener, EndPoint endPoint, Wire wire) : IAsyncDisposable
    {
        public Listener Listener => listener;

        public static Scene Open(string at, Wire wire)
        {
            var folder = new TemporaryFolder();
            EndPoint endPoint = at == "unix"
                ? new System.Net.Sockets.UnixDomainSocketEndPoint(folder.File("listener.sock"))
                : new IPEndPoint(IPAddress.Parse(at), 0);
            var listener = Listener.Open(endPoint, wire);
            return new Scene(folder, listener, listener.EndPoint, wire);
        }

        public async Task<Peer> ConnectAsync()
        {
            var peer = Peer.Begin(endPoint, wire);
            (await peer.Connected).ShouldBe(System.Net.Sockets.SocketError.Success);
            return peer;
        }

        public async ValueTask DisposeAsync()
        {
            await listener.DisposeAsync();
            folder.Dispose();
        }
    }
}
