namespace SocketConformance.Cases;

/// <summary>Why a rule is not asked of protocols that could carry it.</summary>
public static class Reasons
{
    public const string WhoeverAnswers =
        "what it looks at happens before anybody answers: it is judged where a reply is nothing but data";

    public const string AProcessForEachPeer =
        "it takes hundreds of peers, and each would cost a process: a few are looked at in forking and concurrency";

    public const string SpeaksFirst = "its server speaks first";

    public const string ServesAtTheSameTime = "its contract serves connections at the same time";

    public const string ItsPeerIsItsOwn = "a process that waits for its own peer holds up nobody else";

    public const string ForkingStopFreesThePort = "forking/stop-frees-the-port asks who holds the port";

    public const string ForkingShutdownEndsChildren = "forking/shutdown-ends-children asks what becomes of connections";
}
