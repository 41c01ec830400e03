namespace SocketConformance.Cases;

/// <summary>An instance that is told what it can't have: a place where another listens, a path that is none.</summary>
internal static class SecondInstance
{
    /// <summary>Its exit status, or null when it goes on: it listens there all the same, or is at rest. It is given the time that the
    /// target's own start takes before it finds that it can't; a second try comes within seconds after that, if it comes at all.</summary>
    public static async Task<int?> StatusAsync(Server server, Instance instance)
    {
        var start = await server.LongestStartAsync();
        var process = instance.Process!;
        var ending = process.ExitUnlessAtRestAsync(Patience.Start + start, rest: Patience.Answer + start);
        var listens = false;
        await Until.TrueAsync(() => ending.IsCompleted || (listens = process.Listens(instance.EndPoint)), Patience.Start + start);
        return listens ? null : await ending;
    }

    /// <summary>Starts a second instance where the first one listens, and lets it do what it does there: the first must live on, and
    /// whoever comes be served, beside the second one and after it.</summary>
    public static async Task ShouldHarmNobodyAsync(Server server, StartOptions same, int exchanges)
    {
        await using (var second = await server.StartAsync(same))
        {
            await StatusAsync(server, second);
            for (var exchange = 1; exchange <= exchanges; exchange++)
            {
                ShouldRun();
                await server.AssertServesAsync($"number {exchange}, beside a second instance");
            }
        }

        if (server.Protocol.ServesOne) return; // either of them may have had its one
        ShouldRun();
        await server.AssertServesAsync("after the second instance has gone");

        void ShouldRun()
        {
            if (server.Process.Exited is { IsCompletedSuccessfully: true, Result: var status })
                throw new NotConformantException(
                    "the first instance as it was, beside a second one", $"it ended with {ExitStatus.Words(status)}");
        }
    }
}
