using System.Reflection;

namespace SocketConformance.Cases;

/// <summary>Every case of the suite.</summary>
public static class Catalogue
{
    private static IReadOnlyList<(ConformanceAttribute Rule, Audience Audience)> Methods { get; } =
    [
        .. from type in typeof(Catalogue).Assembly.GetTypes()
           from method in type.GetMethods()
           let rule = method.GetCustomAttribute<ConformanceAttribute>()
           where rule is not null
           orderby Sections.Order(rule.Clause.Section), type.Name, method.MetadataToken
           select (rule, AudienceOf(rule, type.GetCustomAttribute<AsksAttribute>()!)),
    ];

    /// <summary>In the order of the specification: sections as <see cref="Sections"/> lists them, cases as their file does.</summary>
    public static IReadOnlyList<ConformanceAttribute> Cases { get; } = [.. Methods.Select(method => method.Rule)];

    /// <summary>The cases that ask no more of a server than to answer: one for each protocol.</summary>
    public static IReadOnlyList<string> Prerequisites { get; } = [.. Cases.Where(rule => rule.IsPrerequisite).Select(rule => rule.Id),
        DialogueCases.Prerequisite, DialogueCases.DatagramPrerequisite];

    private static Dictionary<string, Audience> Audiences { get; } =
        Methods.ToDictionary(method => method.Rule.Id, method => method.Audience);

    private static Dictionary<string, IReadOnlyList<Protocol>> Asked { get; } = Methods.ToDictionary(
        method => method.Rule.Id,
        IReadOnlyList<Protocol> (method) => [.. Protocols.All.Where(protocol => method.Audience.WhyNot(protocol) is null)]);

    private static Dictionary<string, int> Positions { get; } =
        Cases.Select((rule, at) => (rule.Id, at)).ToDictionary(pair => pair.Id, pair => pair.at);

    /// <summary>The protocols that a case is asked of.</summary>
    public static IReadOnlyList<Protocol> ProtocolsOf(ConformanceAttribute rule) => Asked[rule.Id];

    /// <summary>Why a case is not asked of a protocol; null when it is.</summary>
    public static string? WhyNot(ConformanceAttribute rule, Protocol protocol) =>
        protocol.Dialogue is not null && !rule.AnyProtocol && !Audiences[rule.Id].Of.HasFlag(Described)
            ? "it is about what the contracts answer, byte for byte"
            : Audiences[rule.Id].WhyNot(protocol);

    /// <summary>What a protocol must be able to do for a case.</summary>
    public static Capability Asks(ConformanceAttribute rule) => Audiences[rule.Id].Of;

    /// <summary>The revision of the specification that brought a judgement.</summary>
    public static int Since(Judgement judgement)
    {
        var rule = Cases[Positions[judgement.Case]];
        var isWider = Protocols.Find(judgement.Contract) is { } contract && IsWiderFor(rule, contract);
        return isWider ? Math.Max(Audience.Wider, rule.Since) : rule.Since;
    }

    /// <summary>Whether a later revision than the case's own brought it to a protocol: over its first transport, which says what
    /// there is to say.</summary>
    public static bool IsWiderFor(ConformanceAttribute rule, Protocol protocol) => Audiences[rule.Id].IsWiderFor(protocol);

    /// <summary>Where a case stands in the specification.</summary>
    public static int Position(string id) => Positions.GetValueOrDefault(id, int.MaxValue);

    private static Audience AudienceOf(ConformanceAttribute rule, AsksAttribute usual) => rule.Asks == Capability.None
        ? new Audience(usual.Of, usual.NotOf, usual.Because, rule.Also)
        : new Audience(rule.Asks, rule.NotOf, rule.Because, rule.Also);
}
