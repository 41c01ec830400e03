using System.Runtime.CompilerServices;
using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.Reports;

/// <summary>
/// Output that is compared byte for byte with a file, whose path is relative to the test's. Where a change is meant, renew
/// the file and read the difference.
/// </summary>
internal static class Golden
{
    private static string Command => $"RENEW_GOLDEN=1 dotnet test suites/SelfTests --filter {TestContext.CurrentContext.Test.Type!.Name}";

    /// <summary>Files are written anew, rather than compared with.</summary>
    public static bool IsRenewed => Environment.GetEnvironmentVariable("RENEW_GOLDEN") == "1";

    public static void ShouldBeGolden(this string output, string file, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(test)!, file);
        if (IsRenewed)
        {
            if (File.Exists(path) && File.ReadAllText(path) == output) return;
            File.WriteAllText(path, output);
            Assert.Fail($"{file} is renewed: read the difference, then run again without RENEW_GOLDEN.");
        }

        output.ShouldBe(File.ReadAllText(path), $"not as in {file}. Write it anew: {Command}");
    }
}
