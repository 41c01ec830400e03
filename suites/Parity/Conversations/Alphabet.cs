using CsCheck;
using SocketConformance.Probe;

namespace SocketConformance.Parity;

/// <summary>Random conversations of a grammar; the same for the same seed, whichever of them are asked for.</summary>
public sealed class Alphabet
{
    private const int LongestConversation = 10;

    private readonly Grammar grammar;
    private readonly ulong seed;
    private readonly Gen<Move[]> steps;

    public Alphabet(Grammar grammar, int seed)
    {
        (this.grammar, this.seed) = (grammar, (ulong)(uint)seed);
        steps = Steps();
    }

    /// <summary>The conversation of that number.</summary>
    public Conversation this[int number]
    {
        get
        {
            var drawn = steps.Generate(new PCG((uint)number, seed), null!, out _);
            return new Conversation(grammar.Protocol, grammar.Transport, grammar.Sound(drawn));
        }
    }

    private Gen<Move[]> Steps()
    {
        var peer = Gen.Frequency((6, Gen.Const(1)), (3, Gen.Const(2)), (1, Gen.Const(3)));
        var payload = Payloads.Of(grammar);
        if (grammar.IsDatagram)
        {
            var datagram = Gen.Select(peer, payload, (who, bytes) => new Move(who, Act.Send) { Bytes = bytes });
            var more = Gen.Frequency((40, datagram), (1, Gen.Const(new Move(1, Act.Wait)))).Array[0, 3];
            return Ended(Gen.Select(datagram, more, (first, rest) => (Move[])[first, .. rest]));
        }

        var step = Gen.Frequency(
            (6, Of(Act.Connect)),
            (12, Gen.Select(peer, payload, (who, bytes) => new Move(who, Act.Send) { Bytes = bytes })),
            (3, Gen.Select(peer, payload, (who, bytes) => new Move(who, Act.SendAndFinish) { Bytes = bytes })),
            (3, Of(Act.Finish)),
            (1, Of(Act.Reset)),
            (1, Of(Act.StopReading)),
            (1, Gen.Select(peer, Payloads.Lengths, (who, count) => new Move(who, Act.Read) { Count = count })),
            (1, Of(Act.ReadOn)));
        // Nothing can be said before somebody has connected.
        var first = new Move(1, Act.Connect);
        return Ended(step.Array[1, LongestConversation].Select(rest => (Move[])[first, .. rest]));

        Gen<Move> Of(Act act) => peer.Select(who => new Move(who, act));
    }

    /// <summary>A few end with a wait, fewer with the signal: those cost most, a moment of quiet and a server.</summary>
    private static Gen<Move[]> Ended(Gen<Move[]> steps) => Gen.Select(steps, Gen.Int[0, 399], (all, draw) => draw switch
    {
        0 => [.. all, new Move(1, Act.Stop)],
        < 4 => [.. all, new Move(1, Act.Wait)],
        _ => all,
    });
}

/// <summary>Bytes that servers trip over.</summary>
internal static class Payloads
{
    private static readonly byte[][] Words =
    [
        [.. "a"u8], [.. "hello"u8], [.. "Hello, world"u8], [.. "quit"u8], [.. "exit\r\n"u8], [.. "."u8],
        [.. "\n"u8], [.. "\r\n"u8], [.. "a\nb\n"u8],
        [.. " "u8], [.. " \t\n\v\f\r"u8], [.. "\vword\f"u8], [.. "  both ends  "u8], [.. "\0"u8], [.. "a\0b"u8], [0x1C, 0x61, 0x1F],
        [0x85, 0x61, 0xA0], [0x1A], [0x04], [0x03], [0x7F], [0xFF], [0xFF, 0xFB, 0x01], [0x80, 0xC0], [0xC3], [0xE9, 0xDF, 0xFF, 0xB5],
        .. new[] { "äöüß", "ıİſK", "Ÿ\u0085\u00a0\u2003", "日本語", "👋🏽" }.Select(Payload.Utf8),
    ];

    /// <summary>Around every size that a buffer is likely to have.</summary>
    private static readonly int[] Boundaries =
    [
        1, 2, 3, 7, 8, 15, 16, 17, 63, 64, 100, 127, 128, 255, 256, 257, 511, 512, 513, 1000, 1023, 1024, 1025, 1500,
        2047, 2048, 2049, 4095, 4096, 4097,
        8191, 8192, 8193, 9999, 16383, 16384, 16385,
    ];

    private static readonly int[] Long = [32 * 1024 + 1, 65535, 65536, 65537, 100_000, 262_144, 600_000];

    /// <summary>More than both ways' buffers hold together.</summary>
    private static readonly int[] Huge = [8 * 1024 * 1024, 12 * 1024 * 1024 + 1];

    private static readonly int[] LongDatagrams = [1472, 1473, 32_768, 65_506, 65_507];

    public static Gen<int> Lengths { get; } = Gen.OneOf(Boundaries);

    public static Gen<byte[]> Of(Grammar grammar)
    {
        var filling = Gen.OneOf(
            Gen.Const((Func<int, byte[]>)Payload.Numbered),
            Gen.Int[0, 255].Select(first => (Func<int, byte[]>)(length => Counting(length, first))),
            Gen.Int[0, 1 << 20].Select(seed => (Func<int, byte[]>)(length => Payload.Random(length, seed))),
            Gen.OneOf([.. "a \n"u8]).Select(octet => (Func<int, byte[]>)(length => Same(length, octet))));
        Gen<byte[]> word = Gen.OneOf(Words), block = Filled(Lengths);
        var framed = Gen.Select(word, block, word, (before, middle, after) => (byte[])[.. before, .. middle, .. after]);
        if (grammar.IsDatagram)
            return Gen.Frequency(
                (1, Gen.Const(Array.Empty<byte>())), (8, word), (10, block), (4, framed), (1, Filled(Gen.OneOf(LongDatagrams))));
        return grammar.IsOneRequest
            ? Gen.Frequency((1000, word), (1000, block), (600, framed), (10, Filled(Gen.OneOf(Long))))
            : Gen.Frequency((1000, word), (1000, block), (600, framed), (20, Filled(Gen.OneOf(Long))), (1, Filled(Gen.OneOf(Huge))));

        Gen<byte[]> Filled(Gen<int> lengths) => Gen.Select(filling, lengths, (fill, length) => fill(length));
    }

    private static byte[] Counting(int length, int first)
    {
        var bytes = new byte[length];
        for (var at = 0; at < length; at++) bytes[at] = (byte)(first + at);
        return bytes;
    }

    private static byte[] Same(int length, byte octet)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(octet);
        return bytes;
    }
}
