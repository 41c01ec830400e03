namespace SocketConformance.Specification;

/// <summary>What becomes of a request on its way to the reply.</summary>
public static class Transforms
{
    /// <summary>The reply is the request.</summary>
    public static byte[] Same(ReadOnlyMemory<byte> request) => request.ToArray();

    /// <summary>Strips the six ASCII whitespace characters at both ends and upper-cases ASCII letters; all other bytes stay.</summary>
    public static byte[] StripAndUpperCase(ReadOnlyMemory<byte> request)
    {
        var reply = request.Span.Trim(" \t\n\v\f\r"u8).ToArray();
        foreach (ref var octet in reply.AsSpan())
            if (octet is >= (byte)'a' and <= (byte)'z') octet -= 'a' - 'A';
        return reply;
    }
}
