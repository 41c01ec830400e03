using System.Globalization;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>Two targets' observations side by side, as text: only what differs.</summary>
public static class CaseParityText
{
    private const int MostLines = 12;

    public static void Write(CaseParityReport report, TextWriter output)
    {
        foreach (var same in Of(CaseParityKind.Different).GroupBy(row => (row.Case, row.First, row.Second))) Write([.. same], report, output);
        foreach (var same in Of(CaseParityKind.Declared).GroupBy(row => (row.Case, row.Reason)))
            output.WriteLine($"declared  {same.Key.Case} ({Places(same)}): {same.Key.Reason}");
        foreach (var same in Of(CaseParityKind.Unstable).GroupBy(row => row.Case))
            output.WriteLine($"unstable  {same.Key} ({Places(same)}): one server's own two runs differ, and both are judged alike");
        foreach (var stale in report.Stale) output.WriteLine(stale);
        var verdict = report.ExitCode switch { ExitCode.Conformant => "EQUAL", ExitCode.NotConformant => "DIFFERENT", _ => "NOT COMPARED" };
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{verdict}  {report.First} and {report.Second}: {report.Count(CaseParityKind.Equal):N0} equal, {report.Count(CaseParityKind.Different):N0} different, {report.Count(CaseParityKind.Declared):N0} declared different, {report.Count(CaseParityKind.Unstable):N0} differ from run to run, {report.NotCompared:N0} not judged on both"));

        IEnumerable<CaseParityRow> Of(CaseParityKind kind) => report.Rows.Where(row => row.Kind == kind);
    }

    private static void Write(IReadOnlyList<CaseParityRow> rows, CaseParityReport report, TextWriter output)
    {
        output.WriteLine($"DIFFERENT  {rows[0].Case}  ({Places(rows)})");
        string[] first = rows[0].First.Split('\n'), second = rows[0].Second.Split('\n');
        var same = first.Zip(second).TakeWhile(pair => pair.First == pair.Second).Count();
        Side(report.First, first);
        Side(report.Second, second);
        output.WriteLine();

        void Side(string name, string[] lines)
        {
            var from = Math.Max(0, same - 2);
            output.WriteLine($"  {name}");
            foreach (var (line, at) in lines.Select((line, at) => (line, at)).Skip(from).Take(MostLines))
                output.WriteLine($"    {(at >= same ? '≠' : ' ')} {line}");
        }
    }

    private static string Places(IEnumerable<CaseParityRow> rows) =>
        string.Join(", ", rows.GroupBy(row => row.Contract).Select(contract => $"{contract.Key} {string.Join(' ', contract.Select(row => row.Transport.Word()))}"));
}
