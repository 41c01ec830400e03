using System.Globalization;
using SocketConformance.Cases;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary>What a target says about itself, for the head of the matrix.</summary>
internal static class Column
{
    /// <param name="plan">Knows how it was started in the end.</param>
    public static TargetSummary Summary(Target target, Plan plan) => new(target.Name, How(target, plan), [.. target.Contracts.Select(Declared)]);

    private static string How(Target target, Plan plan) => target.Contracts[0].Launch switch
    {
        CommandLaunch command => $"processes: {string.Join(' ', command.Commands.Values.First())}",
        ImageLaunch { Build: { } build } image =>
            $"{Containers(image, plan)}, built from {build.Dockerfile}{(build.Stage is null ? "" : $" (stage {build.Stage})")}",
        ImageLaunch image => Containers(image, plan),
        AddressLaunch address => $"run by someone else at {address.Address.OriginalString}: its start and its end are not judged, its cases run one at a time",
        ContainerLaunch container => $"run by someone else in the container {container.Container}: its start and its end are not judged, its cases run one at a time",
        var other => throw new InvalidOperationException($"unknown launch {other}"),
    };

    private static string Containers(ImageLaunch image, Plan plan) =>
        image.IsWhole ? $"a container of {image.Image} for every server, started by the image's own entry point"
        : plan.HasContainerEach(image) ? $"a container of {image.Image} for every server: the image has no bash to start them all in one"
        : $"one container of {image.Image}";

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
