using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Parity;

/// <summary>
/// What conversations cost at the least: the same socket calls for the same bytes, blocking, with nothing observed. The
/// measure of the player's own speed, in the same run on the same machine.
/// </summary>
public static class BareLoop
{
    private const int Rounds = 5;

    /// <param name="target">Serves <c>echo</c> over TCP.</param>
    /// <returns>Conversations a second, bare and played; the median of five rounds, in turns.</returns>
    public static (double Bare, double Played) Measure(ContractTarget target, Launcher launcher, int seed, int conversations)
    {
        var grammar = new Grammar(Protocols.Echo, Transport.Tcp4) { Interleaved = target.Concurrent, StopSignals = false };
        var alphabet = new Alphabet(grammar, seed);
        var model = new Model(grammar, target.Concurrent);
        var plain = Enumerable.Range(0, int.MaxValue).Select(number => alphabet[number])
            .Where(IsPlain)
            .Take(conversations)
            .Select(one => (one, model.Play(one)))
            .ToList();

        var instance = launcher.StartAsync(target, Transport.Tcp4).GetAwaiter().GetResult();
        try
        {
            var player = new Player(grammar, instance);
            var buffer = new byte[32 * 1024];
            List<double> bare = [], played = [];
            for (var round = 0; round < Rounds; round++)
            {
                bare.Add(Rate(plain.Count, () => plain.ForEach(pair => Play(pair.one, instance.EndPoint, buffer))));
                played.Add(Rate(plain.Count, () => plain.ForEach(pair => player.Play(pair.one, model.Play(pair.one), Pace.Quick))));
            }

            return (bare.Order().ElementAt(Rounds / 2), played.Order().ElementAt(Rounds / 2));
        }
        finally
        {
            instance.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static double Rate(int count, Action work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Without what blocking calls on one thread can't do: large segments, and clients that do not read.</summary>
    private static bool IsPlain(Conversation conversation) => conversation.Steps.All(step =>
        step.Act is Act.Connect or Act.Send or Act.SendAndFinish or Act.Finish or Act.Reset && step.Bytes.Length <= 32 * 1024);

    private static void Play(Conversation conversation, EndPoint server, byte[] buffer)
    {
        var clients = new Socket?[conversation.Peers];
        var finished = new bool[conversation.Peers];
        foreach (var step in conversation.Steps)
        {
            var at = step.Peer - 1;
            switch (step.Act)
            {
                case Act.Connect:
                    clients[at] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    clients[at]!.Connect(server);
                    break;
                case Act.Send or Act.SendAndFinish:
                    clients[at]!.Send(step.Bytes);
                    if (step.Act == Act.SendAndFinish) Finish(at);
                    for (var left = step.Bytes.Length; left > 0;) left -= clients[at]!.Receive(buffer);
                    break;
                case Act.Finish:
                    Finish(at);
                    break;
                default:
                    clients[at]!.LingerState = new LingerOption(true, 0);
                    clients[at]!.Dispose();
                    clients[at] = null;
                    break;
            }
        }

        for (var at = 0; at < clients.Length; at++)
        {
            if (clients[at] is not { } client) continue;
            if (!finished[at]) Finish(at);
            while (client.Receive(buffer) > 0)
            {
            }

            client.Dispose();
        }

        void Finish(int at)
        {
            clients[at]!.Shutdown(SocketShutdown.Send);
            finished[at] = true;
        }
    }
}
