using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What mistake is behind the failures.</summary>
internal static class HtmlDiagnoses
{
    public static void Put(Markup page, RunReport report)
    {
        var diagnoses = Diagnosis.Of(report);
        if (diagnoses.Count == 0) return;
        page.Put($"<section class=\"diagnoses\" aria-label=\"Diagnosis\">\n");
        foreach (var diagnosis in diagnoses)
        {
            page.Put($"<p><b>Probably:</b> {(report.Targets.Count > 1 ? $"{diagnosis.Target}: " : "")}{diagnosis.Words}</p>\n");
            page.Put($"<p class=\"faint\">{diagnosis.Advice}</p>\n");
        }

        page.Put($"</section>\n");
    }
}
