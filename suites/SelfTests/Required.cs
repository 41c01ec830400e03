using NUnit.Framework;
using SocketConformance.Cases;
using SocketConformance.SelfTests.Bench;
using SocketConformance.SelfTests.Browsing;
using SocketConformance.SelfTests.CommandLine;

namespace SocketConformance.SelfTests;

/// <summary>
/// What a test can't do without. Where that is missing the test is ignored, with the reason; where <see cref="TestMachine"/> insists on
/// everything, it fails.
/// </summary>
internal static class Required
{
    /// <summary>The interpreter of the target <c>python-local</c>.</summary>
    public static void Python() => Present(TestMachine.Python);

    /// <param name="need">A program; or the path of a file or a folder.</param>
    public static void Present(string need)
    {
        if (IsPresent(need)) return;
        var missing = $"{need} is not on this machine; .ci/prepare-bench installs it";
        if (TestMachine.InsistsOnEverything) Assert.Fail(missing);
        else Assert.Ignore(missing);
    }

    /// <summary>All that is missing, in one line for the top of the output; null when nothing is, or all of it is insisted on.</summary>
    public static string? Missing()
    {
        string[] missing =
        [
            .. TestMachine.MissingEngine is { } engine ? [$"a Docker engine ({engine})"] : (string[])[],
            .. OthersPrograms.Needed.Concat([TestMachine.Python, Browser.Program, Browser.Driver]).Distinct()
                .Where(need => !IsPresent(need)).Select(need => need.Replace($"{Suite.Root}/", "", StringComparison.Ordinal)),
        ];
        return missing.Length == 0 || TestMachine.InsistsOnEverything ? null
            : $"Not on this machine, so that what needs it is ignored: {string.Join(", ", missing)}.";
    }

    private static bool IsPresent(string need) => need.StartsWith('/') ? Path.Exists(need) : TestMachine.HasProgram(need);
}
