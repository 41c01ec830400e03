using NUnit.Framework;
using Shouldly;
using SocketConformance.Parity;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.Parity;

/// <summary>A conversation survives being written and read; what is none is refused with its line.</summary>
[Fast]
public sealed class ConversationFiles
{
    [Test]
    public void What_is_written_is_read_again([Values("echo", "uppercase", "threaded", "udp-echo")] string contract)
    {
        var protocol = Protocols.Find(contract)!;
        var alphabet = new Alphabet(new Grammar(protocol, protocol.Transports[0]), seed: 3);

        for (var number = 0; number < 200; number++)
        {
            var text = ConversationFile.Write(alphabet[number]);
            ConversationFile.Write(ConversationFile.Parse(text, "a file")).ShouldBe(text);
        }
    }

    [Test]
    public void The_same_seed_means_the_same_conversations()
    {
        var grammar = new Grammar(Protocols.Echo, Transport.Tcp4);
        Alphabet one = new(grammar, seed: 5), same = new(grammar, seed: 5), other = new(grammar, seed: 6);

        ConversationFile.Write(one[17]).ShouldBe(ConversationFile.Write(same[17]));
        Enumerable.Range(0, 20).Select(number => ConversationFile.Write(one[number]))
            .ShouldNotBe(Enumerable.Range(0, 20).Select(number => ConversationFile.Write(other[number])));
    }

    [TestCase("", "holds no conversation")]
    [TestCase("echo tcp4\n", "no steps")]
    [TestCase("echo udp4\n1 send \"a\"\n", ":1:")]
    [TestCase("no-such tcp4\n1 connect\n", "contract")]
    [TestCase("echo tcp4\n1 connect\n1 send a\n", ":3:")]
    [TestCase("echo tcp4\n1 connect\n1 send \"a\" * 99999999999\n", ":3:")]
    [TestCase("echo tcp4\n1 connect\n1 send \"\\xZZ\"\n", ":3:")]
    [TestCase("echo tcp4\n1 send \"a\"\n", "makes no sense")]
    [TestCase("echo tcp4\n1 connect\n1 half-close\n1 send \"a\"\n", "makes no sense")]
    public void What_is_none_is_refused(string text, string said) =>
        Should.Throw<TargetException>(() => ConversationFile.Parse(text, "file.txt")).Message.ShouldContain(said);
}
