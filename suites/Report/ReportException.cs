namespace SocketConformance.Report;

/// <summary>A report cannot be written or read. The message names the file, what is wrong, and the way out.</summary>
public sealed class ReportException(string message, Exception? inner = null) : Exception(message, inner);
