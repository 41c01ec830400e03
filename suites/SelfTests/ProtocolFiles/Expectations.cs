using System.Text;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.ProtocolFiles;

/// <summary>What a reply has to be, and where it ends.</summary>
[Fast]
public sealed class Expectations
{
    [TestCase("'+PONG\\r\\n'", "+PONG\r\n", true)]
    [TestCase("'+PONG\\r\\n'", "+PONG\r", false)]
    [TestCase("{ text: 'a', times: 3 }", "aaa", true)]
    [TestCase("{ match: '25\\d .*', frame: line }", "250 a\nb\n", true)]
    [TestCase("{ match: '25\\d .*', frame: line }", "x250 a", false)]
    [TestCase("{ match: '\\xff\\x00', frame: line }", "\u00ff\0", true)]
    [TestCase("{ match: \"\\xff\\x00\", frame: line }", "\u00ff\0", true)]
    [TestCase("{ match: 'a{3}\\{token}{{token}}', frame: line }", "aaa{token}{token}", true)]
    [TestCase("{ match: '\\p{Lu}+', frame: line }", "AB", true)]
    [TestCase("{ hex: '00 ?? a? ?f *', frame: line }", "\0x\u00a3/rest", true)]
    [TestCase("{ hex: '00 ?? a? ?f *', frame: line }", "\0x\u00a3\u002f", true)]
    [TestCase("{ hex: '00 ?? a? ?f *', frame: line }", "\0x\u00b3/", false)]
    [TestCase("{ hex: '00 ?? a?' }", "\0x\u00a3", true)]
    [TestCase("{ hex: '00 ?? a?' }", "\0x\u00a3.", false)]
    [TestCase("{ any-of: ['yes', 'no', { match: 'per.*' }], frame: line }", "perhaps", true)]
    [TestCase("{ any-of: ['yes', 'no', { match: 'per.*' }], frame: line }", "never", false)]
    [TestCase("{ anything: true, frame: line }", "x", true)]
    public void Are_met_or_not(string expect, string reply, bool isMet) =>
        ProtocolYaml.Expectation(expect).IsMet(Encoding.Latin1.GetBytes(reply), Token.Any).ShouldBe(isMet);

    [TestCase("'+{token}\\r\\n'")]
    [TestCase("{ match: '.*{token}.*', frame: line }")]
    [TestCase("{ hex: '2b {token} ?? *', frame: line }")]
    [TestCase("{ any-of: ['+{token}\\r\\n', { match: '[+]{token}\\r\\n' }], frame: line }")]
    public void Hold_the_token(string expect)
    {
        var expectation = ProtocolYaml.Expectation(expect);
        var token = Token.Next();

        expectation.HasToken.ShouldBeTrue();
        expectation.IsMet(Encoding.ASCII.GetBytes($"+{token.Letters}\r\n"), token).ShouldBeTrue();
        expectation.IsMet(Encoding.ASCII.GetBytes($"+{Token.Next().Letters}\r\n"), token).ShouldBeFalse();
    }

    [TestCase("line", "a\nb", 2)]
    [TestCase("{ text: '\\r\\n.\\r\\n' }", "a\r\n.\r\nb", 6)]
    [TestCase("{ until: '(?m)^\\d{3} [^\\n]*\\n' }", "250-a\r\n250 b\r\nc", 14)]
    [TestCase("{ bytes: 1 }", "SN", 1)]
    [TestCase("{ length: { bytes: 2, plus: 2 } }", "\0\u0003abcd", 5)]
    [TestCase("{ length: { at: 1, bytes: 3, order: little, plus: 4 } }", "x\u0003\0\0abcd", 7)]
    [TestCase("{ varint: { at: 1 } }", "x\u0002abc", 4)]
    [TestCase("{ hex-digits: 4 }", "0006abc", 6)]
    [TestCase("{ head: '\\A\\$(?<length>\\d+)\\r\\n', plus: 2 }", "$3\r\nabc\r\nd", 9)]
    [TestCase("{ packets: { length: { at: 1, bytes: 1, plus: 1 } }, last: { hex: '5a *' } }", "A\u0002bZ\u0001..", 5)]
    public void End_where_their_frame_says(string frame, string received, int end) =>
        ProtocolYaml.Expectation("{ match: '.*' }", $"frame: {frame}").Frame!.EndOf(Encoding.Latin1.GetBytes(received), Token.Any)
            .ShouldBe(end);

    [TestCase("'abc'", "", "as long as the expected bytes")]
    [TestCase("'abc\\n'", "frame: line", "up to 1 byte \"\\n\"", Description = "the protocol's frame fits")]
    [TestCase("'abc\\nd\\n'", "frame: line", "as long as the expected bytes", Description = "the protocol's frame ends earlier")]
    [TestCase("'abc'", "frame: line", "as long as the expected bytes", Description = "the protocol's frame does not end")]
    [TestCase("{ text: 'abc\\n', frame: { bytes: 9 } }", "frame: line", "9 bytes")]
    [TestCase("'abc'", "frame: fin", "to the server's FIN")]
    [TestCase("{ match: '.*' }", "frame: line", "up to 1 byte \"\\n\"")]
    [TestCase("{ match: '.*' }", "once: true", "to the server's FIN")]
    [TestCase("'abc'", "once: true", "as long as the expected bytes")]
    [TestCase("{ hex: '00 ??' }", "", "2 bytes")]
    [TestCase("{ any-of: ['yes', { hex: '6e 6f ??' }] }", "", "3 bytes")]
    [TestCase("{ any-of: [\"y\\n\", \"no\\n\"] }", "frame: line", "up to 1 byte \"\\n\"")]
    [TestCase("{ match: '.*' }", "transport: udp", "the datagram")]
    [TestCase("'abc'", "transport: udp", "the datagram")]
    public void Have_a_frame_each(string expect, string key, string frame) =>
        ProtocolYaml.Expectation(expect, key).Frame!.Words.ShouldBe(frame);

    [Test]
    public void Behind_which_the_server_closes_end_there()
    {
        var dialogue = ProtocolYaml.Dialogue(
            "exchanges: [{ send: 'x', expect: 'y' }]",
            "bad: { send: 'z', expect: { match: 'E.*' }, then: close }",
            "quit: { send: 'q', expect: { match: 'B.*' } }",
            "empty: { match: '400 .*' }",
            "farewell: 'bye'");

        dialogue.Bad!.Expect.Frame.ShouldBeOfType<Frame.Fin>();
        dialogue.Bad.Afterwards.ShouldBe(Afterwards.Close);
        dialogue.Quit!.Expect.Frame.ShouldBeOfType<Frame.Fin>();
        dialogue.Quit.Afterwards.ShouldBe(Afterwards.Close);
        dialogue.Empty!.Frame.ShouldBeOfType<Frame.Fin>();
        dialogue.Farewell!.Frame.ShouldBeOfType<Frame.Fin>();
    }

    [Test]
    public void May_be_nothing_where_nothing_is_right()
    {
        var dialogue = ProtocolYaml.Dialogue(
            "transport: udp", "exchanges: [{ send: 'x', expect: 'y' }]", "bad: { send: '', expect: { silence: true } }");

        dialogue.Bad!.Expect.ShouldBeOfType<Expectation.Silence>().Frame.ShouldBeNull();
        dialogue.Bad.Send!.Length.ShouldBe(0, "a datagram may be empty");
    }
}
