using SocketConformance.Cases;

namespace SocketConformance.Runner;

/// <summary>The kill matrix in lines and numbers.</summary>
internal static class KillMatrixText
{
    /// <summary>One broken server, and which other cases catch it where they were asked.</summary>
    public static void PutFault(KillMatrix matrix, BrokenTarget broken)
    {
        Console.WriteLine($"{(matrix.IsCaught(broken) ? "caught" : "ESCAPED"),-8} {broken.Case,-44} {broken.Name}: {broken.What}");
        var others = matrix.CaughtBy(broken).Where(id => id != broken.Case).Order().ToList();
        if (others.Count > 0) Console.WriteLine($"         also by {others.Count}: {string.Join(", ", others)}");
    }

    /// <summary>A broken server that this machine can't run.</summary>
    public static void PutSkipped(BrokenTarget broken) =>
        Console.WriteLine($"{"skipped",-8} {broken.Case,-44} {broken.Name}: {broken.Missing}");

    /// <summary>What the whole matrix says about the suite.</summary>
    public static void PutNumbers(KillMatrix matrix, List<BrokenTarget> bank, List<string> cases)
    {
        var catchers = bank.ToDictionary(broken => broken, matrix.CaughtBy);
        var catches = cases.ToDictionary(id => id, id => bank.Where(broken => catchers[broken].Contains(id)).ToList());

        Console.WriteLine("\nWhat each case catches");
        foreach (var (id, caught) in catches)
        {
            var alone = caught.Count(broken => catchers[broken].Count == 1);
            Console.WriteLine($"{caught.Count,5}  {id}{(alone > 0 ? $", {alone} that no other case catches" : "")}");
        }

        Console.WriteLine($"""

            Kill matrix
            {bank.Count,5} faults
            {bank.Count(matrix.IsCaught),5} caught by the case that is named for them
            {bank.Count(broken => matrix.IsCaught(broken) && catchers[broken].Count == 1),5} of these caught by it alone
            {bank.Count(broken => catchers[broken].Count == 0),5} that nothing catches
            {catches.Count(pair => pair.Value.Count == 0),5} of {cases.Count} cases that catch nothing
            """);
    }
}
