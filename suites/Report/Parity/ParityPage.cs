using System.Globalization;
using System.Text;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>One difference, explained: the same page in every format.</summary>
/// <param name="About">The case; or the contract in whose conversations it was found, the transport and the servers.</param>
/// <param name="Where">Over which contracts and transports; or in which conversation.</param>
/// <param name="Text">What both did, line by line, with an end of line after the last. Nothing in it acts on a terminal.</param>
internal sealed record ParityPage(string About, string Where, string Text)
{
    private const int MostLines = 12, WidestCell = 60, LongestScriptLine = 400;

    public static IEnumerable<ParityPage> Of(ParityReport report) =>
        report.Cases.SelectMany(
            pair => pair.Of(CaseParityKind.Different).GroupBy(row => (row.Case, row.First, row.Second)).Select(same => Of([.. same], pair)))
            .Concat((report.Fuzz?.Differences ?? []).Select(Of));

    public static ParityPage Of(IReadOnlyList<CaseParityRow> alike, CaseParityReport pair)
    {
        var text = new StringBuilder();
        string[] first = alike[0].First.Lines(), second = alike[0].Second.Lines();
        var same = first.Zip(second).TakeWhile(lines => lines.First == lines.Second).Count();
        Side(pair.First, first);
        Side(pair.Second, second);
        return new ParityPage(alike[0].Case, ParityNote.Places(alike), text.ToString());

        void Side(string name, string[] lines)
        {
            var from = Math.Max(0, same - 2);
            Line(text, name);
            for (var at = from; at < Math.Min(lines.Length, from + MostLines); at++)
                Line(text, $"  {(at >= same ? '≠' : ' ')} {lines[at]}");
            if (lines.Length > from + MostLines)
                Line(text, string.Create(CultureInfo.InvariantCulture, $"    … {lines.Length - from - MostLines:N0} more …"));
        }
    }

    public static ParityPage Of(ParityDifference difference)
    {
        var text = new StringBuilder();
        List<ParityRow> rows = [new("the client", difference.First, difference.Second, false), .. difference.Rows];
        int step = Width(row => row.Step), first = Width(row => row.First);
        foreach (var row in rows)
            Line(text, $"{(row.Differs ? '≠' : ' ')} {row.Step.PadRight(step)}  {row.First.PadRight(first)}  {row.Second}");
        Line(text, "");
        Line(text, "in Python");
        foreach (var line in difference.Script)
            Line(text, line.Length <= LongestScriptLine ? $"  {line}" : $"  {line[..LongestScriptLine]}… # the whole is in the file");
        Line(text, "");
        if (difference.File is not null) Line(text, $"kept in   {difference.File}");
        Line(text, $"again     {difference.Again}");
        return new ParityPage($"{difference.Contract} over {difference.Transport.Word()}: {difference.First} and {difference.Second}",
            difference.Origin, text.ToString());

        int Width(Func<ParityRow, string> cell) => rows.Max(row => Math.Min(WidestCell, cell(row).Length));
    }

    private static void Line(StringBuilder text, string line) => text.Append(Escaping.Printable(line)).Append('\n');
}
