using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.Versioning;
using System.Text;
using CliWrap;
using CliWrap.Buffered;
using Shouldly;
using SocketConformance.Specification;
using SocketConformance.Probe;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Targets;

[assembly: SupportedOSPlatform("linux")] // scripts that can be executed

namespace SocketConformance.SelfTests.Docs;

/// <summary>A temporary folder in which a page's commands run as written: with the suite, and the servers that the pages name.</summary>
internal sealed class Workshop : IDisposable
{
    /// <summary>The port of the page's external server; a free one takes its place.</summary>
    private const string OthersPort = "7007";

    private readonly TemporaryFolder folder = new();
    private Process? others;
    private string othersPort = OthersPort;

    /// <param name="narrowing">Options that keep each judging run short.</param>
    public Workshop(string narrowing = "")
    {
        Script("run-conformance.sh", $"""
            case $1 in diff|merge|doctor|init) exec '{Suite.Script}' "$@" ;; esac
            exec '{Suite.Script}' {narrowing} "$@"
            """);
        Server("my-echo", "ReferenceServer", "echo");
        Server("target/release/echo", "ReferenceServer", "echo");
        Server("my-udp-echo", "ReferenceServer", "udp-echo");
        Server("my-upper", "BrokenServers", "strips-then-cuts");
        foreach (var fault in (string[])["aborts-at-the-end", "waits-for-16-bytes", "writes-lines", "is-killed-by-sigpipe"])
            Server(fault, "BrokenServers", fault);
        Directory.CreateDirectory(folder.File("suites"));
    }

    public string File(string name) => folder.File(name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(name))!);
        folder.Write(name, text);
    }

    /// <summary>Starts the server that is running already when the reader comes, and waits until it listens.</summary>
    public async Task StartOthersServerAsync()
    {
        var where = new IPEndPoint(IPAddress.Loopback, OthersPorts.Next());
        othersPort = where.Port.ToString(CultureInfo.InvariantCulture);
        others = Process.Start(Placeholders.Program("ReferenceServer"), ["echo", "--port", othersPort]);
        (await Until.TrueAsync(() => Reach.IsServed(Protocols.Echo, where), Patience.Start)).ShouldBeTrue("the server listens");
    }

    public async Task<BufferedCommandResult> RunAsync(
        string command, IReadOnlyDictionary<string, string?>? variables = null, string inFolder = ".") =>
        await Cli.Wrap("bash")
            .WithArguments(["-c", command.Replace(OthersPort, othersPort, StringComparison.Ordinal)])
            .WithWorkingDirectory(Path.GetFullPath(inFolder, File(".")))
            .WithEnvironmentVariables(set => set.Set(variables ?? new Dictionary<string, string?>()).Set("NO_COLOR", "1")
                // What a page builds stays in the folder, and no compiler waits for more.
                .Set("XDG_DATA_HOME", Path.GetFullPath(File("."))).Set("UseSharedCompilation", "false"))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(Encoding.UTF8);

    public void Dispose()
    {
        if (others is not null)
        {
            others.Kill();
            others.WaitForExit();
            others.Dispose();
        }

        folder.Dispose();
    }

    private void Server(string name, string program, string words) =>
        Script(name, $"exec '{Placeholders.Program(program)}' {words} \"$@\"");

    private void Script(string name, string lines)
    {
        Write(name, $"#!/bin/sh\n{lines}\n");
        System.IO.File.SetUnixFileMode(File(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
