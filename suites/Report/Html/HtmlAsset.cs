using System.Security.Cryptography;
using System.Text;

namespace SocketConformance.Report;

/// <summary>A text that a page carries in itself, and the hash by which the page's policy admits it.</summary>
/// <param name="Text">Ours to the last character: nothing in it is escaped.</param>
internal sealed record HtmlAsset(string Text)
{
    public static HtmlAsset Style { get; } = new(Read("report.css"));

    public static HtmlAsset Script { get; } = new(Read("report.js"));

    /// <summary>Such as <c>'sha256-…'</c>, as the Content-Security-Policy names it.</summary>
    public string Hash { get; } = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'";

    private static string Read(string name)
    {
        using var content = typeof(HtmlAsset).Assembly.GetManifestResourceStream(name)!;
        using var text = new StreamReader(content);
        return text.ReadToEnd();
    }
}
