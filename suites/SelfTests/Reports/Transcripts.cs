using NUnit.Framework;
using Shouldly;
using SocketConformance.Probe;
using SocketConformance.Specification;

namespace SocketConformance.SelfTests.Reports;

/// <summary>What peers write to a wire, a report reads from it: in order, in values, and bounded.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Fast]
public sealed class Transcripts
{
    private readonly Wire wire = new();

    [Test]
    public void Neighbouring_pieces_of_one_peer_in_one_direction_are_one_event()
    {
        wire.Data(1, Direction.ToTarget, "ab"u8);
        wire.Data(1, Direction.ToTarget, "cd"u8);
        wire.Data(1, Direction.FromTarget, "e"u8);
        wire.Data(2, Direction.FromTarget, "f"u8);
        wire.Note(new WireStep.Fin(Direction.FromTarget), peer: 2);
        wire.Data(2, Direction.FromTarget, "g"u8);

        wire.Events.Select(happened => (happened.Peer, happened.Step)).ShouldBe(
        [
            (1, Data(Direction.ToTarget, "abcd")),
            (1, Data(Direction.FromTarget, "e")),
            (2, Data(Direction.FromTarget, "f")),
            (2, new WireStep.Fin(Direction.FromTarget)),
            (2, Data(Direction.FromTarget, "g")),
        ]);
    }

    [TestCase(47)]
    [TestCase(48)]
    [TestCase(49)]
    public void Of_many_bytes_the_first_are_kept_and_all_are_counted(int first)
    {
        wire.Data(1, Direction.ToTarget, new byte[first]);
        wire.Data(1, Direction.ToTarget, "0123456789"u8);

        var data = wire.Events.ShouldHaveSingleItem().Step.ShouldBeOfType<WireStep.Data>().Bytes!;
        data.Length.ShouldBe(first + 10);
        data.Start.ToArray().ShouldBe([.. new byte[Math.Min(first, 48)], .. first == 47 ? "0"u8 : []]);
    }

    [Test]
    public void An_event_that_was_read_stays_as_it_was()
    {
        wire.Data(1, Direction.ToTarget, "a"u8);
        var before = wire.Events;

        wire.Data(1, Direction.ToTarget, "b"u8);

        before.ShouldHaveSingleItem().Step.ShouldBe(Data(Direction.ToTarget, "a"));
    }

    [TestCase(200, 0)]
    [TestCase(201, 1)]
    [TestCase(1234, 1034)]
    public void Of_a_long_conversation_the_first_and_the_last_hundred_events_stay(int events, int leftOut)
    {
        for (var number = 1; number <= events; number++) wire.Note(new WireStep.Full(number));

        var steps = wire.Events.Select(happened => happened.Step).ToList();
        steps.OfType<WireStep.Full>().Select(step => step.After).ShouldBe(
            Enumerable.Range(1, 100).Concat(Enumerable.Range(events - 99, 100)).Select(number => (long)number));
        steps.OfType<WireStep.LeftOut>().Select(step => step.Events).ShouldBe(leftOut == 0 ? [] : [leftOut]);
        if (leftOut > 0) steps[100].ShouldBeOfType<WireStep.LeftOut>();
        wire.Events.Select(happened => happened.Milliseconds).ShouldBeInOrder();
    }

    private static WireStep.Data Data(Direction direction, string text) => new(direction, Preview.Of(Payload.Latin1(text)));
}
