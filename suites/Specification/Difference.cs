namespace SocketConformance.Specification;

/// <summary>
/// What a server does otherwise than it should, apart from the bytes that a case happened to use. Results of a target that share it have,
/// as far as can be seen from outside, one cause, and one page.
/// </summary>
/// <param name="Words">What it does, with the server as the subject: <c>adds "\r\n"</c>.</param>
/// <param name="Advice">What usually does that, and what to write in its place; null where nothing is usual.</param>
public sealed record Difference(string Words, string? Advice = null);
