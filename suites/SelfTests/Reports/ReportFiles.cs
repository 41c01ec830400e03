using System.Text;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

[Fast]
public sealed class ReportFiles
{
    private static readonly RunReport Report = Sample.Run(Sample.Result(Verdict.Pass));

    private readonly TestConsole console = new();
    private readonly MemoryStream stdout = new();
    private string folder = "";

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("reports-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [TestCase(ReportFormat.Text, "CONFORMANT  csharp: 1 pass\n")]
    [TestCase(ReportFormat.Json, "{\n  \"schema\": 1,")]
    [TestCase(ReportFormat.Junit, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<testsuites ")]
    [TestCase(ReportFormat.Markdown, "## CONFORMANT\n")]
    [TestCase(ReportFormat.Html, "<!DOCTYPE html>\n")]
    [TestCase(ReportFormat.Badge, "{\"schemaVersion\":1,\"label\":\"conformance\",\"message\":\"conformant, 1 rule kept\",")]
    public void Every_format_goes_to_its_file_in_UTF8_without_a_mark(ReportFormat format, string start)
    {
        var path = Path.Combine(folder, "report");

        Write(format, path);

        Encoding.UTF8.GetString(File.ReadAllBytes(path)).ShouldStartWith(start);
        Directory.GetFileSystemEntries(folder).ShouldBe([path], "the temporary file is gone");
        (console.Printed, stdout.Length).ShouldBe(("", 0));
    }

    [Test]
    public void Without_a_path_text_is_printed()
    {
        Write(ReportFormat.Text, null);

        console.Printed.ShouldStartWith("CONFORMANT");
    }

    [Test]
    public void Without_a_path_other_formats_are_UTF8_on_stdout_whatever_the_console_speaks()
    {
        Write(ReportFormat.Html, null);

        Encoding.UTF8.GetString(stdout.ToArray()).ShouldContain("✔");
        console.Printed.ShouldBeEmpty();
    }

    [Test]
    public void An_older_report_is_replaced()
    {
        var path = Path.Combine(folder, "report.json");
        File.WriteAllText(path, new string('x', 1_000_000));

        Write(ReportFormat.Json, path);

        File.ReadAllText(path).ShouldBe(JsonReport.Render(Report));
    }

    [Test]
    public void No_folder_is_made_silently()
    {
        var path = Path.Combine(folder, "out", "report.json");

        Refusal(path).ShouldBe($"cannot write the report {path}: no such folder: {Path.Combine(folder, "out")}; create it first");
        Directory.GetFileSystemEntries(folder).ShouldBeEmpty();
    }

    [Test]
    public void A_folder_is_no_file()
    {
        Refusal(folder).ShouldBe($"cannot write the report {folder}: it is a folder");
        File.Exists($"{folder}.{Environment.ProcessId}.tmp").ShouldBeFalse();
    }

    [Test]
    public void What_was_there_stays_when_the_new_report_cannot_be_written()
    {
        var path = Path.Combine(folder, "report.json");
        File.WriteAllText(path, "old");
        // A folder where the temporary file would be: root too cannot write there.
        Directory.CreateDirectory($"{path}.{Environment.ProcessId}.tmp");

        Refusal(path).ShouldStartWith($"cannot write the report {path}: ");
        File.ReadAllText(path).ShouldBe("old");
    }

    [Test]
    public void A_link_stays_a_link()
    {
        var (path, link) = (Path.Combine(folder, "real.json"), Path.Combine(folder, "link.json"));
        File.CreateSymbolicLink(link, path);

        Write(ReportFormat.Json, link);

        new FileInfo(link).LinkTarget.ShouldBe(path);
        File.ReadAllText(path).ShouldBe(JsonReport.Render(Report));
    }

    [Test]
    public void A_device_stays_a_device()
    {
        Write(ReportFormat.Json, "/dev/null");

        File.ReadAllBytes("/dev/null").ShouldBeEmpty();
    }

    [TestCase("json", ReportFormat.Json, null)]
    [TestCase("text", ReportFormat.Text, null)]
    [TestCase("junit=out/a.xml", ReportFormat.Junit, "out/a.xml")]
    [TestCase("markdown=a=b.md", ReportFormat.Markdown, "a=b.md")]
    [TestCase("html=x", ReportFormat.Html, "x")]
    [TestCase("badge=b.json", ReportFormat.Badge, "b.json")]
    public void A_request_is_a_format_and_perhaps_a_path(string request, ReportFormat format, string? path) =>
        ReportRequest.Parse(request).ShouldBe(new ReportRequest(format, path));

    [TestCase("xml", "no such report format: xml; there are text, json, junit, markdown, html and badge")]
    [TestCase("JSON=x", "no such report format: JSON; there are text, json, junit, markdown, html and badge")]
    [TestCase("json=", "--report json= names no file; give a path, or leave the = out to print")]
    public void A_wrong_request_says_what_is_right(string request, string message) =>
        Should.Throw<ReportException>(() => ReportRequest.Parse(request)).Message.ShouldBe(message);

    private void Write(ReportFormat format, string? path) =>
        new ReportWriter(console.Console, stdout).Write(Report, new ReportRequest(format, path));

    private string Refusal(string path) => Should.Throw<ReportException>(() => Write(ReportFormat.Json, path)).Message;
}
