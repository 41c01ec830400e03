using NUnit.Framework;
using Shouldly;
using SocketConformance.Report;
using Spectre.Console;

namespace SocketConformance.SelfTests.Reports;

[Fast]
public sealed class Consoles
{
    [TestCase(true, "xterm-256color", null, true, ColorSystem.Standard)]
    [TestCase(true, "xterm-256color", "", true, ColorSystem.Standard)]
    [TestCase(true, "xterm-256color", "1", true, ColorSystem.NoColors)]
    [TestCase(true, "dumb", null, false, ColorSystem.NoColors)]
    [TestCase(true, null, null, false, ColorSystem.NoColors)]
    [TestCase(false, "xterm-256color", null, false, ColorSystem.NoColors)]
    public void Colours_need_a_terminal_that_can_and_a_person_who_wants_them(
        bool terminal, string? term, string? noColour, bool ansi, ColorSystem colours)
    {
        var console = ReportConsole.For(new StringWriter(), terminal, name => name switch
        {
            "TERM" => term,
            "NO_COLOR" => noColour,
            _ => null,
        });

        console.Profile.Capabilities.Ansi.ShouldBe(ansi);
        console.Profile.Capabilities.ColorSystem.ShouldBe(colours);
    }
}
