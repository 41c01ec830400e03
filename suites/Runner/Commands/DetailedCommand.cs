using System.CommandLine;

namespace SocketConformance.Runner;

/// <summary>A command with one line for the list of commands, and more for its own <c>--help</c>.</summary>
internal sealed class DetailedCommand(string name, string summary, string details) : Command(name, summary)
{
    /// <summary>Call before its own help is printed.</summary>
    public void Unfold() => Description += $"\n\n{details}";
}
