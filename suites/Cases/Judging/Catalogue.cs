using System.Reflection;

namespace SocketConformance.Cases;

/// <summary>Every case of the suite.</summary>
public static class Catalogue
{
    /// <summary>In the order of the specification: sections as <see cref="Sections"/> lists them, cases as their file does.</summary>
    public static IReadOnlyList<ConformanceAttribute> Cases { get; } =
    [
        .. from type in typeof(Catalogue).Assembly.GetTypes()
           from method in type.GetMethods()
           let rule = method.GetCustomAttribute<ConformanceAttribute>()
           where rule is not null
           orderby Sections.Order(rule.Clause.Section), type.Name, method.MetadataToken
           select rule,
    ];

    /// <summary>The contracts that a case is about.</summary>
    public static IReadOnlyList<string> ContractsOf(ConformanceAttribute rule) => rule.On ?? ContractsOfClass[rule.Id];

    /// <summary>Where a case stands in the specification.</summary>
    public static int Position(string id) => Positions.GetValueOrDefault(id, int.MaxValue);

    private static Dictionary<string, IReadOnlyList<string>> ContractsOfClass { get; } =
        (from type in typeof(Catalogue).Assembly.GetTypes()
         from method in type.GetMethods()
         let rule = method.GetCustomAttribute<ConformanceAttribute>()
         where rule is not null
         select (rule.Id, type.GetCustomAttribute<AboutAttribute>()!.Contracts)).ToDictionary(pair => pair.Id, pair => pair.Contracts);

    private static Dictionary<string, int> Positions { get; } =
        Cases.Select((rule, at) => (rule.Id, at)).ToDictionary(pair => pair.Id, pair => pair.at);
}
