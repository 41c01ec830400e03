using System.Collections.Frozen;

namespace SocketConformance.Report;

/// <summary>
/// What the bank of broken servers teaches: which rules a mistake breaks. Read backwards it names the mistake of a server whose broken
/// rules are known.
/// </summary>
/// <remarks><c>kinds.txt</c> is written by hand, <c>faults.txt</c> by <see cref="FaultsText"/>.</remarks>
/// <param name="Faults">In the order of the bank.</param>
public sealed record KnownFaults(IReadOnlyList<KnownFault> Faults)
{
    private static readonly Lazy<KnownFaults> Read = new(() => Parse(Lines("kinds.txt"), Lines("faults.txt")));

    /// <summary>The one that is part of the suite.</summary>
    public static KnownFaults Shipped => Read.Value;

    /// <exception cref="FormatException">A broken server has no kind, or more than one.</exception>
    public static KnownFaults Parse(IEnumerable<string> kinds, IEnumerable<string> faults)
    {
        var kindOf = Kinds(kinds);
        List<KnownFault> known = [];
        Dictionary<string, string[]> asked = [];
        foreach (var (head, lists) in Entries(faults))
        {
            if (head is ["asked", var of])
            {
                asked[of] = lists[0];
            }
            else if (head is [var name, var over])
            {
                var kind = kindOf.GetValueOrDefault(name) ?? throw new FormatException($"{name} has no kind");
                var breaks = lists.FirstOrDefault(list => list[0] == "breaks")?[1..] ?? [];
                var unclear = lists.FirstOrDefault(list => list[0] == "unclear")?[1..] ?? [];
                known.Add(new KnownFault(
                    name, over.Split('/')[0], kind, breaks.ToFrozenSet(), asked[over].Except(breaks).Except(unclear).ToFrozenSet()));
            }
            else
            {
                throw new FormatException($"a server and its contract were expected, not '{string.Join(' ', head)}'");
            }
        }

        return new KnownFaults(known);
    }

    /// <summary>The kind of each broken server.</summary>
    private static Dictionary<string, FaultKind> Kinds(IEnumerable<string> lines)
    {
        Dictionary<string, FaultKind> kinds = [];
        string? words = null;
        FaultKind? kind = null;
        foreach (var line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line.StartsWith("  - ", StringComparison.Ordinal))
                foreach (var name in line[4..].Split(' ')) kinds.Add(name, kind!);
            else if (line.StartsWith("  ", StringComparison.Ordinal)) kind = new FaultKind(words!, line.Trim());
            else words = line;
        }

        return kinds;
    }

    /// <summary>Lines that begin in the first column, each with the indented ones below it, all of them in words.</summary>
    private static IEnumerable<(string[] Head, List<string[]> Lists)> Entries(IEnumerable<string> lines)
    {
        string[]? head = null;
        List<string[]> lists = [];
        foreach (var line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line[0] == ' ')
            {
                lists.Add(words);
                continue;
            }

            if (head is not null) yield return (head, lists);
            (head, lists) = (words, []);
        }

        if (head is not null) yield return (head, lists);
    }

    private static IEnumerable<string> Lines(string resource)
    {
        using var reader = new StreamReader(typeof(KnownFaults).Assembly.GetManifestResourceStream(resource)!);
        while (reader.ReadLine() is { } line) yield return line;
    }
}
