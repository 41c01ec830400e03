using System.Text;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Cases;
using SocketConformance.Probe;

namespace SocketConformance.SelfTests.Gate;

/// <summary>Wrong replies that have one cause are said in the same words, whatever bytes a case used.</summary>
[Fast]
public sealed class WhatIsInCommon
{
    [TestCase("abc", "abc\r\n", Ending.Fin, "adds \"\\r\\n\"")]
    [TestCase("exit\n", "\r\nexi", Ending.Open, "adds \"\\r\\n\"", Description = "what was added to the reply before")]
    [TestCase("0000", "0\r\n0\r\n0\r\n0\r\n", Ending.Fin, "adds \"\\r\\n\"", Description = "again and again")]
    [TestCase("abcdef", "abc\r\ndef\r\n", Ending.Fin, "adds \"\\r\\n\"")]
    [TestCase("abc", "abc\0", Ending.Open, "adds \"\\x00\"")]
    [TestCase("a\nb\n", "a\nb", Ending.Open, null)]
    [TestCase("a\nb\n", "a\nb", Ending.Fin, "ends the connection with FIN before its reply is whole")]
    [TestCase(" word ", "word ", Ending.Fin, "loses \" \"")]
    [TestCase("a\r\nb", "a\nb", Ending.Fin, "loses \"\\r\"")]
    [TestCase("abc", "", Ending.Silence, "gives no reply")]
    [TestCase("abc", "", Ending.Reset, "aborts the connection with RST in place of a reply")]
    [TestCase("abc", "ab", Ending.Silence, "falls silent before its reply is whole")]
    [TestCase("abc", "abc", Ending.Reset, "ends connections with RST in place of FIN")]
    [TestCase("abc", "abc", Ending.Silence, "does not end the connection")]
    [TestCase("abc", "ABC", Ending.Fin, "changes the case of letters")]
    [TestCase("a\u00ff\u00feb", "a??b", Ending.Fin, "puts \"?\" in place of other bytes")]
    [TestCase("one thing", "quite another", Ending.Fin, null)]
    [TestCase("abc", "xbz", Ending.Fin, null)]
    [TestCase("abc", "abc", Ending.Fin, null)]
    public void Said_of_a_reply(string expected, string came, Ending ending, string? words) =>
        (Differences.Of(Encoding.Latin1.GetBytes(expected), Ending.Fin, new Answer(Encoding.Latin1.GetBytes(came), ending))?.Words)
            .ShouldBe(words);

    [TestCase(Ending.Fin, Ending.Fin, null)]
    [TestCase(Ending.Open, Ending.Fin, "ends the connection while its peer still has something to ask")]
    [TestCase(Ending.Silence, Ending.Flood, "sends without end")]
    public void Said_of_an_ending(Ending expected, Ending observed, string? words) =>
        (Differences.OfEnding(expected, observed)?.Words).ShouldBe(words);

    [Test]
    public void What_can_be_advised_is()
    {
        Differences.Of("abc"u8.ToArray(), Ending.Fin, new Answer("abc\n"u8.ToArray(), Ending.Fin))!.Advice!.ShouldContain("println");
        Differences.Of("abc "u8.ToArray(), Ending.Fin, new Answer("abc"u8.ToArray(), Ending.Open)).ShouldBeNull();
        Differences.OfEnd(139).Words.ShouldBe("ends with status 139 (SIGSEGV)");
    }
}
