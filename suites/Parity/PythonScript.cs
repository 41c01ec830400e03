using System.Globalization;
using SocketConformance.Specification;

namespace SocketConformance.Parity;

/// <summary>A conversation as a few lines of Python, for whoever has to find the mistake.</summary>
public static class PythonScript
{
    public static IReadOnlyList<string> Of(Conversation conversation)
    {
        List<string> lines = ["import os, signal, socket, sys"];
        lines.Add(conversation.Transport == Transport.Unix ? "path = sys.argv[1]" : "server = sys.argv[1], int(sys.argv[2])");
        HashSet<int> opened = [], left = [];
        foreach (var step in conversation.Steps)
        {
            if (conversation.IsDatagram && step.Act == Act.Send && opened.Add(step.Peer))
                lines.Add($"c{step.Peer} = socket.socket(socket.{(conversation.Transport == Transport.Udp6 ? "AF_INET6" : "AF_INET")}, socket.SOCK_DGRAM); c{step.Peer}.settimeout(2)");
            if (step.Act == Act.Connect) opened.Add(step.Peer);
            if (step.Act == Act.Reset) left.Add(step.Peer);
            lines.AddRange(Lines(step, conversation));
        }

        if (conversation.IsDatagram) return lines;
        foreach (var peer in opened.Except(left).Order())
        {
            if (!conversation.Steps.Any(step => step.Peer == peer && step.Act is Act.Finish or Act.SendAndFinish)) lines.Add($"c{peer}.shutdown(socket.SHUT_WR)");
            lines.Add($"print({peer}, b\"\".join(iter(lambda: c{peer}.recv(65536), b\"\")))");
        }

        return lines;
    }

    private static IEnumerable<string> Lines(Move step, Conversation conversation)
    {
        var client = string.Create(CultureInfo.InvariantCulture, $"c{step.Peer}");
        return step.Act switch
        {
            Act.Connect when conversation.Transport == Transport.Unix => [$"{client} = socket.socket(socket.AF_UNIX); {client}.settimeout(2); {client}.connect(path)"],
            Act.Connect => [$"{client} = socket.create_connection(server); {client}.settimeout(2)"],
            Act.Send when conversation.IsDatagram => [$"{client}.sendto({Runs.Words(step.Bytes, "b")}, server); print({step.Peer}, {client}.recv(65536))"],
            Act.Send => [$"{client}.sendall({Runs.Words(step.Bytes, "b")})"],
            Act.SendAndFinish when conversation.Transport.IsTcp() =>
                [$"{client}.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1); {client}.sendall({Runs.Words(step.Bytes, "b")}); {client}.shutdown(socket.SHUT_WR)"],
            Act.SendAndFinish => [$"{client}.sendall({Runs.Words(step.Bytes, "b")}); {client}.shutdown(socket.SHUT_WR)"],
            Act.Finish => [$"{client}.shutdown(socket.SHUT_WR)"],
            Act.Reset => [$"{client}.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b\"\\1\\0\\0\\0\\0\\0\\0\\0\"); {client}.close()"],
            Act.Read => [$"print({step.Peer}, {client}.recv({step.Count}, socket.MSG_WAITALL))"],
            Act.Stop => ["os.kill(int(sys.argv[-1]), signal.SIGTERM)  # the last argument: the server's process id"],
            _ => [],
        };
    }
}
