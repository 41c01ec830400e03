namespace SocketConformance.Specification;

/// <summary>What two correct servers may do differently, and what no test on one machine can tell: not judged.</summary>
public static class ImplementationDefined
{
    public static IReadOnlyList<(string What, string Why)> All { get; } =
    [
        ("The order of replies on different connections", "TCP orders the bytes of one connection and nothing between two."),
        ("Who is served first after an overflow of the backlog",
            "A newcomer may take a place that became free while an older SYN waits for its repetition."),
        ("How many more than its backlog a queue holds", "POSIX calls the backlog a hint: Linux adds one, others multiply. The bound is " +
            "what a listener of the suite's own shows on the same machine."),
        ("The names of threads and whether they count up",
            "Python 2 and 3 already differ; names only have to differ between connections that are open together."),
        ("What is printed, where, and how often",
            "A log is for people. Judged are only the messages that a contract words, and that failures are not silent."),
        ("What becomes of the service when nobody reads the output",
            "Some end by EPIPE as a filter should, some go on; both are defended."),
        ("When buffered output appears",
            "The C library and Python hold output to a pipe back until exit; what is judged is read after it."),
        ("The urgent byte itself", "RFC 9293 says SHLD-13: do not use it. It may be echoed, dropped or skipped; the bytes around it and " +
            "other peers may not suffer."),
        ("The ending of a Unix stream that was left with unread bytes",
            "Linux gives ECONNRESET where TCP gives FIN first; other kernels do not."),
        ("Whether a server on :: takes IPv4 too",
            "RFC 3493 leaves it to IPV6_V6ONLY, whose default is the system's. Judged is that IPv4 is served or refused, nothing between."),
        ("From which address a UDP server on a wildcard answers",
            "Replying from the address asked needs IP_PKTINFO; the route decides for everybody else."),
        ("How many datagrams of a burst survive", "UDP may drop. Judged is that what is answered is answered once and whole."),
        ("The mode of a Unix socket's file", "It is the umask's, and what it allows differs between systems (unix(7))."),
        ("Whether a stale Unix path is taken over or reported", "Both are safe; hanging, or deleting a file that is no socket, is not."),
        ("The exit status after an unhandled SIGTERM or SIGINT",
            "143, 130, 0 and Python's 1 are all in daily use; 0 is a MUST only for targets that declare graceful: true, else a SHOULD."),
        ("SIGHUP, SIGUSR1, SIGPIPE sent from outside",
            "Their default is death, and a server that guards its own writes by MSG_NOSIGNAL has no reason to change it."),
        ("What a data-less connection costs a server of one request", "An empty reply, or none: both end with FIN."),
        ("Whether a full server lets newcomers wait or turns them away",
            "Out of descriptors, some leave the queue alone and some accept and close (libuv does); both must serve again afterwards."),
        ("An idle time-out of more than two seconds", "RFC 862 sets none, operators do."),
        ("What a silent peer costs a server of one connection at a time",
            "The contract says that it waits. How long is the operator's business."),
        ("Keep-alive probes and TCP_NODELAY", "They change when bytes come, never which."),
        ("Latency and throughput", "They measure the machine as much as the server; --timings shows them and no rule depends on them."),
        ("Memory that a garbage collector has not given back yet",
            "Heaps grow to what the machine has. Judged are leaks that are far above that, as a SHOULD."),
        ("The next address of a name whose first can't be bound",
            "It needs a name with two addresses on this machine, which only its owner can give it; literals are used throughout."),
        ("The time from the stop signal to the end",
            "Anything within the grace is right: a poll interval of half a second is the classic."),
        ("In which order a client tries the addresses of a name",
            "RFC 6724 orders them, RFC 8305 races them, some runtimes prefer IPv4. Judged is that a dead one is passed over."),
        ("Whether a client half-closes once it has sent its greeting", "Its contract does not say; the reply comes either way."),
        ("A graceful stop of queued connections", "Serving them or resetting them are both endings; silence is not."),
    ];
}
