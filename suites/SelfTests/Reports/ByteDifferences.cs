using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

[Fast]
public sealed class ByteDifferences
{
    [Test]
    public void Every_byte_that_is_quoted_is_read_back()
    {
        foreach (var octet in Enumerable.Range(0, 256).Select(value => (byte)value))
            QuotedBytes.FirstIn($"peer 2: {Show.Bytes([octet, (byte)'x', octet])}, then FIN")
                .ShouldBe(Preview.Of([octet, (byte)'x', octet]));
    }

    [Test]
    public void Of_many_bytes_the_first_and_their_number_are_read() =>
        QuotedBytes.FirstIn(Show.Bytes(new byte[5000])).ShouldBe(Preview.Of(new byte[5000]));

    [TestCase("no bytes, then FIN")]
    [TestCase("\"abc\"")]
    [TestCase("3 bytes")]
    [TestCase("99999999999999999999999 bytes \"a\"")]
    public void Where_no_bytes_are_quoted_there_are_none(string words) => QuotedBytes.FirstIn(words).ShouldBeNull();

    [Test]
    public void It_begins_a_little_before_the_first_difference_and_marks_it()
    {
        var html = Rendered("11 bytes \"0123456789a\"", "11 bytes \"0123456789b\"; first difference at byte 10: \"a\" became \"b\"");

        html.ShouldContain("the first difference is at byte 10");
        html.ShouldContain("<td>… 32 33 34 35 36 37 38 39 <mark>61</mark> </td><td>23456789<mark>a</mark></td>");
        html.ShouldContain("<mark>62</mark>");
    }

    [Test]
    public void Where_one_has_ended_its_end_is_marked()
    {
        var html = Rendered("3 bytes \"abc\"", "5 bytes \"abc\\r\\n\", then FIN; first difference at byte 3");

        html.ShouldContain("<td>61 62 63 <mark>end</mark> </td><td>abc<mark></mark></td>");
        html.ShouldContain("<td>61 62 63 <mark>0d</mark> 0a</td><td>abc<mark>·</mark>·</td>");
    }

    [Test]
    public void Beyond_what_is_quoted_the_two_bytes_are_shown_that_the_words_name()
    {
        var html = Rendered(
            "70,000 bytes \"0123\"…", "70,002 bytes \"0123\"…; first difference at byte 65,536: \"\\\"\" became \"\\r\"");

        html.ShouldContain("the first difference is at byte 65,536");
        html.ShouldContain("<td>… <mark>22</mark> </td><td><mark>&#34;</mark></td>");
        html.ShouldContain("<td>… <mark>0d</mark> </td><td><mark>·</mark></td>");
    }

    [TestCase("3 bytes \"abc\"", "3 bytes \"abd\"", TestName = "no difference is named")]
    [TestCase("3 bytes \"abc\"", "3 bytes \"abd\"; first difference at byte 1", TestName = "another one is named")]
    [TestCase("an end", "3 bytes \"abd\"; first difference at byte 2", TestName = "nothing is quoted")]
    public void It_is_not_guessed(string expected, string observed) =>
        ByteDifference.Of(Sample.Result(Verdict.Fail) with { Expected = expected, Observed = observed }).ShouldBeNull();

    private static string Rendered(string expected, string observed)
    {
        var page = new Markup();
        ByteDifference.Of(Sample.Result(Verdict.Fail) with { Expected = expected, Observed = observed }).ShouldNotBeNull().Put(page);
        return page.ToString();
    }
}
