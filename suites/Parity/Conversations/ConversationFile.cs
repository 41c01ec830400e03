using System.Globalization;
using System.Text;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Parity;

/// <summary>
/// A conversation as text: contract and transport, then a step a line. <c>#</c> begins a comment line.
/// <code>
/// uppercase tcp4
/// 1 connect
/// 1 send "a" * 1023 + " "
/// </code>
/// </summary>
public static class ConversationFile
{
    private const int MostCharacters = 64 * 1024 * 1024;
    private const int MostBytes = 64 * 1024 * 1024;

    private static readonly Dictionary<string, Act> Acts = new()
    {
        ["connect"] = Act.Connect, ["send"] = Act.Send, ["send-with-fin"] = Act.SendAndFinish,
        ["half-close"] = Act.Finish, ["reset"] = Act.Reset,
        ["stop-reading"] = Act.StopReading, ["read"] = Act.Read, ["read-on"] = Act.ReadOn, ["wait"] = Act.Wait, ["stop-signal"] = Act.Stop,
    };

    private static readonly Dictionary<Act, string> ActWords = Acts.ToDictionary(pair => pair.Value, pair => pair.Key);

    public static string Write(Conversation conversation)
    {
        var text = new StringBuilder($"{conversation.Protocol} {conversation.Transport.Word()}\n");
        foreach (var step in conversation.Steps)
        {
            text.Append(CultureInfo.InvariantCulture, $"{step.Peer} {ActWords[step.Act]}");
            if (step.Act is Act.Send or Act.SendAndFinish) text.Append(' ').Append(Runs.Words(step.Bytes));
            if (step.Act == Act.Read) text.Append(CultureInfo.InvariantCulture, $" {step.Count}");
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <exception cref="TargetException">The file can't be read, or a line of it makes no sense.</exception>
    public static Conversation Read(string path)
    {
        string text;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MostCharacters })
                throw new TargetException($"{Printable.Text(path)}: the file is larger than 64 MiB.");
            text = File.ReadAllText(path);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new TargetException($"{Printable.Text(path)}: the conversation can't be read: {Printable.Text(trouble.Message)}");
        }

        return Parse(text, path);
    }

    /// <exception cref="TargetException">A line makes no sense.</exception>
    public static Conversation Parse(string text, string path)
    {
        (Protocol Protocol, Transport Transport)? head = null;
        List<Move> steps = [];
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#')) continue;
            if (head is null)
            {
                head = Head(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                    ?? throw Wrong("a conversation begins with a contract and one of its transports, such as 'echo tcp4', not with " +
                        $"{Printable.Quote(line)}");
                continue;
            }

            steps.Add(Line(line.Trim()) ?? throw Wrong(
                $"{Printable.Quote(line)} is no step: a client's number, then one of {string.Join(", ", Acts.Keys)}, then what is sent, " +
                    "such as \"ab\\n\" + \"a\" * 1024, or how much is read"));
        }

        var conversation = new Conversation((head ?? throw Wrong("the file holds no conversation")).Protocol, head.Value.Transport, steps);
        var sound = new Grammar(conversation.Protocol, conversation.Transport) { MostPeers = int.MaxValue }.Sound(steps);
        return sound.Count > 0 && sound.Count == steps.Count ? conversation with { Steps = sound }
            : throw Wrong(steps.Count == 0 ? "the conversation has no steps" : "some step makes no sense where it stands: a client " +
                "connects first, sends nothing after its FIN, and does nothing after a reset");

        TargetException Wrong(string what) => new($"{Printable.Text(path)}:{number}: {what}.");
    }

    private static (Protocol, Transport)? Head(string[] words) =>
        words is [var name, var word] && Protocols.Find(name) is { IsClient: false } protocol && TransportWords.Parse(word) is { } transport
            && protocol.Transports.Contains(transport) ? (protocol, transport) : null;

    private static Move? Line(string line)
    {
        var words = line.Split(' ', 3);
        if (words.Length < 2
            || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var peer)
            || peer is < 1 or > 10_000) return null;
        if (!Acts.TryGetValue(words[1], out var act)) return null;
        var rest = words.Length == 3 ? words[2] : null;
        return act switch
        {
            Act.Send or Act.SendAndFinish =>
                rest is not null && Runs.Parse(rest, MostBytes) is { } bytes ? new Move(peer, act) { Bytes = bytes } : null,
            Act.Read => int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= MostBytes
                ? new Move(peer, act) { Count = count } : null,
            _ => rest is null ? new Move(peer, act) : null,
        };
    }
}
