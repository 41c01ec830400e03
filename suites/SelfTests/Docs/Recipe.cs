using System.Globalization;
using SocketConformance.SelfTests.CommandLine;
using YamlDotNet.RepresentationModel;

namespace SocketConformance.SelfTests.Docs;

/// <summary>A job of a CI engine: what it runs, in its own copy of the repository, in this order.</summary>
/// <param name="Variables">What the engine sets for it.</param>
/// <param name="Scripts">The recipe's own lines; and, in place of the engine's artifacts, copies to and from <c>$STORE</c>.</param>
internal sealed record Job(string Name, IReadOnlyDictionary<string, string?> Variables, IReadOnlyList<string> Scripts);

/// <summary>Reads the recipes as their engines do, as far as the recipes go.</summary>
internal static class Recipe
{
    /// <exception cref="KeyNotFoundException">A part is missing that the engine needs.</exception>
    public static IReadOnlyList<Job> Read(string name)
    {
        var documents = Documents(name);
        return name switch
        {
            "github-actions.yml" => [.. GitHub(documents.Single())],
            "gitlab-ci.yml" => [.. GitLab(documents.Single())],
            _ => [.. documents.SelectMany(Kubernetes)],
        };
    }

    private static IEnumerable<Job> GitHub(YamlMappingNode workflow)
    {
        foreach (var (name, job) in Entries(workflow["jobs"]))
            foreach (var row in Matrix(Find(job, "strategy") is { } strategy ? strategy["matrix"] : new YamlMappingNode()))
                yield return new Job($"{name}", new Dictionary<string, string?> { ["GITHUB_STEP_SUMMARY"] = "summary.md" },
                    [.. Items(job["steps"]).Select(step => GitHubStep(step, row)).OfType<string>()]);
    }

    /// <returns>Null for what brings the repository and the SDK.</returns>
    private static string? GitHubStep(YamlNode step, IReadOnlyDictionary<string, string> row)
    {
        if (Find(step, "run") is { } run) return Filled($"{run}");
        return $"{step["uses"]}".Split('@')[0] switch
        {
            // An artifact's name is free once; it holds what is in the folder.
            "actions/upload-artifact" => Filled($"mkdir \"$STORE/{With("name")}\"; cp -r {With("path")}/. \"$STORE/{With("name")}\""),
            "actions/download-artifact" =>
                $"mkdir -p {With("path")}; for one in \"$STORE\"/{With("pattern")}; do cp -r \"$one\"/. {With("path")}; done",
            "actions/checkout" or "actions/setup-dotnet" => null,
            var action => throw new KeyNotFoundException($"what {action} does is not known here"),
        };

        YamlNode With(string key) => step["with"][key];

        string Filled(string text) => row.Aggregate(
            text, (filled, cell) => filled.Replace($"${{{{ matrix.{cell.Key} }}}}", cell.Value, StringComparison.Ordinal));
    }

    private static IEnumerable<Job> GitLab(YamlMappingNode pipeline)
    {
        foreach (var (at, stage) in Items(pipeline["stages"]).Index())
            foreach (var (name, job) in Entries(pipeline).Where(entry => Find(entry.Value, "stage")?.Equals(stage) == true))
                foreach (var row in Rows(job))
                    yield return new Job(name, row.ToDictionary(cell => cell.Key, cell => (string?)cell.Value),
                    [
                        .. at == 0 ? (string[])[] : ["cp -r \"$STORE\"/. ."],
                        .. Items(job["script"]).Select(line => $"{line}"),
                        $"cp -r {string.Join(' ', Items(job["artifacts"]["paths"]))} \"$STORE\"",
                    ]);
    }

    /// <summary>Once for each row of the job's matrix; a job without one has one row, which is empty.</summary>
    private static IEnumerable<IReadOnlyDictionary<string, string>> Rows(YamlNode job) =>
        Find(job, "parallel") is { } parallel ? Items(parallel["matrix"]).SelectMany(Matrix) : [new Dictionary<string, string>()];

    private static IEnumerable<Job> Kubernetes(YamlMappingNode document)
    {
        var (spec, container) = (document["spec"], document["spec"]["template"]["spec"]["containers"][0]);
        var mount = Path.GetRelativePath($"{container["workingDir"]}", $"{container["volumeMounts"][0]["mountPath"]}");
        var indexed = Find(spec, "completionMode") is not null;
        for (var index = 0; index < (indexed ? Number(spec["completions"]) : 1); index++)
            yield return new Job(
                $"{document["metadata"]["name"]}",
                new Dictionary<string, string?> { ["JOB_COMPLETION_INDEX"] = indexed ? $"{index}" : null },
                [$"ln -s \"$STORE\" {mount}", .. Items(container["args"]).Select(line => $"{line}")]);
    }

    private static List<YamlMappingNode> Documents(string name)
    {
        using var text = File.OpenText(Path.Combine(Suite.Root, "docs", "recipes", name));
        var stream = new YamlStream();
        stream.Load(text);
        return [.. stream.Documents.Select(document => (YamlMappingNode)document.RootNode)];
    }

    /// <summary>Every combination of the values of a matrix.</summary>
    private static IEnumerable<IReadOnlyDictionary<string, string>> Matrix(YamlNode matrix) =>
        Entries(matrix).Aggregate<(string Key, YamlNode Value), IEnumerable<Dictionary<string, string>>>(
            [new Dictionary<string, string>()],
            (rows, axis) => rows.SelectMany(row =>
                Items(axis.Value).Select(value => new Dictionary<string, string>(row) { [axis.Key] = $"{value}" })));

    private static IEnumerable<(string Key, YamlNode Value)> Entries(YamlNode map) =>
        ((YamlMappingNode)map).Children.Select(entry => ($"{entry.Key}", entry.Value));

    private static IEnumerable<YamlNode> Items(YamlNode list) => ((YamlSequenceNode)list).Children;

    private static YamlNode? Find(YamlNode node, string key) =>
        node is YamlMappingNode map && map.Children.TryGetValue(key, out var value) ? value : null;

    private static int Number(YamlNode node) => int.Parse($"{node}", CultureInfo.InvariantCulture);
}
