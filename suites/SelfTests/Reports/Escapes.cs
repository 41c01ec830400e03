using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;

namespace SocketConformance.SelfTests.Reports;

[Fast]
public sealed class Escapes
{
    [TestCase("plain ASCII ~ stays", "plain ASCII ~ stays")]
    [TestCase("RFC 9293 §3.6 … é Ж 語 😀", "RFC 9293 §3.6 … é Ж 語 😀")]
    [TestCase("\e[31m", "\\x1b[31m")]
    [TestCase("a\0b\a\u007f", "a\\x00b\\x07\\x7f")]
    [TestCase("a\r\n\tb", "a\\r\\n\\tb")]
    [TestCase("\u0085\u009b", "\\u{85}\\u{9b}")]
    [TestCase("a\u202eb\u2066c\u200b", "a\\u{202e}b\\u{2066}c\\u{200b}")]
    [TestCase("\u2028\u2029\u00a0", "\\u{2028}\\u{2029}\\u{a0}")]
    [TestCase("e\u0301", "e\\u{301}")]
    [TestCase("\U000e0041\ue000\uffff", "\\u{e0041}\\u{e000}\\u{ffff}")]
    [TestCase("[red]x[/]", "[red]x[/]")]
    [TestCase("already \\x1b", "already \\x1b")]
    public void What_acts_rather_than_shows_becomes_visible(string text, string printable) => Escaping.Printable(text).ShouldBe(printable);

    // Not a test case's argument: test runners cannot carry them.
    [Test]
    public void Halves_of_a_surrogate_pair_become_visible() =>
        Escaping.Printable($"a{(char)0xd800}b{(char)0xdc00}").ShouldBe("a\\u{d800}b\\u{dc00}");

    [TestCase("✔ ✘ ≈ · … §3 – — ‘a’ “b” × → ≤ ≥", "+ x % . ... section 3 - - 'a' \"b\" x -> <= >=")]
    [TestCase("é 😀 \u202e \e", "\\u{e9} \\u{1f600} \\u{202e} \\x1b")]
    public void ASCII_gets_a_stand_in_or_a_number(string text, string ascii) => Escaping.Ascii(text).ShouldBe(ascii);

    [Test]
    public void HTML_gets_no_markup() =>
        Escaping.Html("<script>alert(\"1\" & '2')</script>\e")
            .ShouldBe("&#60;script&#62;alert(&#34;1&#34; &#38; &#39;2&#39;)&#60;/script&#62;\\x1b");

    [TestCase("a|b", "a&#124;b")]
    [TestCase("`x` **b** _i_", "&#96;x&#96; &#42;&#42;b&#42;&#42; &#95;i&#95;")]
    [TestCase("[l](http://x) @me #1 <b> &amp; :tada: $x$",
        "&#91;l&#93;&#40;http&#58;//x&#41; &#64;me &#35;1 &#60;b&#62; &#38;amp; &#58;tada&#58; &#36;x&#36;")]
    public void Markdown_gets_no_markup(string text, string markdown) => Escaping.Markdown(text).ShouldBe(markdown);

    [Test]
    public void A_JSON_document_keeps_its_values_and_its_lines() =>
        Escaping.Json("{\n \"a\": \"§\u202e\u007f\u0085\U000e0041…\" }").ShouldBe("{\n \"a\": \"§\\u202e\\u007f\\u0085\\udb40\\udc41…\" }");
}
