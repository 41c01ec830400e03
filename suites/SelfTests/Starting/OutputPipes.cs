using NUnit.Framework;
using Shouldly;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.Starting;

/// <summary>What was opened to hear a server is closed when the server has ended, and not when the collector comes by.</summary>
public sealed class OutputPipes
{
    [Test]
    public async Task Both_ends_are_closed()
    {
        var pipe = OutputPipe.Anonymous(out var end);
        await pipe.DrainAsync();

        pipe.Dispose();

        end.IsClosed.ShouldBeTrue();
    }
}
