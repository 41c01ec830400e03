using NUnit.Framework;
using Shouldly;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.TargetFiles;

/// <summary>What is filled in, and which braces are left alone.</summary>
[Fast]
public sealed class PlaceholderRules
{
    private static readonly Placeholders Filled = new("127.0.0.1", 4711, "/tmp/1.sock", 5);

    [TestCase("{host}:{port}", "127.0.0.1:4711")]
    [TestCase("--path={path}", "--path=/tmp/1.sock")]
    [TestCase("{backlog}", "5")]
    [TestCase("{{port}}", "{port}")]
    [TestCase("{{anything}}", "{anything}")]
    [TestCase("${port} ${HOME}", "${port} ${HOME}")]
    [TestCase("{}", "{}")]
    [TestCase("f() { g; }; f", "f() { g; }; f")]
    [TestCase("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1}}")]
    public void Words_in_braces_are_filled_in(string text, string filled) => Filled.Fill([text]).ShouldBe([filled]);

    [Test]
    public void The_environment_is_filled_in_too() =>
        Filled.Fill(new Dictionary<string, string> { ["PORT"] = "{port}" })["PORT"].ShouldBe("4711");

    [Test]
    public void Over_a_Unix_socket_there_is_no_host() => new Placeholders(null, 0, "/s", null).Fill(["{host}{backlog}"]).ShouldBe([""]);

    [Test]
    public void The_projects_own_programs_have_absolute_paths()
    {
        var filled = Filled.Fill(["{reference}", "{broken}", "{scripts}"]);

        filled.ShouldEach(path => Path.IsPathRooted(path));
        filled[0].ShouldBe(Placeholders.Program("ReferenceServer"));
        filled[1].ShouldEndWith("/servers/BrokenServers/BrokenServers");
        File.Exists(Path.Combine(filled[2], "echo.py")).ShouldBeTrue();
    }
}
