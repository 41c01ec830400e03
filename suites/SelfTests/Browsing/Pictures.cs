using System.Buffers.Binary;
using NUnit.Framework;
using Shouldly;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.SelfTests.Docs;
using SocketConformance.SelfTests.Reports;

namespace SocketConformance.SelfTests.Browsing;

/// <summary>
/// The pictures of README and docs: real runs as a browser shows them. The test does each anew, and looks for what the picture is there to
/// show; <c>RENEW_GOLDEN=1 dotnet test suites/SelfTests --filter Pictures</c> writes them.
/// </summary>
[Browser]
public sealed class Pictures
{
    private const string Broken =
        "--contract echo --case 'echo/*' --case 'half-close/*' --case 'reset/*' --case 'concurrency/*' -- ./writes-lines --port {port}";

    private const string Killed = "--contract echo --case 'reset/*' -- ./is-killed-by-sigpipe --port {port}";

    private static readonly string Folder = Path.Combine(Suite.Root, "docs", "pictures");

    private Workshop workshop = null!;
    private Browser browser = null!;

    [OneTimeSetUp]
    public void Start() => (workshop, browser) = (new Workshop(), new Browser());

    [OneTimeTearDown]
    public void End()
    {
        browser?.Dispose();
        workshop?.Dispose();
    }

    [TestCase("one-cause.png", Broken, "", 1280, 800, "light", ".diagnoses", ".causes")]
    [TestCase("sequence-diagram.png", Killed, "reset/survives-a-closed-peer@echo@tcp4", 1280, 800, "dark", "svg")]
    [TestCase("parity.png", "--parity --target csharp,python-local --contract echo --case 'reset/*'", "", 1280, 640, "light", "h1")]
    public async Task Shows(string name, string run, string anchor, int width, int height, string scheme, params string[] seen)
    {
        var judged = await workshop.RunAsync($"./run-conformance.sh --report html={name}.html {run}");
        judged.ExitCode.ShouldBeLessThan(2, judged.StandardOutput + judged.StandardError);
        browser.Resize(width, height);
        browser.Emulate(scheme);
        browser.Open(await File.ReadAllTextAsync(workshop.File($"{name}.html")), anchor);

        foreach (var selector in seen) browser.Seen(selector).ShouldNotBeEmpty($"{selector} is what {name} is there to show");
        var picture = browser.Picture();
        var path = Path.Combine(Folder, name);
        if (Golden.IsRenewed) await File.WriteAllBytesAsync(path, picture);
        Size(await File.ReadAllBytesAsync(path)).ShouldBe(Size(picture), $"{name} is of another page; write it anew, with RENEW_GOLDEN=1");
    }

    /// <summary>Of a PNG file: its first chunk has both.</summary>
    private static (int Width, int Height) Size(byte[] png) =>
        (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
}
