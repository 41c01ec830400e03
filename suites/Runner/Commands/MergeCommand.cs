using System.CommandLine;
using SocketConformance.Report;
using SocketConformance.Specification;

namespace SocketConformance.Runner;

/// <summary><c>merge a.json b.json … --report junit=all.xml</c>: the shards of a run, or runs of several targets, as one.</summary>
internal static class MergeCommand
{
    private static readonly Argument<string[]> Parts = new("report.json")
    {
        Description = "JSON reports: the shards of a run, or runs of several targets",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<ReportRequest[]> Report = new("--report")
    {
        HelpName = "text|json|junit|markdown|html[=path]",
        Description = "Write the merged report. Without a path it goes to standard output, in place of the text. Repeatable",
        CustomParser = argument => ReportOptions.Parse(argument),
    };

    public static Command Make()
    {
        var command = new DetailedCommand("merge",
            "Makes one report of the shards of a run, or of runs of several targets",
            "Reports that contradict each other are refused. A shard that is missing or was cut short keeps the whole from being\n" +
            "conformant.\n\n" +
            "Exit codes: as if all had been judged at once; 2 also when a report can't be read or merged.")
        {
            Parts, Report,
        };
        command.SetAction(parsed => (int)Run(parsed.GetValue(Parts)!, parsed.GetValue(Report) ?? []));
        return command;
    }

    private static ExitCode Run(string[] paths, ReportRequest[] requests)
    {
        ReportOptions.RequireOneOnStandardOutput(requests);
        var merged = ReportMerge.Of([.. paths.Select(path => new NamedReport(path, JsonReport.Read(path)))]);
        var report = merged with { Results = ResultOrder.Sort(merged.Results, [.. merged.Targets.Select(target => target.Name)]) };
        ReportOptions.Write(report, requests);
        return report.ExitCode;
    }
}
