using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.Starting;

/// <summary>What was opened to hear a server is closed when the server has ended, and not when the collector comes by.</summary>
[Fast]
public sealed class OutputPipes
{
    [Test]
    public async Task The_end_for_the_server_is_closed_as_well()
    {
        var pipe = OutputPipe.Anonymous(out var end);
        await pipe.DrainAsync();

        pipe.Dispose();

        end.IsClosed.ShouldBeTrue();
    }
}
