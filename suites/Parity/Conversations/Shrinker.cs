namespace SocketConformance.Parity;

/// <summary>
/// Makes a conversation shorter as long as the two sides still differ in it: steps go first, then bytes, and what is left of
/// them becomes <c>a</c>. Deterministic: each trial costs a start of two servers, too much to try at random.
/// </summary>
internal sealed class Shrinker(Grammar grammar, Func<Conversation, bool> differs)
{
    private const int MostTrials = 400;

    /// <summary>Payloads in which every single byte is tried.</summary>
    private const int Short = 32;

    private readonly Grammar free = grammar with { MostPeers = int.MaxValue };
    private readonly HashSet<string> tried = [];

    public Conversation Shrink(Conversation conversation)
    {
        var shortest = conversation;
        for (var before = ""; before != ConversationFile.Write(shortest);)
        {
            before = ConversationFile.Write(shortest);
            shortest = WithoutSteps(shortest);
            shortest = WithPlainSteps(shortest);
            for (var at = 0; at < shortest.Steps.Count; at++) shortest = WithFewerBytes(shortest, at);
        }

        return shortest;
    }

    private Conversation WithoutSteps(Conversation conversation)
    {
        var shortest = conversation;
        for (var size = Math.Max(1, shortest.Steps.Count / 2); size > 0; size /= 2)
            for (var at = shortest.Steps.Count - size; at >= 0; at = Math.Min(at - size, shortest.Steps.Count - size))
                if (Try(shortest, shortest.Steps.Take(at).Concat(shortest.Steps.Skip(at + size))) is { } shorter) shortest = shorter;
        return shortest;
    }

    /// <summary>A send with FIN becomes a plain one, and what one client does is tried by another.</summary>
    private Conversation WithPlainSteps(Conversation conversation)
    {
        var plainest = conversation;
        for (var at = 0; at < plainest.Steps.Count; at++)
        {
            var step = plainest.Steps[at];
            if (step.Act == Act.SendAndFinish) plainest = Replaced(plainest, at, step with { Act = Act.Send }) ?? plainest;
            if (step.Act == Act.Read && step.Count > 1) plainest = Replaced(plainest, at, step with { Count = 1 }) ?? plainest;
        }

        for (var peer = plainest.Peers; peer > 1; peer--)
            plainest = Try(plainest, plainest.Steps.Select(step => step.Peer == peer ? step with { Peer = peer - 1 } : step)) ?? plainest;
        return plainest;
    }

    private Conversation WithFewerBytes(Conversation conversation, int at)
    {
        var shortest = conversation;
        if (Bytes().Length == 0) return shortest;
        for (var size = Bytes().Length; size > 0; size /= 2)
            for (var from = Bytes().Length - size; from >= 0; from = Math.Min(from - size, Bytes().Length - size))
            {
                // Of a long payload only the end and the beginning are worth a trial each.
                if (Bytes().Length > 8 * size && Bytes().Length > Short && from > 0 && from < Bytes().Length - size) from = 0;
                shortest = With([.. Bytes().AsSpan(0, from), .. Bytes().AsSpan(from + size)]) ?? shortest;
            }

        for (var size = Bytes().Length; size > 0 && (Bytes().Length <= Short || size > Bytes().Length / 16); size /= 2)
            for (var from = 0; from < Bytes().Length; from += size)
            {
                var plain = Bytes().ToArray();
                plain.AsSpan(from, Math.Min(size, plain.Length - from)).Fill((byte)'a');
                shortest = With(plain) ?? shortest;
            }

        return shortest;

        byte[] Bytes() => at < shortest.Steps.Count ? shortest.Steps[at].Bytes : [];
        Conversation? With(byte[] bytes) => Replaced(shortest, at, shortest.Steps[at] with { Bytes = bytes });
    }

    private Conversation? Replaced(Conversation conversation, int at, Move step) =>
        Try(conversation, conversation.Steps.Select((old, position) => position == at ? step : old));

    /// <returns>The conversation of these steps if it makes sense, is new, and the sides still differ in it.</returns>
    private Conversation? Try(Conversation conversation, IEnumerable<Move> steps)
    {
        var shorter = conversation with { Steps = free.Sound(steps) };
        if (shorter.Steps.Count == 0 || tried.Count >= MostTrials || !tried.Add(ConversationFile.Write(shorter))) return null;
        return differs(shorter) ? shorter : null;
    }
}
