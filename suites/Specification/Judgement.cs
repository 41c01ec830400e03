namespace SocketConformance.Specification;

/// <summary>What a verdict is about: a case, and the contract of the target and the transport that it is judged over.</summary>
public sealed record Judgement(string Case, string Contract, Transport Transport, string Target)
{
    /// <summary>Such as <c>echo/returns-one-byte (csharp, echo, tcp4)</c>.</summary>
    public override string ToString() => $"{Case} ({Target}, {Contract}, {Transport.Word()})";
}
