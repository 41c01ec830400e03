using SocketConformance.Specification;

namespace SocketConformance.Parity;

/// <summary>Thread names and process ids, in the place of which stands what they are.</summary>
internal static class Names
{
    /// <summary>The longer the name, the less is shown of what follows it: only as much as follows the longest.</summary>
    private const int ShownAfterName = 8;

    /// <summary>A name that two clients got who were connected at the same time stays visible as that.</summary>
    public static Observation Replaced(Observation observation, Conversation conversation, Handler handler)
    {
        var began = new int[conversation.Peers];
        for (var at = conversation.Steps.Count - 1; at >= 0; at--)
            if (conversation.Steps[at].Act == Act.Connect) began[conversation.Steps[at].Peer - 1] = at;

        var named = new (string Name, int From, int To)?[conversation.Peers];
        var moments = observation.Moments.Select(moment => moment.ToArray()).ToArray();
        for (var at = 0; at < moments.Length; at++)
            for (var peer = 0; peer < moments[at].Length; peer++)
            {
                if (named[peer] is not null || moments[at][peer].Pieces is not [var piece] || Name(piece, handler) is not { } name)
                    continue;
                var to = Array.FindIndex(moments, at, moment => moment[peer].State != Probe.PeerState.Open);
                var twin = Array.FindIndex(named, other => other is { } one && one.Name == name && one.From <= at && began[peer] < one.To);
                named[peer] = (name, began[peer], to < 0 ? moments.Length : to);
                byte[] shown = twin < 0
                    ? Stand(name, handler)!
                    : System.Text.Encoding.ASCII.GetBytes($"<the same as client {twin + 1}'s>: ");
                moments[at][peer] = moments[at][peer] with { Pieces = [[.. shown, .. piece.AsSpan(name.Length + 2)]] };
            }

        return observation with { Moments = moments };
    }

    /// <summary>A reply of which only the beginning is known. How long it is depends on its name, and is left open with it.</summary>
    public static Preview Replaced(Preview reply, Handler handler)
    {
        if (Name(reply.Start, handler) is not { } name) return reply;
        var after = reply.Start[(name.Length + 2)..];
        return new Preview([.. Stand(name, handler)!, .. after[..Math.Min(after.Length, ShownAfterName)]], length: null);
    }

    /// <summary>What stands for that name in a reply; null when it is none from such a handler.</summary>
    public static byte[]? Stand(string name, Handler handler) => handler switch
    {
        Handler.Unnamed => null,
        Handler.Process when !name.All(char.IsAsciiDigit) => null,
        _ => Model.StandIn(handler),
    };

    private static string? Name(ReadOnlySpan<byte> reply, Handler handler)
    {
        var end = reply.IndexOf(": "u8);
        if (end <= 0 || reply[..end].Contains((byte)':')) return null;
        var name = Probe.Payload.Text(reply[..end]);
        return Stand(name, handler) is null ? null : name;
    }
}
