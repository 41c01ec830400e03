using System.Globalization;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Parity;

/// <summary>One contract over one transport, of two targets or of one and the contract.</summary>
internal sealed record Pair(Target Original, ContractTarget Left, Target? Port, ContractTarget? Right, Transport Transport)
{
    private const string TheContract = "contract";

    /// <summary>Each contract and transport of the first with the same of each of the others; with the contract itself when there are
    /// none.</summary>
    public static IEnumerable<Pair> Of(IReadOnlyList<Target> targets)
    {
        var original = targets[0];
        foreach (var first in original.Contracts.Where(contract => !contract.Protocol.IsClient))
            foreach (var transport in first.Transports)
                if (targets.Count == 1) yield return new Pair(original, first, null, null, transport);
                else
                    foreach (var port in targets.Skip(1))
                        foreach (var second in port.Contracts.Where(
                            contract => contract.Protocol == first.Protocol && contract.Transports.Contains(transport)))
                            yield return new Pair(original, first, port, second, transport);
    }

    public string Contract => Left.Contract;
    public string First => Original.Name;
    public string Second => Port?.Name ?? TheContract;

    private string Words => $"{Contract} over {Transport.Word()}, {First} and {Second}";

    /// <summary>Only one server of it can run at a time.</summary>
    public bool IsExclusive => Launcher.TakesTurns(Left) || (Right is not null && Launcher.TakesTurns(Right));

    /// <summary>Why these could not be compared, in one line.</summary>
    public string Trouble(Exception failure) => failure is LaunchException or NotObservableException
        ? failure.Message
        : $"{Words}: the comparison itself broke: {string.Join(' ', $"{failure}".Split('\n', StringSplitOptions.TrimEntries))}";

    /// <summary>Why nothing can be said of servers that are not even like themselves.</summary>
    public string Randomness(FuzzTally tally) => string.Create(CultureInfo.InvariantCulture,
        $"{Words}: {tally.Unstable:N0} of {tally.Conversations:N0} conversations differed, but not in the same way when they were played " +
            $"again: one of the two answers at random, or later than its rest would tell.");

    public Contest Contest(Grammar grammar, Launcher launcher) => new(
        new Side(grammar, Left, Left.Concurrent, launcher),
        new Side(grammar, Right, Right?.Concurrent ?? Left.Concurrent, launcher));

    public (Grammar, IReadOnlyList<string>) Grammar()
    {
        List<string> left = [];
        var interleaved = Left.Concurrent == (Right?.Concurrent ?? Left.Concurrent);
        if (!interleaved)
            left.Add($"several clients at a time: {(Left.Concurrent ? Second : First)} declares concurrent: false");
        var stops = Port is not null && Allowed(Divergence.StopSignal);
        if (stops && Right!.Graceful != Left.Graceful)
        {
            stops = false;
            left.Add($"stop signals: {(Left.Graceful ? Second : First)} does not declare graceful: true");
        }

        return (new Grammar(Left.Protocol, Transport)
        {
            Interleaved = Allowed(Divergence.Interleave) && interleaved,
            Resets = Allowed(Divergence.Reset),
            StopSignals = stops,
        }, left);

        bool Allowed(string what)
        {
            var reason = Port is null ? null : Divergence.Reason(Original, Port, what, Contract, Transport);
            if (reason is not null) left.Add($"{what}: {reason}");
            return reason is null;
        }
    }
}
