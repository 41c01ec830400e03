using System.Text.Json.Nodes;
using NJsonSchema;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

[Fast]
public sealed class JsonReports
{
    private JsonSchema schema = null!;

    [OneTimeSetUp]
    public async Task ReadSchema()
    {
        using var text = new StreamReader(typeof(JsonReport).Assembly.GetManifestResourceStream("report.schema.json")!);
        schema = await JsonSchema.FromJsonAsync(await text.ReadToEndAsync());
    }

    private static IEnumerable<TestCaseData> Reports()
    {
        yield return new TestCaseData(Sample.Mixed).SetArgDisplayNames("mixed");
        yield return new TestCaseData(Sample.EveryVerdict).SetArgDisplayNames("every verdict");
        yield return new TestCaseData(Sample.Run()).SetArgDisplayNames("nothing judged");
        yield return new TestCaseData(Sample.Run(Sample.Result(Verdict.Pass, level: Level.May)) with { Strict = true, Interrupted = true })
            .SetArgDisplayNames("interrupted");
        yield return new TestCaseData(LongWire(300)).SetArgDisplayNames("long wire");
    }

    [TestCaseSource(nameof(Reports))]
    public void Every_report_validates_against_the_schema(RunReport report) =>
        schema.Validate(JsonReport.Render(report)).ShouldBeEmpty();

    [TestCaseSource(nameof(Reports))]
    public void What_is_written_can_be_read_and_written_again(RunReport report)
    {
        var written = JsonReport.Render(report);

        JsonReport.Render(Parse(written)).ShouldBe(written);
    }

    [Test]
    public void Reading_gives_back_every_field()
    {
        var report = Sample.Mixed with { Strict = true };

        var read = Parse(JsonReport.Render(report));

        (read with { Results = report.Results, Targets = report.Targets, Problems = report.Problems }).ShouldBe(report);
        read.Results.Select(result => result with { Wire = [] }).ShouldBe(report.Results.Select(result => result with { Wire = [] }));
        Told(read).ShouldBe(Told(report));
        read.Targets.Select(target => (target.Name, target.How, string.Join('/', target.Declared)))
            .ShouldBe(report.Targets.Select(target => (target.Name, target.How, string.Join('/', target.Declared))));
        read.Problems.ShouldBe(report.Problems);
        read.ExitCode.ShouldBe(report.ExitCode);
    }

    [Test]
    public void The_summary_counts_every_verdict_of_every_target()
    {
        var report = Sample.Run(Sample.Result(Verdict.Pass), Sample.Result(Verdict.Pass), Sample.Result(Verdict.KnownFailure)) with
        {
            Targets = [new TargetSummary("csharp", "", []), new TargetSummary("idle", "", [])],
        };
        var words = Enum.GetValues<Verdict>().Select(verdict => verdict.Word()).ToList();

        var summary = Node(report)["summary"]!.AsObject();

        summary.Select(target => target.Key).ShouldBe(["csharp", "idle"]);
        summary["csharp"]!.AsObject().Select(count => count.Key).ShouldBe(words);
        summary["csharp"]!.AsObject().Where(count => count.Value!.GetValue<int>() != 0)
            .Select(count => $"{count.Key} {count.Value}").ShouldBe(["pass 2", "known-failure 1"]);
        summary["idle"]!.AsObject().Select(count => $"{count.Key} {count.Value}").ShouldBe(words.Select(word => $"{word} 0"));
    }

    [Test]
    public void The_summary_counts_each_verdict_under_its_own_word()
    {
        var results = Enum.GetValues<Verdict>().SelectMany(verdict => Enumerable.Repeat(Sample.Result(verdict), (int)verdict + 1));

        var counts = Node(Sample.Run([.. results]))["summary"]!["csharp"]!.AsObject();

        foreach (var verdict in Enum.GetValues<Verdict>())
            counts[verdict.Word()]!.GetValue<int>().ShouldBe((int)verdict + 1, verdict.Word());
    }

    [Test]
    public void The_fixed_fields_stand_where_the_product_page_says()
    {
        var report = Node(Sample.Mixed);

        ((int)report["schema"]!).ShouldBe(1);
        ((string)report["suite"]!["version"]!).ShouldBe("0.1.0");
        ((bool)report["conformant"]!).ShouldBeFalse();
        ((double)report["durationMs"]!).ShouldBe(4213);
        ((string)report["targets"]![1]!["name"]!).ShouldBe("my-rust-server");
        var drain = report["results"]!.AsArray().First(result => (string)result!["verdict"]! == "fail")!;
        ((string)drain["case"]!).ShouldBe("half-close/drain-before-fin");
        ((string)drain["contract"]!).ShouldBe("echo");
        ((string)drain["transport"]!).ShouldBe("tcp4");
        ((string)drain["target"]!).ShouldBe("my-rust-server");
        ((string)drain["level"]!).ShouldBe("must");
        ((double)drain["wire"]![0]!["ms"]!).ShouldBe(0.2);
        ((string)drain["wire"]![0]!["what"]!).ShouldBe("-> connect 127.0.0.1:39201");
    }

    [Test]
    public void A_long_wire_is_bounded_and_says_so()
    {
        var wire = Node(LongWire(1000))["results"]![0]!["wire"]!.AsArray();

        wire.Count.ShouldBe(256);
        ((string)wire[127]!["what"]!).ShouldBe("event 127");
        ((string)wire[128]!["what"]!).ShouldBe("… 745 more …");
        ((string)wire[129]!["what"]!).ShouldBe("event 873");
        ((string)wire[255]!["what"]!).ShouldBe("event 999");
    }

    [Test]
    public void An_event_stands_in_a_line_of_its_own() =>
        JsonReport.Render(Sample.Mixed).ShouldContain("\n        { \"ms\": 8.2, \"what\": \"-> FIN\" },\n");

    [TestCase("schema", "2")]
    [TestCase("conformant", "\"yes\"")]
    [TestCase("durationMs", "-1")]
    [TestCase("surplus", "1")]
    [TestCase("results/0/verdict", "\"passed\"")]
    [TestCase("results/0/level", "\"MUST\"")]
    [TestCase("results/0/transport", "\"tcp\"")]
    [TestCase("results/0/case", "\"echo\"")]
    [TestCase("results/0/surplus", "1")]
    [TestCase("results/0/wire/0/ms", "\"1\"")]
    [TestCase("problems/0/kind", "\"odd\"")]
    [TestCase("targets/0/declared", "\"echo\"")]
    [TestCase("summary/csharp/passed", "1")]
    public void The_schema_refuses_what_is_wrong(string path, string value)
    {
        var report = Node(LongWire(2) with { Problems = [new Problem(ProblemKind.NotConformant, "Wrong.")] });
        Set(report, path, JsonNode.Parse(value));

        schema.Validate(report.ToJsonString()).ShouldNotBeEmpty();
    }

    private static IEnumerable<string> Fields()
    {
        foreach (var (name, _) in Node(Sample.Mixed).AsObject()) yield return name;
        foreach (var (name, _) in Node(Sample.Mixed)["results"]![0]!.AsObject()) yield return $"results/0/{name}";
        foreach (var verdict in Enum.GetValues<Verdict>()) yield return $"summary/csharp/{verdict.Word()}";
    }

    [TestCaseSource(nameof(Fields))]
    public void The_schema_asks_for_every_field(string path)
    {
        var report = Node(Sample.Mixed);
        Set(report, path, null, remove: true);

        schema.Validate(report.ToJsonString()).ShouldNotBeEmpty();
    }

    /// <summary>Of a step, a report holds the words.</summary>
    private static IEnumerable<(double, string)> Told(RunReport report) =>
        report.Results.SelectMany(result => result.Wire).Select(happened => (happened.Milliseconds, WireText.Of(happened)));

    private static RunReport LongWire(int events) => Sample.Run(Sample.Result(Verdict.Pass) with
    {
        Wire = [.. Enumerable.Range(0, events).Select(at => Sample.Told(at, $"event {at}"))],
    });

    private static RunReport Parse(string document) => JsonReport.Parse(System.Text.Encoding.UTF8.GetBytes(document), "report.json");

    private static JsonNode Node(RunReport report) => JsonNode.Parse(JsonReport.Render(report))!;

    private static void Set(JsonNode at, string path, JsonNode? value, bool remove = false)
    {
        var steps = path.Split('/');
        foreach (var step in steps[..^1])
            at = at is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : at[step]!;
        if (remove) at.AsObject().Remove(steps[^1]);
        else at[steps[^1]] = value;
    }
}
