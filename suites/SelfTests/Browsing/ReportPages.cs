using NUnit.Framework;
using OpenQA.Selenium;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Browsing;

/// <summary>The HTML reports as their readers have them.</summary>
[Browser]
public sealed class ReportPages
{
    private Browser browser = null!;

    [OneTimeSetUp]
    public void Start() => browser = new Browser();

    [OneTimeTearDown]
    public void End() => browser?.Dispose();

    [SetUp]
    public void AtADesk()
    {
        browser.AllowScripts(true);
        browser.Resize(1400, 900);
        browser.Emulate("light");
    }

    private static IEnumerable<TestCaseData> EveryPage()
    {
        yield return new TestCaseData(Pages.Mixed).SetArgDisplayNames("mixed");
        yield return new TestCaseData(Pages.Of(3, 4, 1, broken: true)).SetArgDisplayNames("broken");
        yield return new TestCaseData(Pages.Of(3, 4, 1, broken: false)).SetArgDisplayNames("all pass");
        yield return new TestCaseData(Pages.Of(2, 3, 20, broken: true)).SetArgDisplayNames("twenty targets");
        yield return new TestCaseData(Pages.Parity).SetArgDisplayNames("parity");
        yield return new TestCaseData(Pages.Hostile).SetArgDisplayNames("hostile");
        yield return new TestCaseData(Pages.HostileParity).SetArgDisplayNames("hostile parity");
    }

    [TestCaseSource(nameof(EveryPage))]
    public void Nothing_is_requested_and_nothing_complained_of(string page)
    {
        browser.Open(page);

        browser.Requests().ShouldHaveSingleItem().ShouldContain("file:///");
        browser.Console().ShouldBeEmpty();
    }

    [TestCaseSource(nameof(EveryPage))]
    public void It_can_be_read_by_everybody(string page)
    {
        browser.Open(page);

        foreach (var (scheme, width) in new[] { ("light", 1400), ("dark", 390) })
        {
            browser.Emulate(scheme);
            browser.Resize(width, 900);
            browser.Inaccessible().ShouldBeEmpty($"{scheme}, {width} wide");
        }
    }

    [TestCaseSource(nameof(EveryPage))]
    public void It_is_as_wide_as_the_screen(string page)
    {
        browser.Open(page);

        foreach (var width in (int[])[1400, 390])
        {
            browser.Resize(width, 900);
            ((long)browser.Value("document.documentElement.scrollWidth")!).ShouldBeLessThanOrEqualTo(width);
        }
    }

    [Test]
    public void What_a_target_says_runs_nowhere([Values] bool parity)
    {
        browser.Open(parity ? Pages.HostileParity : Pages.Hostile);

        browser.Value("window.ran").ShouldBeNull();
        browser.All("img, iframe, object, embed, link, base, svg [onload], a[href^=javascript]").ShouldBeEmpty();
        browser.All("script").Count.ShouldBe(parity ? 0 : 1);
        browser.Find("body").Text.ShouldContain("<script>window.ran=1</script>");
    }

    [Test]
    public void No_script_but_its_own_may_run()
    {
        browser.Open(Pages.Mixed);

        browser.Value("""
            (() => {
              const script = document.createElement("script");
              script.textContent = "window.ran = 1";
              document.body.append(script);
              return window.ran;
            })()
            """).ShouldBeNull();
        browser.Console().ShouldHaveSingleItem().ShouldContain("Content Security Policy");
    }

    [Test]
    public void Without_a_script_all_of_it_is_there()
    {
        browser.AllowScripts(false);
        browser.Open(Pages.Of(3, 4, 1, broken: true));

        browser.Seen(".rule h2").ShouldBe(["section-0/rule-0"], "the first finding");
        browser.Find("#filters").Displayed.ShouldBeFalse();
        browser.Find("a[href='#section-2/rule-3']").Click();
        browser.Seen(".rule h2").ShouldBe(["section-2/rule-3"]);
    }

    [Test]
    public void A_failure_opens_beside_the_matrix_and_on_a_phone_below_it()
    {
        browser.Open(Pages.Of(3, 40, 1, broken: true), "section-1/rule-0");

        Edge("#rules", "left").ShouldBeGreaterThanOrEqualTo(Edge("main", "right"));
        browser.Resize(390, 800);
        Edge("#rules", "top").ShouldBeGreaterThanOrEqualTo(Edge("main", "bottom"));
        browser.Find("[data-section='section-2'] th a").Click();
        Edge(".rule:target", "top").ShouldBeInRange(0, 800, "it is scrolled to");

        double Edge(string selector, string side) =>
            Convert.ToDouble(browser.Value($"document.querySelector('{selector}').getBoundingClientRect().{side}"));
    }

    [TestCase("section-1/rule-0", "section-1/rule-0")]
    [TestCase("section-1/rule-0@echo@tcp4", "section-1/rule-0")]
    [TestCase("section-1/rule-2@echo@tcp4", "section-1/rule-2")]
    public void A_link_leads_to_a_rule_or_to_one_result_of_it(string anchor, string rule)
    {
        browser.Open(Pages.Of(3, 4, 1, broken: true), anchor);

        browser.Seen(".rule h2").ShouldBe([rule]);
        browser.Seen("tr[aria-current] a").ShouldContain(rule);
    }

    [Test]
    public void A_link_need_not_name_the_target()
    {
        browser.Open(Pages.Of(2, 3, 20, broken: true), "section-1/rule-0@echo@tcp4");

        ((string)browser.Value("location.hash")!).ShouldBe("#section-1/rule-0@echo@tcp4@target-0");
    }

    [Test]
    public void A_cause_stands_above_the_matrix_and_leads_to_its_rules()
    {
        browser.Open(Pages.Of(3, 4, 1, broken: true));

        browser.Find(".causes").Location.Y.ShouldBeLessThan(browser.Find(".matrix").Location.Y);
        browser.Seen(".causes b").ShouldContain("the server adds \"\\r\\n\"");
        browser.Find(".causes a[href='#section-2/rule-0']").Click();
        browser.Seen(".rule h2").ShouldBe(["section-2/rule-0"]);
    }

    [Test]
    public void A_cell_leads_to_its_failure()
    {
        browser.Open(Pages.Of(3, 4, 1, broken: true));

        browser.Find("[data-section='section-2'] td a").Click();

        browser.Seen(".result:target h3").ShouldHaveSingleItem().ShouldContain("fail");
    }

    [Test]
    public void Filters_narrow_by_text_level_section_and_verdict_and_say_what_is_left()
    {
        browser.Open(Pages.Of(3, 4, 1, broken: true));

        browser.Find("[name=text]").SendKeys("rule-2 every");
        Rows().ShouldBe(["section-0/rule-2", "section-1/rule-2", "section-2/rule-2"], "the statement is searched too");
        browser.Find("output").Text.ShouldBe("3 of 12 rules");
        browser.Find("[name=text]").Clear();
        Choose("section", "section-1");
        Rows().Count.ShouldBe(4);
        browser.Find("[value=pass]").Click();
        Rows().ShouldBe(["section-1/rule-0"]);
        Choose("level", "MUST");
        Rows().ShouldBe(["section-1/rule-0"]);
        browser.Find("[value=fail]").Click();
        Rows().ShouldBeEmpty();

        List<string> Rows() => browser.Seen(".matrix th a");

        void Choose(string name, string word) => browser.Find($"[name={name}]").SendKeys(word);
    }

    [Test]
    public void A_section_folds_and_one_without_findings_is_folded()
    {
        browser.Open(Pages.Of(3, 4, 1, broken: false));

        browser.Seen(".matrix th a").ShouldBeEmpty();
        browser.Find("[data-section='section-1'] summary").Click();
        browser.Seen(".matrix th a").Count.ShouldBe(4);
    }

    [Test]
    public void Keys_go_up_and_down_to_the_filter_and_back()
    {
        browser.Open(Pages.Of(3, 4, 1, broken: true));

        browser.Press("j");
        browser.Press("j");
        browser.Seen(".rule h2").ShouldBe(["section-0/rule-1"]);
        browser.Press("k");
        browser.Seen(".rule h2").ShouldBe(["section-0/rule-0"]);
        browser.Press("/");
        browser.Press("jk");
        ((string)browser.Value("document.querySelector('[name=text]').value")!).ShouldBe("jk", "in a field, keys are text");
        browser.Press(Keys.Escape);
        browser.Press(Keys.Escape);
        browser.All("tr[aria-current]").ShouldBeEmpty();
    }

    [Test]
    public void The_tab_key_reaches_a_rule_and_its_command()
    {
        browser.Open(Pages.Of(1, 2, 1, broken: true));

        var reached = new List<string>();
        for (var at = 0; at < 20; at++)
        {
            browser.Press(Keys.Tab);
            reached.Add((string)browser.Value("document.activeElement.outerHTML.slice(0, 60)")!);
        }

        reached.ShouldContain(element => element.Contains("#section-0/rule-1", StringComparison.Ordinal));
        reached.ShouldContain(element => element.Contains("class=\"copy\"", StringComparison.Ordinal));
    }

    [Test]
    public async Task The_command_is_copied_or_selected()
    {
        browser.Open(Pages.Of(1, 2, 1, broken: true));

        browser.Find(".rule.finding .copy").Click();

        await Poll.UntilAsync(
            "the button says what became of it",
            () => Task.FromResult(browser.Find(".rule.finding .copy").Text is "copied" or "selected"));
    }

    [Test]
    public void In_a_diagram_no_words_overlap_and_none_leaves_it()
    {
        browser.Open(Pages.Of(1, 1, 1, broken: true));

        ((IReadOnlyCollection<object>)browser.Value("""
            (() => {
              const svg = document.querySelector("svg").getBoundingClientRect();
              const peers = document.querySelector("svg .life").getBoundingClientRect().left;
              const texts = [...document.querySelectorAll("svg text")].map(text =>
                [text.textContent, text.getBoundingClientRect(), text.closest(".heads, .ms") ? svg.left : peers]);
              const over = (a, b) => a.left < b.right && b.left < a.right && a.top + 1 < b.bottom && b.top + 1 < a.bottom;
              return texts.flatMap(([words, box, left], at) => [
                ...(box.left < left || box.right > svg.right + 1 || box.bottom > svg.bottom + 1 ? ["outside: " + words] : []),
                ...texts.slice(at + 1).filter(([, other]) => over(box, other)).map(([other]) => words + " on " + other)]);
            })()
            """)!).ShouldBeEmpty();
        browser.All("svg text").Count.ShouldBeGreaterThan(20);
    }

    [Test]
    public void On_paper_every_finding_is_there_and_no_control()
    {
        browser.Open(Pages.Of(3, 4, 1, broken: true));
        browser.Emulate("light", media: "print");

        browser.Seen(".rule h2").ShouldBe(["section-0/rule-0", "section-1/rule-0", "section-2/rule-0"]);
        browser.Seen("#filters, .copy").ShouldBeEmpty();
    }
}
