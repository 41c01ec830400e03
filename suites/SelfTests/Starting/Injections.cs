using NUnit.Framework;
using Shouldly;

namespace SocketConformance.SelfTests.Starting;

/// <summary>What strace prints is read, and what it can't do is told with the remedy.</summary>
[Fast]
public sealed class Injections
{
    [TestCase("accept4(3, 0x7ffc66b43a70, [16], SOCK_CLOEXEC) = -1 EINTR (Interrupted system call) (INJECTED)\n", "accept4")]
    [TestCase("[pid  4711] accept(3, NULL, NULL) = -1 EPROTO (Protocol error) (INJECTED)\n", "accept")]
    [TestCase("[pid 4711] <... clone3 resumed>)    = -1 EAGAIN (Resource temporarily unavailable) (INJECTED)\n", "clone3")]
    [TestCase("strace: Process 4711 attached\nread(4, 0x55, 1) = -1 EINTR (INJECTED)\nread(4, \"a\", 1) = 1\n", "read")]
    [TestCase("[pid 4711] accept4(6, strace: Process 4712 attached\n0x7f57, [64], 0) = -1 EPROTO (Protocol error) (INJECTED)\n", "accept4")]
    [TestCase("accept4(3, NULL, NULL, 0)               = 4\naccept4(3, ", null)]
    [TestCase("write(4, \"(INJECTED)\", 10)              = 10\n", null)]
    public void A_call_that_was_made_to_fail_is_told_from_others(string output, string? call) =>
        Injection.FailedIn(output).ShouldBe(call is null ? [] : [call]);

    [Test]
    public void Every_process_that_it_has_attached_to_is_known() =>
        Injection.AttachedIn("strace: Process 4711 attached\nstrace: Process 4712 attached with 5 threads\nread(4, \"\", 1) = 0\n")
            .ShouldBe([4711, 4712]);

    [Test]
    public void What_it_may_not_do_is_told_with_the_remedy()
    {
        var trouble = Injection.Trouble("strace: attach: ptrace(PTRACE_SEIZE, 4711): Operation not permitted\u001b\n");

        trouble.ShouldContain("PTRACE_SEIZE, 4711): Operation not permitted\\u{1b})");
        trouble.ShouldContain("kernel.yama.ptrace_scope=0");
    }

    [TestCase(0x0UL, false)]
    [TestCase(0x1_8000_0000UL, false)] // SIGCANCEL, SIGSETXID
    [TestCase(0x1_0000_0440UL, false)] // SIGBUS, SIGSEGV, SIGSETXID
    [TestCase(0x4000UL, true)] // SIGTERM
    [TestCase(0x1_0000UL, true)] // SIGCHLD
    public void A_handler_for_what_others_send_interrupts(ulong caught, bool interrupts) =>
        ProcessTable.Catches(caught).ShouldBe(interrupts);
}
