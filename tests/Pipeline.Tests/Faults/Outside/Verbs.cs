using System.Collections.Immutable;

namespace Pipelines.Pipeline.Tests.Faults.Outside;

/// <summary>Every verb that reads or writes files of a project, with the arguments that a user gives it.</summary>
internal static class Verbs
{
    public const string Run = "run", Verify = "verify", Clean = "gc", Report = "report", Collect = "collect", Diff = "diff", Repro = "repro";

    /// <summary>Verbs that say something and are to change nothing.</summary>
    public static ImmutableArray<string> Readers { get; } = ["plan", "explain", "check", "config", "ls", "status", "logs", Diff, Repro];

    /// <summary>Those that write are tried more often.</summary>
    private static readonly ImmutableArray<string> Drawn =
    [
        Run, Run, Run, Run, Verify, Verify, Clean, Clean, Report, Report, Collect, "task", "cancel", .. Readers
    ];

    public static string Any(Random random) => Drawn[random.Next(Drawn.Length)];

    /// <summary>Its command line.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="world">Where.</param>
    /// <param name="random">Draws options.</param>
    /// <param name="clean">Results to compare with.</param>
    public static string[] Arguments(string verb, World world, Random random, string clean)
    {
        string[] store = ["--store", world.Store], results = ["--results", Path.GetDirectoryName(world.Results)!], experiment =
        [
            world.Experiment, .. store, .. results, "--threads", "1"
        ];
        string[] arguments = verb switch
        {
            Run => [verb, .. experiment, "-q", "--no-wait", .. random.Next(4) == 0 ? ["--checkpoint-every", "0"] : Array.Empty<string>()],
            "plan" or "explain" or "check" or "config" => [verb, .. experiment],
            Report => [verb, world.Results, .. random.Next(4) == 0 ? ["--experiment", world.Experiment] : Array.Empty<string>()],
            Clean => [verb, .. store, .. results, .. random.Next(3) > 0
                ? ["--keep-days", "0"]
                : Array.Empty<string>(), .. random.Next(5) == 0 ? ["--dry-run"] : Array.Empty<string>()],
            Verify => [verb, .. store, .. results],
            Diff => [verb, world.Results, clean, "--numbers"],
            Repro => [verb, world.Results, "--threads", "1"],
            Collect => [verb, .. store, "--patience", "0", .. random.Next(3) == 0 ? ["--partial"] : Array.Empty<string>()],
            "task" => [verb, Submission(world), "--task", random.Next(2) == 0 ? "0" : "1", "--patience", "0"],
            "cancel" => [verb, world.Scenario.Name, .. store],
            _ => [verb, .. store],
        };
        return verb is not ("task" or "cancel") && random.Next(3) == 0 ? [.. arguments, "--json"] : arguments;
    }

    private static string Submission(World world)
    {
        var cluster = Path.Combine(world.Store, "cluster");
        var folder = Directory.Exists(cluster) ? Directory.GetDirectories(cluster).Order(StringComparer.Ordinal).FirstOrDefault() : null;
        return folder ?? Path.Combine(cluster, "none");
    }
}
