using System.Text;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.ProtocolFiles;

/// <summary>Bytes are what is written, however it is written, and nothing more.</summary>
[Fast]
public sealed class Bytes
{
    private static readonly Token Some = Token.Next();

    [TestCase("PING", "PING")]
    [TestCase("'PING'", "PING")]
    [TestCase("\"PING\"", "PING")]
    [TestCase(@"PING\r\n", "PING\r\n")]
    [TestCase(@"'PING\r\n'", "PING\r\n")]
    [TestCase("\"PING\\r\\n\"", "PING\r\n")]
    [TestCase(@"'\t\0\\\""\'''''", "\t\0\\\"''")]
    [TestCase("\"\\t\\0\\\\\\\"''\"", "\t\0\\\"''")]
    [TestCase(@"'\x00\xff\x7bx}'", "\0\u00ff{x}")]
    [TestCase("\"\\x00\\xff\\x7bx}\"", "\0\u00ff{x}")]
    [TestCase(@"'\\r'", @"\r")]
    [TestCase("\"\\\\r\"", @"\r")]
    [TestCase(@"&a !!str ""\x41""", "A")]
    [TestCase("5", "5")]
    [TestCase("'# no comment'", "# no comment")]
    [TestCase("'{\"id\": 1}'", "{\"id\": 1}")]
    [TestCase("'{}{ }{1}'", "{}{ }{1}")]
    [TestCase("'{{token}}{{port}}{{token:2}}'", "{token}{port}{token:2}")]
    [TestCase("'{{{token}}}'", "{{token}}")]
    [TestCase("{ hex: '00 0a 0D0a7f' }", "\0\n\r\n\u007f")]
    [TestCase("{ base64: 'AAEC /w==' }", "\0\u0001\u0002\u00ff")]
    [TestCase("{ text: 'ab', times: 3 }", "ababab")]
    [TestCase("{ hex: '61 62', times: 2 }", "abab")]
    [TestCase("['a', { text: 'b', times: 2 }, { hex: '63' }, ['d', \"e\"]]", "abbcde")]
    [TestCase("{ pieces: ['a', { text: 'b', times: 2 }], times: 2 }", "abbabb")]
    public void A_byte_each(string written, string bytes) =>
        Encoding.Latin1.GetString(ProtocolYaml.Send(written).Bytes(Some)).ShouldBe(bytes);

    [TestCase("'é€'")]
    [TestCase("\"é€\"")]
    [TestCase("é€")]
    public void Beyond_ascii_they_are_those_of_utf_8(string written) =>
        ProtocolYaml.Send(written).Bytes(Some).ShouldBe([0xc3, 0xa9, 0xe2, 0x82, 0xac]);

    [Test]
    public void A_token_is_the_same_in_all_its_forms()
    {
        var message = ProtocolYaml.Send("['{token} {token}', ' {token:digits} ', { hex: '{token:4} {token}' }]");

        message.HasToken.ShouldBeTrue();
        Encoding.ASCII.GetString(message.Bytes(Some)).ShouldBe(
            $"{Some.Letters} {Some.Letters} {Some.Digits} {Encoding.ASCII.GetString(Some.Octets(4))}{Some.Letters}");
        message.Length.ShouldBe(message.Bytes(Token.Next()).Length);
    }

    [Test]
    public void What_is_repeated_holds_the_token_each_time()
    {
        var message = ProtocolYaml.Send("{ text: '{token}.', times: 3 }");

        message.HasToken.ShouldBeTrue();
        Encoding.ASCII.GetString(message.Bytes(Some)).ShouldBe($"{Some.Letters}.{Some.Letters}.{Some.Letters}.");
        message.Length.ShouldBe(33);
    }

    [Test]
    public void A_large_message_costs_nothing_until_it_is_sent()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        ProtocolYaml.Send("{ pieces: [{ text: 'x', times: 8192 }], times: 8192 }").Length.ShouldBe(64 * 1024 * 1024);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(8 * 1024 * 1024);
    }

    [TestCase(@"'\q'", @"'\q' is no escape: they are \r \n \t \0 \\ \"" \' and \xNN; for a backslash itself write \\.")]
    [TestCase("\"\\e\"", @"'\e' is no escape: they are \r \n \t \0 \\ \"" \' and \xNN; for a backslash itself write \\.")]
    [TestCase(@"'a\'", @"a backslash stands at the end: write \\ for the byte itself.")]
    [TestCase(@"'\x1'", @"two hexadecimal digits follow \x, as in \x0a, not '1'.")]
    [TestCase(@"'\x+1'", @"two hexadecimal digits follow \x, as in \x0a, not '+1'.")]
    [TestCase("'{tokn}'", "'{tokn}' is not a placeholder here (for the word itself in braces, write {{tokn}}); did you mean '{token}'?")]
    [TestCase("'{port}'", "'{port}' is not a placeholder here (for the word itself in braces, write {{port}}): the only one is {token}.")]
    [TestCase("'{token:x}'",
        "the token is {token} (letters), {token:digits} or, as 1 to 1024 bytes, {token:4}; not '{token:x}'.")]
    [TestCase("'{token:0}'",
        "the token is {token} (letters), {token:digits} or, as 1 to 1024 bytes, {token:4}; not '{token:0}'.")]
    [TestCase("{token}", "without quotes this is a map: write '{token}' in quotes.")]
    [TestCase("''", "'send' is empty: over a connection nothing would be sent.")]
    [TestCase("~", "'send' takes a text, not nothing.")]
    [TestCase("[]", "'send' is an empty list.")]
    [TestCase("{ hex: '0' }", "'0' is half a byte: two digits make one.")]
    [TestCase("{ hex: '0 a' }", "'0' is half a byte: two digits make one.")]
    [TestCase("{ hex: '0x0a' }", "'x' is no hexadecimal digit: write 0a, not 0x0a or \\x0a.")]
    [TestCase("{ hex: 'zz' }", "'z' is no hexadecimal digit.")]
    [TestCase("{ hex: '00 ??' }", "'?' and '*' are for what is not known of a reply: they stand in an expectation.")]
    [TestCase("{ hex: '{ 00' }", "'{ 00' is no hexadecimal digit, and no {token}.")]
    [TestCase("{ base64: 'a' }", "'a' is no Base64.")]
    [TestCase("{ text: 'a', hex: '00' }", "'text' and 'hex' stand side by side, and 'send' has one of them.")]
    [TestCase("{ times: 3 }", "'send' has one of the keys text, hex, base64 or pieces.")]
    [TestCase("{ text: 'a', times: 0 }", "'times' takes a whole number from 1 to 67108864, not '0'.")]
    [TestCase("{ text: 'ab', times: 60000000 }", "this comes to 120,000,000 bytes, and 67,108,864 bytes are the most.")]
    [TestCase("[{ text: 'a', times: 60000000 }, { text: 'b', times: 60000000 }]",
        "this comes to 120,000,000 bytes, and 67,108,864 bytes are the most.")]
    [TestCase("{ txt: 'a' }", "'txt' is not a key here; did you mean 'text'?")]
    [TestCase("'a\n   b'",
        @"this goes over several lines, and YAML makes a blank of a line end, or adds one: write \r\n where one is meant, " +
        "and a list of pieces where a line is too long.")]
    public void Others_are_refused(string written, string message) =>
        ProtocolYaml.Mistake($"protocol: mine\nexchanges:\n  - send: {written}\n    expect: 'x'\n")
            .Split(": ", 2)[1].ShouldBe(message);

    [TestCase("|\n      PING\n")]
    [TestCase(">\n      PING\n")]
    [TestCase("|-\n      PING\n")]
    public void A_block_of_yaml_is_refused(string block) =>
        ProtocolYaml.Mistake($"protocol: mine\nexchanges:\n  - send: {block}    expect: 'x'\n")
            .ShouldStartWith("my.protocol.yaml:3:11: this goes over several lines");
}
