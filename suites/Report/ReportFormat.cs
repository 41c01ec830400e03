namespace SocketConformance.Report;

public enum ReportFormat
{
    Text,
    Json,
    Junit,
    Markdown,
    Html,
    Badge,
}
