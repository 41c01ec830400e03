using System.Runtime.CompilerServices;
using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.Reports;

/// <summary>
/// Output that is compared byte for byte with a file beside the test. Where a change is meant, renew the files and read
/// the difference: <c>RENEW_GOLDEN=1 dotnet test suites/SelfTests --filter Reports &amp;&amp; git diff suites/SelfTests</c>.
/// </summary>
internal static class Golden
{
    public static void ShouldBeGolden(this string output, string file, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(test)!, file);
        if (Environment.GetEnvironmentVariable("RENEW_GOLDEN") == "1")
        {
            File.WriteAllText(path, output);
            Assert.Fail($"{file} is renewed: read the difference, then run again without RENEW_GOLDEN.");
        }

        output.ShouldBe(File.ReadAllText(path), $"not as in {file}");
    }
}
