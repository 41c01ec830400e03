namespace SocketConformance.Cases;

/// <summary>Echo: every byte comes back.</summary>
[About(Contracts.Echo)]
public sealed class EchoCases
{
    [Conformance("echo/returns-one-byte", Must, "RFC 862",
        "A server returns a single byte without waiting for more.",
        How = "One byte is sent and its echo awaited while the connection stays open.",
        Catches = "a server that reads until it has a certain number of bytes")]
    public async Task A_single_byte_comes_back_at_once(Server server)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync("x"u8.ToArray());

        (await peer.ReadAsync(1)).ShouldBe("x"u8.ToArray());
    }
}
