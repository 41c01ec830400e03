using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What mistake is behind the failures, before all that shows them.</summary>
internal static class DiagnosisText
{
    private const int Words = 4;

    public static void Put(Page page, RunReport report)
    {
        var diagnoses = Diagnosis.Of(report);
        if (diagnoses.Count == 0) return;
        page.Put("Probably", Ink.Strong).End();
        foreach (var diagnosis in diagnoses)
        {
            page.To(Words).Flow($"{(report.Targets.Count > 1 ? $"{diagnosis.Target}: " : "")}{diagnosis.Words}");
            page.To(Words).Flow(diagnosis.Advice, Ink.Faint);
        }

        page.End();
    }
}
