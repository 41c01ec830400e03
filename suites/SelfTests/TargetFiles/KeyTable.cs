using System.Text.RegularExpressions;
using SocketConformance.Targets;

namespace SocketConformance.SelfTests.TargetFiles;

/// <summary>Keys of a target file as a table in Markdown.</summary>
internal static partial class KeyTable
{
    public static string Of(IReadOnlyList<Key> keys)
    {
        var somebody = keys.Any(key => NotFor(key).Length > 0);
        string[] head = ["key", "type", "default", .. somebody ? new[] { "not for" } : [], "meaning"];
        var rows = keys.Select(key => Line([$"`{key}`", Type(key), Default(key), .. somebody ? new[] { NotFor(key) } : [], Meaning(key)]));
        return $"{Line(head)}|{string.Concat(head.Select(_ => "---|"))}\n{string.Concat(rows)}";

        static string Line(string[] cells) => $"| {string.Join(" | ", cells)} |\n";
    }

    private static string Default(Key key) =>
        key.IsRequired ? "required" : key.Default is { } value ? $"`{value}`" : key.Otherwise ?? "none";

    private static string Meaning(Key key) => Bounds(key) is { } bounds ? $"{key.Meaning} {bounds}" : key.Meaning;

    private static string Type(Key key) => key.Type switch
    {
        KeyType.Text => "text",
        KeyType.Word => "word",
        KeyType.Whole => "whole number",
        KeyType.Number => "number",
        KeyType.TrueOrFalse => "true or false",
        KeyType.List or KeyType.Words or KeyType.Transports => "list",
        KeyType.Statuses => "status, or list",
        KeyType.Protocol => "file, name, or map",
        KeyType.Raw => "text",
        KeyType.Pattern => "regular expression",
        KeyType.Bytes => "bytes",
        KeyType.Pieces => "list of bytes",
        KeyType.Expectation => "expectation",
        KeyType.Expectations => "list of expectations",
        KeyType.Exchanges => "list",
        KeyType.Frame => "frame",
        KeyType.Command => "list, or map of transport to list",
        _ => "map",
    };

    private static string? Bounds(Key key) => key.Type switch
    {
        KeyType.Text when key.Most < int.MaxValue => $"{key.Least} to {key.Most} characters.",
        KeyType.Word => $"{YamlFields.Listed([.. key.Words.Select(word => $"`{word}`")], "or")}.",
        KeyType.Whole => $"{key.Least} to {key.Most}.",
        KeyType.Number => $"Above {key.Least}, up to {key.Most}.",
        _ => null,
    };

    /// <summary>External servers and contracts that it has no meaning for.</summary>
    private static string NotFor(Key key)
    {
        Key[] external = [ContractKeys.Address, ContractKeys.Container];
        return string.Join(", ",
        [
            .. external.Where(one => (one.For & key.For) == LaunchKinds.None).Select(one => $"`{one}`"),
            .. key.NotForClient is null ? Array.Empty<string>() : ["`client`"],
            .. key.NotForDatagrams is null ? Array.Empty<string>() : ["datagrams"],
        ]);
    }

    [GeneratedRegex(@"^\| key \| type \|.*\n(\|.*\n)+", RegexOptions.Multiline)]
    public static partial Regex Pattern();
}
