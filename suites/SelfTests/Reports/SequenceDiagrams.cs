using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.SelfTests.Browsing;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

[Fast]
public sealed class SequenceDiagrams
{
    [Test]
    public void What_was_read_back_from_a_report_is_drawn_like_what_was_seen()
    {
        var told = Pages.Wire.Select(happened => Sample.Told(happened.Milliseconds, WireText.Of(happened)));

        Drawn([.. told]).ToString().ShouldBe(Drawn([.. Pages.Wire]).ToString());
    }

    [Test]
    public void While_the_server_is_stopped_what_is_sent_to_it_ends_in_the_kernel()
    {
        var arrows = Drawn([.. Pages.Wire]).Elements("path").Where(path => (string?)path.Attribute("class") == "data")
            .Select(path => Regex.Match((string)path.Attribute("d")!, "H([0-9]+)").Groups[1].Value).ToList();

        arrows.Take(3).ShouldBe(["413", "413", "413"]);
        arrows[3].ShouldBe("93", "the reply, to the peers");
    }

    [Test]
    public void Without_anything_that_waits_there_is_no_kernel() =>
        Heads([Sample.Told(1, "-> connect 127.0.0.1:1"), Sample.Told(2, "<- FIN")]).ShouldBe(["ms", "peer", "server"]);

    [Test]
    public void Where_the_target_is_a_client_the_suite_is_on_the_other_side() =>
        Heads([Sample.Told(1, "<- connect from 127.0.0.1:1")], isClient: true).ShouldBe(["ms", "suite", "client"]);

    [Test]
    public void Times_are_to_scale_with_room_for_words_and_long_waits_are_broken()
    {
        var places = Placed(0, 0.01, 10, 30, 5030);

        places[1].Y.ShouldBe(26);
        ((places[3].Y - places[2].Y) / (places[2].Y - places[1].Y)).ShouldBe(20 / 9.99, 0.01);
        (places[4].Y - places[3].Y).ShouldBeLessThan(places[3].Y - places[2].Y);
        places.Select(place => place.Wait).ShouldBe([null, null, null, null, "5.0 s"]);
    }

    [Test]
    public void Where_steps_are_left_out_no_wait_is_shown()
    {
        var wire = Enumerable.Range(0, 100).Select(at => Sample.Told(at * 1000, "-> FIN")).ToList();

        var texts = Drawn(wire).Descendants("text").Select(text => text.Value).ToList();

        texts.Count(text => text == "FIN").ShouldBe(28);
        texts.ShouldContain("… 72 more …");
        texts.ShouldNotContain("14,000.0", customMessage: "the time of what is left out");
    }

    [Test]
    public void Each_of_several_peers_has_its_number_and_a_single_one_has_none()
    {
        Drawn([Sample.Told(1, "-> FIN"), Sample.Told(1, "[2] -> FIN")]).Descendants("tspan").Select(peer => peer.Value)
            .ShouldBe(["[1]", "[2]"]);
        Drawn([Sample.Told(1, "-> FIN")]).Descendants("tspan").ShouldBeEmpty();
    }

    [TestCase("[99999999999] -> x")]
    [TestCase("[")]
    [TestCase("[] -> ")]
    [TestCase("-> ")]
    [TestCase("")]
    [TestCase("</text></svg>&\"")]
    public void Whatever_a_report_says_it_stays_a_diagram(string words) =>
        Drawn([Sample.Told(double.MaxValue, words), Sample.Told(-1, words)]).Name.LocalName.ShouldBe("svg");

    private static List<DiagramTime.Place> Placed(params double[] milliseconds) =>
        DiagramTime.Of([.. milliseconds.Select(at => DiagramStep.Of(Sample.Told(at, "-> FIN")))]);

    private static List<string> Heads(IReadOnlyList<WireEvent> wire, bool isClient = false) =>
        [.. Drawn(wire, isClient).Elements("g").Single().Elements("text").Select(text => text.Value)];

    private static XElement Drawn(IReadOnlyList<WireEvent> wire, bool isClient = false)
    {
        var page = new Markup();
        new SequenceDiagram(wire, isClient).Put(page);
        return XElement.Parse(page.ToString());
    }
}
