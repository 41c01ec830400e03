using System.Globalization;
using SocketConformance.Specification;

namespace SocketConformance.Parity;

/// <summary>A conversation as a few lines of Python, for whoever has to find the mistake.</summary>
public static class PythonScript
{
    private static readonly string[] Got =
    [
        "def got(client, data=b\"\"):",
        "    try:",
        "        while True:",
        "            piece = client.recv(65536)",
        "            if not piece: return data, \"FIN\"",
        "            data += piece",
        "    except socket.timeout: return data",
        "    except OSError as end: return data, end.strerror",
    ];

    public static IReadOnlyList<string> Of(Conversation conversation)
    {
        var stops = conversation.Steps.Any(step => step.Act == Act.Stop);
        List<string> lines = [stops ? "import os, signal, socket, sys" : "import socket, sys"];
        lines.Add(conversation.Transport == Transport.Unix ? "server = sys.argv[1]" : "server = sys.argv[1], int(sys.argv[2])");
        if (!conversation.IsDatagram) lines.AddRange(Got);
        HashSet<int> opened = [], silent = [], finished = [], left = [];
        foreach (var step in conversation.Steps)
        {
            if (step.Act == Act.Connect || conversation.IsDatagram && step.Act == Act.Send && !opened.Contains(step.Peer))
            {
                opened.Add(step.Peer);
                lines.Add(Opened(step.Peer, conversation.Transport));
            }

            if (step.Act == Act.Reset) left.Add(step.Peer);
            if (step.Act is Act.Finish or Act.SendAndFinish) finished.Add(step.Peer);
            if (step.Act is Act.StopReading or Act.Read) silent.Add(step.Peer);
            if (step.Act == Act.ReadOn) silent.Remove(step.Peer);
            if (Line(step, conversation) is { } line) lines.Add(line);
            var answered = step.Act is Act.Send or Act.SendAndFinish or Act.Finish or Act.ReadOn
                && !silent.Contains(step.Peer)
                && !conversation.IsDatagram;
            if (answered) lines.Add(Printed(step.Peer));
        }

        foreach (var peer in opened.Except(left).Where(_ => !conversation.IsDatagram).Order())
        {
            if (finished.Contains(peer) && !silent.Contains(peer)) continue;
            if (!finished.Contains(peer)) lines.Add(string.Create(CultureInfo.InvariantCulture, $"c{peer}.shutdown(socket.SHUT_WR)"));
            lines.Add(Printed(peer));
        }

        return lines;
    }

    private static string Printed(int peer) => string.Create(CultureInfo.InvariantCulture, $"print({peer}, got(c{peer}))");

    private static string Opened(int peer, Transport transport)
    {
        var (family, kind) = transport switch
        {
            Transport.Tcp4 => ("AF_INET", "SOCK_STREAM"),
            Transport.Tcp6 => ("AF_INET6", "SOCK_STREAM"),
            Transport.Unix => ("AF_UNIX", "SOCK_STREAM"),
            Transport.Udp4 => ("AF_INET", "SOCK_DGRAM"),
            _ => ("AF_INET6", "SOCK_DGRAM"),
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"c{peer} = socket.socket(socket.{family}, socket.{kind}); c{peer}.settimeout(0.5); c{peer}.connect(server)");
    }

    private static string? Line(Move step, Conversation conversation)
    {
        var client = string.Create(CultureInfo.InvariantCulture, $"c{step.Peer}");
        return step.Act switch
        {
            Act.Send when conversation.IsDatagram =>
                $"{client}.send({Runs.Words(step.Bytes, "b")}); print({step.Peer}, {client}.recv(65536))",
            Act.Send => $"{client}.sendall({Runs.Words(step.Bytes, "b")})",
            Act.SendAndFinish when conversation.Transport.IsTcp() =>
                $"{client}.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1); {client}.sendall({Runs.Words(step.Bytes, "b")}); " +
                    $"{client}.shutdown(socket.SHUT_WR)",
            Act.SendAndFinish => $"{client}.sendall({Runs.Words(step.Bytes, "b")}); {client}.shutdown(socket.SHUT_WR)",
            Act.Finish => $"{client}.shutdown(socket.SHUT_WR)",
            Act.Reset when conversation.Transport.IsTcp() =>
                $"{client}.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b\"\\1\\0\\0\\0\\0\\0\\0\\0\"); {client}.close()",
            Act.Reset => $"{client}.close()",
            Act.Read => $"print({step.Peer}, {client}.recv({step.Count}, socket.MSG_WAITALL))",
            Act.Stop => "os.kill(int(sys.argv[-1]), signal.SIGTERM)  # the last argument: the server's process id",
            _ => null,
        };
    }
}
