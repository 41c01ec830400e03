using System.Net;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Runner;
using SocketConformance.SelfTests.CommandLine;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Gate;

/// <summary>Every branch of the doctor: what is there, what can be missed, and what nothing works without.</summary>
[Fast]
public sealed class DoctorChecks
{
    private static IEnumerable<TestCaseData> All()
    {
        yield return Case("SDK", Checks.Sdk("10.0.401"), Health.Ok, "10.0.401");
        yield return Case("old SDK", Checks.Sdk("8.0.100"), Health.Missing, "8.0.100");
        yield return Case("no SDK", Checks.Sdk(null), Health.Missing, "no 'dotnet' on the PATH");
        yield return Case("Docker", Checks.Docker("unix:///x", "20.10.24, API 1.41"), Health.Ok, "20.10.24, API 1.41");
        yield return Case("no Docker", Checks.Docker("unix:///x", null), Health.Missing, "nothing answers at unix:///x");
        yield return Case("Python", Checks.Python("python3", "Python 3.11.2"), Health.Ok, "Python 3.11.2");
        yield return Case("no Python", Checks.Python("python3", null), Health.Missing, "python3 does not run");
        yield return Case("descriptors", Checks.Descriptors(1 << 20), Health.Ok, "1048576");
        yield return Case("few descriptors", Checks.Descriptors(1024), Health.Missing, "1024");
        yield return Case("no descriptors", Checks.Descriptors(64), Health.Broken, "64");
        yield return Case("descriptors without end", Checks.Descriptors(long.MaxValue), Health.Ok, "no limit");
        yield return Case("loopback", Checks.Loopback(null), Health.Ok, "connects");
        yield return Case("no loopback", Checks.Loopback("Network is unreachable"), Health.Broken, "Network is unreachable");
        yield return Case("no 127.0.0.2", Checks.SecondLoopback("Cannot assign requested address"), Health.Missing, "Cannot assign");
        yield return Case("no ::1", Checks.Loopback6("Cannot assign requested address"), Health.Missing, "Cannot assign");
        yield return Case("Unix sockets", Checks.UnixSockets("/dev/shm", null), Health.Ok, "/dev/shm");
        yield return Case("no Unix sockets", Checks.UnixSockets("/dev/shm", "Permission denied"), Health.Broken, "Permission denied");
        yield return Case("a long TMPDIR", Checks.UnixSockets($"/{new string('x', 80)}", null), Health.Broken, "too long");
        yield return Case("no sock_diag", Checks.SocketTable("Address family not supported"), Health.Broken, "Address family");
        yield return Case("no /proc", Checks.Proc("Could not find"), Health.Broken, "Could not find");
        yield return Case("tools", Checks.Tools([]), Health.Ok, "all there");
        yield return Case("no setsid", Checks.Tools(["setsid", "grep"]), Health.Broken, "not on the PATH: setsid, grep");
        yield return Case("networks", Checks.Networks(null, isForUsers: false), Health.Ok, "can be made");
        yield return Case("a user's networks", Checks.Networks("unshare: no", isForUsers: true), Health.Ok, "in a user namespace");
        yield return Case("no networks", Checks.Networks("unshare: no", isForUsers: false), Health.Missing, "unshare: no");
        yield return Case("ports", Checks.Ports(20_000, 32768), Health.Ok, "20000 between 10240 and 32767");
        yield return Case("few ports", Checks.Ports(500, 32768), Health.Missing, "500");
        yield return Case("no ports", Checks.Ports(5, 32768), Health.Broken, "5 between");
        yield return Case("ports that clients get", Checks.Ports(20_000, 15000), Health.Missing, "from 15000 on");
        yield return Case("a native reference", Checks.Reference(isNative: true), Health.Ok, "native code");
        yield return Case("a reference for the JIT", Checks.Reference(isNative: false), Health.Missing, "no C toolchain");
        yield return Case("strace", Checks.Tracing("strace -- version 6.1", null), Health.Ok, "version 6.1, may trace");
        yield return Case("no strace", Checks.Tracing(null, "x"), Health.Missing, "no 'strace' on the PATH");
        yield return Case("strace that may not", Checks.Tracing("6.1", "Operation not permitted"), Health.Missing, "not permitted");
        yield return Case("a conversation", Checks.Conversation(null, 12.34), Health.Ok, "in 12.3 ms");
        yield return Case(
            "no conversation", Checks.Conversation("could not connect: ConnectionRefused", 1), Health.Broken, "ConnectionRefused");

        static TestCaseData Case(string name, Check check, Health health, string found) =>
            new TestCaseData(check, health, found).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(All))]
    public void Each_says_what_it_found_and_what_to_do(Check check, Health health, string found)
    {
        check.Health.ShouldBe(health);
        check.Found.ShouldContain(found);
        check.Affects.ShouldNotBeEmpty();
        check.Remedy.ShouldNotBeEmpty();

        var text = Diagnosis.Of(check);
        text.Contains(check.Remedy, StringComparison.Ordinal).ShouldBe(health != Health.Ok);
        text.Contains(check.Affects, StringComparison.Ordinal).ShouldBe(health != Health.Ok);
    }

    [TestCase(ExitCode.Conformant, "READY  Everything is in place.", Health.Ok, Health.Ok)]
    [TestCase(ExitCode.Conformant, "READY  The bundled reference can be judged; there is one thing to mend for the rest.",
        Health.Ok, Health.Missing)]
    [TestCase(ExitCode.CouldNotJudge, "NOT READY  there are 2 things to mend before anything can be judged here.",
        Health.Broken, Health.Missing, Health.Broken)]
    public void Only_what_the_reference_needs_fails(ExitCode exit, string verdict, params Health[] healths)
    {
        Check[] checks = [.. healths.Select(health => new Check("x", health, "", "", ""))];

        (Diagnosis.ExitCode(checks), Diagnosis.Verdict(checks)).ShouldBe((exit, verdict));
    }

    [TestCase("Max open files            1024                 524288               files     \n", 1024)]
    [TestCase("Limit  Soft Limit\nMax open files            unlimited            unlimited            files     \n", long.MaxValue)]
    public void The_limit_is_the_soft_one(string limits, long limit) => Machine.DescriptorLimit(limits).ShouldBe(limit);

    [Test]
    public void The_first_ephemeral_port_is_read() => Machine.FirstEphemeral("32768\t60999\n").ShouldBe(32768);

    [Test]
    public void Tools_that_are_not_there_are_named()
    {
        using var folder = new TemporaryFolder();
        folder.Write("bash", "");

        Machine.MissingTools(folder.File("")).ShouldBe(["setsid", "grep", "sleep", "rm", "basename", "dirname"]);
        Machine.MissingTools(Environment.GetEnvironmentVariable("PATH")!).ShouldBeEmpty();
    }

    [Test]
    public void An_address_that_is_not_ours_is_a_trouble() =>
        Machine.Connects(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0)).ShouldNotBeNullOrEmpty();

    [Test]
    public void A_folder_that_is_not_there_is_a_trouble() => Machine.ConnectsIn("/no/such/folder").ShouldNotBeNullOrEmpty();
}
