using SocketConformance.Targets;

namespace SocketConformance.Parity;

/// <summary>One of the two that are compared: a target's servers, or the model.</summary>
/// <param name="target">Null for the model.</param>
internal sealed class Side(Grammar grammar, ContractTarget? target, bool concurrent, Launcher launcher) : IDisposable
{
    private readonly Model model = new(grammar, concurrent);
    private Player? player;

    /// <summary>Plays to the server that earlier conversations were played to.</summary>
    public Observation Play(Conversation conversation)
    {
        var prediction = model.Play(conversation);
        if (target is null) return prediction;
        player ??= Start();
        var seen = player.Play(conversation, prediction, Pace.Quick);
        if (player.HasEnded) Renew();
        return seen;
    }

    /// <summary>Plays to a fresh server.</summary>
    public Observation PlayAfresh(Conversation conversation, Pace pace, int carefulFrom)
    {
        var prediction = model.Play(conversation);
        if (target is null) return prediction;
        var fresh = Start();
        try
        {
            return fresh.Play(conversation, prediction, pace, carefulFrom);
        }
        finally
        {
            End(fresh);
        }
    }

    /// <summary>Has the next conversation played to a fresh server.</summary>
    public void Renew()
    {
        if (player is { } used) End(used);
        player = null;
    }

    public void Dispose() => Renew();

    private Player Start() => new(grammar, launcher.StartAsync(target!, grammar.Transport).GetAwaiter().GetResult());

    private static void End(Player used) => used.Instance.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
