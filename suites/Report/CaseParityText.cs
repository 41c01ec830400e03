using System.Globalization;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>Two targets' observations side by side, as text: only what differs.</summary>
public static class CaseParityText
{
    private const int MostLines = 12;

    public static void Write(CaseParityReport report, TextWriter output)
    {
        foreach (var row in report.Rows.Where(row => row.Kind == CaseParityKind.Different)) Write(row, report, output);
        foreach (var same in report.Rows.Where(row => row.Kind == CaseParityKind.Declared).GroupBy(row => (row.Case, row.Reason)))
            output.WriteLine($"declared  {same.Key.Case} ({string.Join(", ", same.Select(row => $"{row.Contract} {row.Transport.Word()}"))}): {same.Key.Reason}");
        foreach (var stale in report.Stale) output.WriteLine(stale);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{(report.ExitCode == ExitCode.Conformant ? "EQUAL" : report.ExitCode == ExitCode.NotConformant ? "DIFFERENT" : "NOT COMPARED")}  {report.First} and {report.Second}: {report.Count(CaseParityKind.Equal):N0} equal, {report.Count(CaseParityKind.Different):N0} different, {report.Count(CaseParityKind.Declared):N0} declared different, {report.Count(CaseParityKind.Unstable):N0} differ from run to run, {report.NotCompared:N0} not judged on both"));
    }

    private static void Write(CaseParityRow row, CaseParityReport report, TextWriter output)
    {
        output.WriteLine($"DIFFERENT  {row.Case}  ({row.Contract}, {row.Transport.Word()})");
        string[] first = row.First.Split('\n'), second = row.Second.Split('\n');
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
}
