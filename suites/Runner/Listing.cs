using System.Globalization;
using SocketConformance.Cases;

namespace SocketConformance.Runner;

/// <summary>The cases in words: <c>--list</c> and <c>--explain</c>.</summary>
internal static class Listing
{
    public static void List(IReadOnlyList<ConformanceAttribute> cases)
    {
        var section = "";
        foreach (var rule in cases)
        {
            if (rule.Clause.Section != section)
            {
                section = rule.Clause.Section;
                Console.WriteLine($"\n{Sections.All.FirstOrDefault(one => one.Name == section).Title ?? section}");
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Word(rule),-6}  {rule.Id,-42}  {rule.Statement}"));
        }

        Console.WriteLine($"\n{cases.Count} cases");
    }

    public static void Explain(ConformanceAttribute rule)
    {
        Console.WriteLine($"""
            {rule.Id}
              {Word(rule),-9} {rule.Statement}
              source    {rule.Source}
              observed  {rule.How}
              catches   {rule.Catches}
            """);
        if (rule.Graceful) Console.WriteLine("  graceful  MUST for a target that declares graceful: true");
    }

    private static string Word(ConformanceAttribute rule) => rule.Level.ToString().ToUpperInvariant();
}
