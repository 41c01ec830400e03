namespace SocketConformance.Report;

/// <summary>How much a report for people says.</summary>
public enum Detail
{
    /// <summary>A page for each cause.</summary>
    Causes,

    /// <summary>A page for every rule, whatever it shares with others.</summary>
    Rules,

    /// <summary>On the terminal three lines at most.</summary>
    Brief,
}
