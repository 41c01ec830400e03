using NUnit.Framework;
using Shouldly;
using SocketConformance.Cases;
using SocketConformance.Probe;

namespace SocketConformance.SelfTests.Clients;

/// <summary>What <c>repr</c> of Python 2.7 prints, taken from there.</summary>
[Fast]
public sealed class Reprs
{
    [TestCase("", "''")]
    [TestCase("Hello, world", "'Hello, world'")]
    [TestCase("it's", "\"it's\"")]
    [TestCase("say \"hi\"", "'say \"hi\"'")]
    [TestCase("it's \"so\"", "'it\\'s \"so\"'")]
    [TestCase("a\\b", "'a\\\\b'")]
    [TestCase("\t\n\r\v\f\0\a\b", "'\\t\\n\\r\\x0b\\x0c\\x00\\x07\\x08'")]
    [TestCase("\x1b[31m\x7f", "'\\x1b[31m\\x7f'")]
    [TestCase("\u00e9\u00ff", "'\\xe9\\xff'")]
    public void Are_those_of_Python(string latin1, string repr) => Repr.Of(Payload.Latin1(latin1)).ShouldBe(repr);
}
