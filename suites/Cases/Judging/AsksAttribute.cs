using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace SocketConformance.Cases;

/// <summary>What the cases of a class ask of a protocol, unless one of them says otherwise.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AsksAttribute(Capability of) : NUnitAttribute, IApplyToTest
{
    public Capability Of { get; } = of;

    /// <inheritdoc cref="ConformanceAttribute.NotOf"/>
    public Capability NotOf { get; init; }

    /// <inheritdoc cref="ConformanceAttribute.Because"/>
    public string? Because { get; init; }

    /// <summary>Its cases leave a server as they found it, except those that are <see cref="ConformanceAttribute.Alone"/>.</summary>
    public bool Shared { get; init; }

    /// <summary>Some of its cases wait for time to pass: they begin first, so that the others run meanwhile.</summary>
    public bool Waits { get; init; }

    /// <summary>Its cases are about something else than what a reply says: one that is wrong on an untouched server, too, breaks
    /// none of them.</summary>
    public bool IncidentalReplies { get; init; }

    public void ApplyToTest(Test test)
    {
        if (Waits) test.Properties.Set(PropertyNames.Order, 1);
    }
}
