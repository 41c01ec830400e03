namespace SocketConformance.Cases;

/// <summary>What a case is judged against: one contract of one target over one transport.</summary>
public sealed record Subject(Target Target, ContractTarget Contract, Transport Transport)
{
    /// <summary>Every contract and transport of the targets, in their order.</summary>
    public static IEnumerable<Subject> Of(IEnumerable<Target> targets) =>
        from target in targets
        from contract in target.Contracts
        from transport in contract.Transports
        select new Subject(target, contract, transport);

    public override string ToString() => $"{Target.Name}, {Contract.Contract}, {Transport.Word()}";
}
