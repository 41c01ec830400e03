using System.Text.RegularExpressions;

namespace SocketConformance.Cases;

/// <summary>How an error that nobody handled begins: Python, Java, .NET, Go, Rust, Node.</summary>
internal static partial class StackTrace
{
    public static bool IsIn(string output) => Beginning().IsMatch(output);

    [GeneratedRegex(
        @"Traceback \(most|Exception in thread|Unhandled exception|^panic: |panicked at|Uncaught |^ +at .*:\d+:\d+\)?$",
        RegexOptions.Multiline)]
    private static partial Regex Beginning();
}
