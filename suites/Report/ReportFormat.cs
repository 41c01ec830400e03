namespace SocketConformance.Report;

public enum ReportFormat
{
    Text,
    Json,
    Junit,
    Markdown,
    Html,
    Badge,

    /// <summary>Which rules each target breaks, as the fault dictionary has it.</summary>
    Faults,
}
