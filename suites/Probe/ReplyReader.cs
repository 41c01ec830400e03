using SocketConformance.Specification;

namespace SocketConformance.Probe;

/// <summary>Reads what a peer is sent, one reply after another, each as far as its frame reaches.</summary>
public sealed class ReplyReader(Peer peer)
{
    private byte[] received = new byte[4096];
    private int filled;

    /// <summary>What has come, and is no part of a reply that was read.</summary>
    public ReadOnlySpan<byte> Unread => received.AsSpan(0, filled);

    /// <summary>The reply that was read last.</summary>
    public byte[] Last { get; private set; } = [];

    /// <summary>How the connection was left; open while it stands.</summary>
    public Ending Ending { get; private set; } = Ending.Open;

    /// <summary>The next reply; what came and how it ended where its frame was not filled.</summary>
    public async Task<Reply> ReadAsync(Frame frame, Token token)
    {
        var looked = -1;
        while (true)
        {
            // A long reply is not looked through anew for each segment of it.
            if (filled > looked + looked / 4 || Ending != Ending.Open || peer.Available == 0)
            {
                looked = filled;
                try
                {
                    if (frame.EndOf(Unread, token) is { } length) return Taken(length);
                }
                catch (FrameException wrong)
                {
                    return Taken(filled) with { Trouble = $": {wrong.Message}" };
                }

                if (Ending != Ending.Open)
                    return frame is Frame.Fin && Ending == Ending.Fin ? Taken(filled) : Cut(frame, Ending);
            }

            if (filled > Frame.Longest) return Cut(frame, Ending.Flood);
            if (await FillAsync() is { Ending: Ending.Silence } silence)
                return Cut(frame, Ending.Silence) with { IsQueued = silence.IsQueued };
        }
    }

    /// <summary>Takes the reply that was read last for unread again, but for what stands at its head.</summary>
    /// <param name="head">How long that is, in all that has come; null for nothing, which leaves the reply as read.</param>
    /// <returns>Whether there was such a head.</returns>
    public bool ReadAgainBehind(Func<ReadOnlyMemory<byte>, int?> head)
    {
        byte[] all = [.. Last, .. Unread];
        if (head(all) is not { } length) return false;
        filled = all.Length - length;
        received = new byte[Math.Max(received.Length, filled)];
        all.AsSpan(length).CopyTo(received);
        return true;
    }

    /// <summary>Everything to the server's end, or to its silence.</summary>
    public async Task<Answer> ReadRestAsync()
    {
        var before = Unread.ToArray();
        filled = 0;
        if (Ending != Ending.Open) return new Answer(before, Ending);
        var answer = await peer.ReadToEndAsync();
        Ending = answer.Ending;
        return answer with { Bytes = [.. before, .. answer.Bytes] };
    }

    /// <summary>Reads what comes next.</summary>
    public async Task<Answer> FillAsync()
    {
        if (filled == received.Length) Array.Resize(ref received, received.Length * 2);
        var more = await peer.ReadSomeAsync(received.Length - filled);
        more.Bytes.CopyTo(received, filled);
        filled += more.Bytes.Length;
        if (more.Ending != Ending.Silence) Ending = more.Ending;
        return more;
    }

    private Reply Cut(Frame frame, Ending ending)
    {
        var trouble = filled == 0 ? "" : $": the reply is not whole ({frame.Words})";
        return Taken(filled) with { Ending = ending, Trouble = trouble };
    }

    private Reply Taken(int length)
    {
        var bytes = received.AsSpan(0, length).ToArray();
        received.AsSpan(length, filled - length).CopyTo(received);
        filled -= length;
        Last = bytes;
        return new Reply(bytes);
    }
}

/// <summary>What came in answer to a request.</summary>
/// <param name="Bytes">As far as its frame reaches, or all that came.</param>
public sealed record Reply(byte[] Bytes)
{
    /// <summary>How the connection was left; open where the reply is whole.</summary>
    public Ending Ending { get; init; } = Ending.Open;

    /// <summary>Why it is no whole reply; null when it is one.</summary>
    public string? Trouble { get; init; }

    /// <inheritdoc cref="Answer.IsQueued"/>
    public bool IsQueued { get; init; }
}
