using SocketConformance.Specification;

namespace SocketConformance.Parity;

/// <summary>Thread names and process ids, in the place of which stands what they are.</summary>
internal static class Names
{
    /// <summary>A name that two clients got who were connected at the same time stays visible as that.</summary>
    public static Observation Replaced(Observation observation, Conversation conversation, string contract)
    {
        var began = new int[conversation.Peers];
        for (var at = conversation.Steps.Count - 1; at >= 0; at--)
            if (conversation.Steps[at].Act == Act.Connect) began[conversation.Steps[at].Peer - 1] = at;

        var named = new (string Name, int From, int To)?[conversation.Peers];
        var moments = observation.Moments.Select(moment => moment.ToArray()).ToArray();
        for (var at = 0; at < moments.Length; at++)
            for (var peer = 0; peer < moments[at].Length; peer++)
            {
                if (named[peer] is not null || moments[at][peer].Pieces is not [var piece] || Name(piece, contract) is not { } name) continue;
                var to = Array.FindIndex(moments, at, moment => moment[peer].State != Probe.LineState.Open);
                var twin = Array.FindIndex(named, other => other is { } one && one.Name == name && one.From <= at && began[peer] < one.To);
                named[peer] = (name, began[peer], to < 0 ? moments.Length : to);
                var stand = contract == Contracts.Threaded ? Model.ThreadName : Model.ProcessId;
                byte[] shown = twin < 0 ? stand : System.Text.Encoding.ASCII.GetBytes($"<the same as client {twin + 1}'s>: ");
                moments[at][peer] = moments[at][peer] with { Pieces = [[.. shown, .. piece.AsSpan(name.Length + 2)]] };
            }

        return observation with { Moments = moments };
    }

    private static string? Name(byte[] piece, string contract)
    {
        var end = piece.AsSpan().IndexOf(": "u8);
        if (end <= 0 || piece.AsSpan(0, end).Contains((byte)':')) return null;
        var name = Probe.Payload.Text(piece.AsSpan(0, end));
        return contract == Contracts.Forking && !name.All(char.IsAsciiDigit) ? null : name;
    }
}
