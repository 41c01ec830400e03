using System.Globalization;
using SocketConformance.Cases;
using SocketConformance.Specification;
using SocketConformance.Targets;

// Provisional: `cases TARGETS GLOB-PREFIX` and `faults PREFIX`.
if (args is ["faults", ..])
{
    var prefix = args.Length > 1 ? args[1] : "";
    var server = Path.Combine(BuiltInTargets.Servers, "BrokenServers/BrokenServers");
    var start = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(server, "--list") { RedirectStandardOutput = true })!;
    var faults = (await start.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')).Where(f => f[0].StartsWith(prefix, StringComparison.Ordinal) || f[2].StartsWith(prefix, StringComparison.Ordinal)).ToList();
    var subjects = faults.Select(f =>
    {
        var transport = TransportWords.Parse(f[3]) ?? Contracts.Transports(f[1])[0];
        string[] where = transport == Transport.Unix ? ["--unix", "{path}"] : ["--host", "{host}", "--port", "{port}"];
        var contract = new ContractTarget { Contract = f[1], Transports = [transport], Concurrent = f[1] is not ("uppercase" or "echo-once"), Backlog = 5, Graceful = true, Grace = TimeSpan.FromSeconds(3),
            Launch = new CommandLaunch(new Dictionary<Transport, IReadOnlyList<string>> { [transport] = [server, f[0], .. where, "--backlog", "{backlog}"] }) };
        return new Subject(new Target(f[0], f[0], [contract], []), contract, transport);
    }).ToList();
    var named = faults.ToDictionary(f => f[0], f => f[2]);
    SocketConformance.Probe.Patience.Scale = 0.4;
    var run = new CaseRun(new Plan { Subjects = subjects, KnownFailures = KnownFailures.Of([]), Selects = (clause, _, subject) => named[subject.Target.Name] == clause.Id });
    run.Load(8);
    var escaped = new HashSet<string>(named.Keys);
    run.Run(result =>
    {
        lock (escaped)
        {
            if (result.Verdict is Verdict.Fail or Verdict.Deviation) escaped.Remove(result.Target);
            Console.WriteLine($"{(result.Verdict is Verdict.Fail or Verdict.Deviation ? "killed" : "ESCAPED")} {result.Target} by {result.Case} {result.Transport.Word()} {result.DurationMs:0} ms: {result.Verdict.Word()} {result.Reason} expected {result.Expected} observed {result.Observed}");
        }
    });
    Console.WriteLine($"{named.Count} faults, escaped: {string.Join(' ', escaped)}");
    return escaped.Count == 0 ? 0 : 1;
}

var targets = (args.Length > 0 ? args[0] : "csharp").Split(',').Select(name => BuiltInTargets.Resolve(name, null)).ToList();
var glob = args.Length > 1 ? args[1] : "";
var all = new CaseRun(new Plan { Subjects = [.. Subject.Of(targets)], KnownFailures = KnownFailures.Of(targets), Selects = (clause, _, _) => clause.Id.StartsWith(glob, StringComparison.Ordinal) });
all.Load(int.Parse(Environment.GetEnvironmentVariable("JOBS") ?? "8", CultureInfo.InvariantCulture));
var counts = new Dictionary<Verdict, int>();
all.Run(result =>
{
    lock (counts)
    {
        counts[result.Verdict] = counts.GetValueOrDefault(result.Verdict) + 1;
        if (result.Verdict == Verdict.Pass && Environment.GetEnvironmentVariable("ALL") is null) return;
        Console.WriteLine($"{result.Verdict.Word()} {result.Case} ({result.Target}, {result.Contract}, {result.Transport.Word()}) {result.DurationMs:0} ms {result.Reason}");
        if (result.Verdict is Verdict.Fail or Verdict.Deviation or Verdict.Error)
        {
            Console.WriteLine($"  expected {result.Expected}\n  observed {result.Observed}\n  server {result.Server}");
            foreach (var e in result.Wire) Console.WriteLine($"    {e.Milliseconds,9:0.000} ms  {e.What}");
        }
    }
});
Console.WriteLine(string.Join(", ", counts.Select(c => $"{c.Value} {c.Key.Word()}")));
return 0;
