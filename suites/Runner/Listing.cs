using System.Globalization;
using SocketConformance.Cases;
using SocketConformance.Specification;

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

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {rule.Level.ToString().ToUpperInvariant(),-6}  " +
                $"{rule.Id,-42}  {rule.Statement}"));
        }

        Console.WriteLine($"\n{cases.Count} cases of specification revision {Revision.Current}");
    }

    public static void Explain(IEnumerable<ConformanceAttribute> cases) =>
        Console.Write(string.Join('\n', cases.Select(SpecificationText.Of)));
}
