using System.Globalization;
using SocketConformance.Specification;

namespace SocketConformance.Report;

/// <summary>What every page begins and ends with.</summary>
/// <param name="Word">The verdict.</param>
/// <param name="Kind">A class of the body's, by which the style tells pages apart.</param>
internal sealed record HtmlPage(string Word, bool Good, string Kind)
{
    /// <summary>How many columns the matrix has.</summary>
    public int Targets { get; init; } = 1;

    /// <summary>With the script that filters the matrix and answers keys.</summary>
    public bool Scripted { get; init; }

    /// <summary>The page up to its verdict.</summary>
    public Markup Begin()
    {
        var columns = new HtmlAsset(string.Create(CultureInfo.InvariantCulture, $":root {{ --targets: {Targets} }}"));
        // Nothing may be loaded, and nothing run but our own script: the second line of defence behind the escaping.
        var policy = $"default-src 'none'; style-src {HtmlAsset.Style.Hash} {columns.Hash}; " +
            $"{(Scripted ? $"script-src {HtmlAsset.Script.Hash}; " : "")}base-uri 'none'; form-action 'none'";
        var page = new Markup().Put($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>{Word}: SocketConformance</title>
            <style>
            """);
        return page.PutAsset(columns).Put($"</style>\n<style>").PutAsset(HtmlAsset.Style)
            .Put($"</style>\n</head>\n<body class=\"{Kind}\">\n");
    }

    public Markup PutVerdict(Markup page, double durationMs) =>
        page.Put($"<h1 class=\"{(Good ? "pass" : "fail")}\">{Word}</h1>\n<p class=\"faint\">in {Durations.Words(durationMs)}</p>\n");

    public static void PutObstacles(Markup page, IEnumerable<Problem> obstacles)
    {
        foreach (var obstacle in obstacles) page.Put($"<p class=\"problem\">{obstacle.Message}</p>\n");
    }

    /// <param name="madeBy">The suite's version, and what it judged by.</param>
    public static void PutFooter(Markup page, string madeBy) => page.Put($"<footer>SocketConformance {madeBy}</footer>\n");

    public string End(Markup page)
    {
        if (Scripted) page.Put($"<script>").PutAsset(HtmlAsset.Script).Put($"</script>\n");
        return page.Put($"</body>\n</html>\n").ToString();
    }
}
