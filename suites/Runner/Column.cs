using System.Globalization;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary>What a target says about itself, for the head of the matrix.</summary>
internal static class Column
{
    public static TargetSummary Summary(Target target) => new(target.Name, How(target), [.. target.Contracts.Select(Declared)]);

    private static string How(Target target) => target.Contracts[0].Launch switch
    {
        CommandLaunch command => $"processes: {string.Join(' ', command.Commands.Values.First())}",
        ImageLaunch { Build: { } build } image =>
            $"one container of {image.Image}, built from {build.Dockerfile}{(build.Stage is null ? "" : $" (stage {build.Stage})")}",
        ImageLaunch image => $"one container of {image.Image}",
        AddressLaunch address => $"run by someone else at {address.Address}",
        var other => throw new InvalidOperationException($"unknown launch {other}"),
    };

    private static string Declared(ContractTarget contract)
    {
        var transports = string.Join(' ', contract.Transports.Select(transport => transport.Word()));
        if (contract.Contract == Contracts.Client) return $"client: {transports}";
        List<string> words = [contract.Concurrent ? "concurrent" : "one at a time"];
        if (contract.Backlog is { } backlog) words.Add(string.Create(CultureInfo.InvariantCulture, $"backlog {backlog}"));
        else if (!Contracts.IsDatagram(contract.Contract)) words.Add("no backlog declared");
        words.Add(contract.Graceful ? "graceful" : "not graceful");
        words.Add(transports);
        return $"{contract.Contract}: {string.Join(", ", words)}";
    }
}
