using Deque.AxeCore.Commons;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests.Browsing;

/// <summary>A headless Chromium that reads pages from files, and reaches nothing else.</summary>
internal sealed class Browser : IDisposable
{
    /// <summary>The programs of Debian's packages chromium and chromium-driver.</summary>
    public const string Program = "/usr/bin/chromium", Driver = "/usr/bin/chromedriver";

    private readonly TemporaryFolder folder = new();
    private readonly ChromeDriverService service;
    private readonly ChromeDriver driver;
    private int pages;

    public Browser()
    {
        var options = new ChromeOptions { BinaryLocation = Program };
        options.AddArguments(
            "--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND", $"--user-data-dir={folder.File("profile")}");
        if (Environment.IsPrivilegedProcess) options.AddArgument("--no-sandbox"); // Chromium refuses root a sandbox
        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        options.SetLoggingPreference("performance", LogLevel.All);
        service = ChromeDriverService.CreateDefaultService(Path.GetDirectoryName(Driver)!, Path.GetFileName(Driver));
        service.SuppressInitialDiagnosticInformation = true;
        driver = new ChromeDriver(service, options);
    }

    /// <summary>Opens a page, as a file of its own, at an anchor of it.</summary>
    public void Open(string html, string anchor = "")
    {
        var path = folder.Write($"{++pages}.html", html);
        _ = Console();
        _ = Requests();
        driver.Navigate().GoToUrl($"file://{path}{(anchor.Length > 0 ? $"#{anchor}" : "")}");
    }

    /// <summary>Such as a desktop's 1,400 by 900, or a phone's 390 by 800.</summary>
    public void Resize(int width, int height) => Send("Emulation.setDeviceMetricsOverride", new()
    {
        ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false,
    });

    /// <param name="scheme"><c>light</c> or <c>dark</c>.</param>
    /// <param name="media"><c>screen</c> or <c>print</c>.</param>
    public void Emulate(string scheme, string media = "screen") => Send("Emulation.setEmulatedMedia", new()
    {
        ["media"] = media,
        ["features"] = new object[] { new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = scheme } },
    });

    public void AllowScripts(bool allowed) => Send("Emulation.setScriptExecutionDisabled", new() { ["value"] = !allowed });

    public void Press(string keys) => driver.SwitchTo().ActiveElement().SendKeys(keys);

    public IWebElement Find(string selector) => driver.FindElement(By.CssSelector(selector));

    public IReadOnlyList<IWebElement> All(string selector) => driver.FindElements(By.CssSelector(selector));

    /// <summary>The texts of those elements that are seen.</summary>
    public List<string> Seen(string selector) =>
        [.. All(selector).Where(element => element.Displayed).Select(element => element.Text)];

    /// <summary>The value of an expression in JavaScript.</summary>
    public object? Value(string expression) => driver.ExecuteScript($"return {expression}");

    /// <summary>What the page's console has said since it was asked last.</summary>
    public List<string> Console() => [.. driver.Manage().Logs.GetLog(LogType.Browser).Select(entry => entry.Message)];

    /// <summary>What was requested since it was asked last, as the browser's log has it.</summary>
    public List<string> Requests() =>
        [.. driver.Manage().Logs.GetLog("performance").Select(entry => entry.Message)
            .Where(message => message.Contains("\"Network.requestWillBeSent\"", StringComparison.Ordinal))];

    /// <summary>What the window shows, as PNG.</summary>
    public byte[] Picture() => driver.GetScreenshot().AsByteArray;

    /// <summary>What axe-core finds serious or critical, a line each.</summary>
    public List<string> Inaccessible()
    {
        driver.ExecuteScript(new BundledAxeScriptProvider().GetScript());
        var found = (IReadOnlyCollection<object>)driver.ExecuteAsyncScript("""
            const done = arguments[arguments.length - 1];
            axe.run().then(result => done(result.violations.filter(found => /serious|critical/.test(found.impact))
              .map(found => `${found.id}: ${found.nodes.slice(0, 3).map(node => node.html + " " + node.failureSummary).join(" | ")}`)));
            """)!;
        return [.. found.Select(line => (string)line)];
    }

    public void Dispose()
    {
        driver.Dispose();
        service.Dispose();
        folder.Dispose();
    }

    private void Send(string command, Dictionary<string, object?> parameters) => driver.ExecuteCdpCommand(command, parameters);
}
