namespace SocketConformance.Specification;

/// <summary>
/// Which set of rules a report was judged by. Raised whenever a released set changes: a case is added, withdrawn, or
/// changes its level; <c>suites/SelfTests/Frozen/revisions.txt</c> lists what each revision brought, and a test compares.
/// </summary>
public static class Revision
{
    public const int Current = 2;
}
