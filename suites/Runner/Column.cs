using System.Globalization;
using SocketConformance.Cases;
using SocketConformance.Specification;
using SocketConformance.Targets;

namespace SocketConformance.Runner;

/// <summary>What a target says about itself, for the head of the matrix.</summary>
internal static class Column
{
    /// <param name="plan">Knows how it was started in the end.</param>
    public static TargetSummary Summary(Target target, Plan plan) =>
        new(target.Name, How(target, plan), [.. target.Contracts.SelectMany(Said)]);

    private static string How(Target target, Plan plan) => target.Contracts[0].Launch switch
    {
        CommandLaunch command => $"processes: {string.Join(' ', command.Commands.Values.First())}",
        ImageLaunch { Build: { } build } image =>
            $"{Containers(image, plan)}, built from {build.Dockerfile}{(build.Stage is null ? "" : $" (stage {build.Stage})")}",
        ImageLaunch image => Containers(image, plan),
        AddressLaunch address =>
            $"external server at {address.Address.OriginalString}: its start and its end are not judged, its cases run one at a time",
        ContainerLaunch container => $"external server in the container {container.Container}: its start and its end are not judged, " +
            "its cases run one at a time",
        var other => throw new InvalidOperationException($"unknown launch {other}"),
    };

    private static string Containers(ImageLaunch image, Plan plan) =>
        image.IsWhole ? $"a container of {image.Image} for every server, started by the image's own entry point"
        : plan.HasContainerEach(image) ? $"a container of {image.Image} for every server: the image has no bash to start them all in one"
        : $"one container of {image.Image}";

    private static IEnumerable<string> Said(ContractTarget contract)
    {
        yield return Declared(contract);
        if (Unasked.Of(contract.Protocol) is { } unasked) yield return $"{contract.Contract}: {unasked}";
    }

    private static string Declared(ContractTarget contract)
    {
        var transports = string.Join(' ', contract.Transports.Select(transport => transport.Word()));
        if (contract.Protocol.IsClient) return $"{contract.Contract}: {transports}";
        List<string> words = [contract.Concurrent ? "concurrent" : "one at a time"];
        if (contract.AtOnce is > 1 and var most) words.Add(string.Create(CultureInfo.InvariantCulture, $"at most {most} connections"));
        words.AddRange(Limits(contract));
        if (contract.HalfClose == HalfClose.AnswersWhatIsReady) words.Add("answers what is ready at a half-close");
        if (contract.HalfClose == HalfClose.Ends) words.Add("ends at a half-close");
        if (contract.Backlog is { } backlog) words.Add(string.Create(CultureInfo.InvariantCulture, $"backlog {backlog}"));
        else if (!contract.Protocol.IsDatagram) words.Add("no backlog declared");
        if (contract.PortInUse == PortInUse.Shares) words.Add("shares its port");
        if (contract.PortInUse == PortInUse.Waits) words.Add("waits for its port");
        if (contract.Exit is not [0]) words.Add($"exit {ExitStatus.Words(contract.Exit)}");
        if (contract.SessionsGoOn) words.Add("sessions go on");
        words.Add(contract.Graceful ? "graceful" : "not graceful");
        words.Add(transports);
        return $"{contract.Contract}: {string.Join(", ", words)}";
    }

    private static IEnumerable<string> Limits(ContractTarget contract)
    {
        if (contract.ExchangesMost is not ContractTarget.UsualExchanges and var most)
            yield return Word($"at most {most} requests a connection");
        if (contract.PerSecond is { } rate) yield return Word($"at most {rate} requests a second");
        if (contract.IdleLimit is { } idle) yield return Word($"ends idle connections after {idle.TotalSeconds} s");
        if (contract.RequestLimit is { } request) yield return Word($"ends half a request after {request.TotalSeconds} s");
        if (contract.UnreadLimit is { } unread) yield return Word($"ends an unread reply after {unread.TotalSeconds} s");

        static string Word(FormattableString words) => FormattableString.Invariant(words);
    }
}
