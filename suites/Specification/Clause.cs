namespace SocketConformance.Specification;

/// <summary>One rule of the specification.</summary>
/// <param name="Id">Stable, <c>section/kebab-slug</c>; never changes its meaning.</param>
/// <param name="Level">How binding it is; a target that declares <c>graceful</c> raises the graceful clauses to MUST.</param>
/// <param name="Source">Where it comes from: a standard's section, or <c>contract</c>.</param>
/// <param name="Statement">What a server does, as one sentence.</param>
/// <param name="How">How it is observed.</param>
/// <param name="Catches">The mistake that this case catches before all others.</param>
public sealed record Clause(string Id, Level Level, string Source, string Statement, string How, string Catches)
{
    public string Section => Id[..Id.IndexOf('/')];
}
