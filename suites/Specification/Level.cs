namespace SocketConformance.Specification;

/// <summary>How binding a clause is, in the words of RFC 2119.</summary>
public enum Level
{
    Must,
    Should,
    May,
}
