using System.Linq.Expressions;
using Shouldly;

namespace SocketConformance.SelfTests;

internal static class Each
{
    /// <summary>There are some, and it holds of each.</summary>
    public static void ShouldEach<T>(this IEnumerable<T> all, Expression<Func<T, bool>> hold, string? message = null)
    {
        List<T> some = [.. all];
        some.ShouldNotBeEmpty(message);
#pragma warning disable RS0030 // not of nothing
        some.ShouldAllBe(hold, message);
#pragma warning restore RS0030
    }
}
