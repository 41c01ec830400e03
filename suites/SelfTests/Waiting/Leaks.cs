using System.Globalization;
using NUnit.Framework;
using Shouldly;
using SocketConformance.Cases;

namespace SocketConformance.SelfTests.Waiting;

/// <summary>What is said of a leak, and what a process is told to have of descriptors.</summary>
[Fast]
internal sealed class Leaks
{
    [TestCase(1500, 1500, "each connection leaves a descriptor open")]
    [TestCase(1500, 1497, "each connection leaves a descriptor open")]
    [TestCase(1500, 2990, "each connection leaves about two descriptors open")]
    [TestCase(1500, 18000, "each connection leaves about 12 descriptors open")]
    [TestCase(1500, 750, "about one in two connections leaves a descriptor open")]
    [TestCase(580, 193, "about one in three connections leaves a descriptor open")]
    [TestCase(1500, 300, "about one in five connections leaves a descriptor open")]
    [TestCase(1500, 151, "about one in ten connections leaves a descriptor open")]
    [TestCase(1500, 25, "about one in 60 connections leaves a descriptor open")]
    public void A_leak_is_said_as_a_share_of_the_connections(int connections, int left, string words) =>
        Leftovers.Descriptors.Share(connections, left).ShouldBe(words);

    [Test]
    public void Threads_and_children_have_words_of_their_own()
    {
        Leftovers.Threads.Share(300, 100).ShouldBe("about one in three connections leaves a thread running");
        Leftovers.Children.Share(100, 200).ShouldBe("each connection leaves about two children behind");
    }

    [Test]
    public void The_limit_of_a_process_is_found()
    {
        var here = Environment.ProcessId;
        var line = File.ReadLines($"/proc/{here}/limits").Single(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];

        ProcessTable.MostDescriptors(here)?.ToString(CultureInfo.InvariantCulture).ShouldBe(soft == "unlimited" ? null : soft);
        ProcessTable.MostDescriptors(int.MaxValue).ShouldBeNull();
    }

    [Test]
    public void Children_of_children_are_found()
    {
        var here = ProcessTable.Find(Environment.ProcessId)!;
        var parent = ProcessTable.Find(here.Parent);
        if (parent is null or { Parent: 0 }) Assert.Ignore("the tests were started by the first process of all");

        ProcessTable.Descendants(parent!.Parent).ShouldContain(here.Pid);
    }
}
