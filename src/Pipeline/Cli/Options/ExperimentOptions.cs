using System.CommandLine;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Options;

/// <summary>The arguments that every verb about an experiment has, in the same words.</summary>
internal sealed class ExperimentOptions
{
    public Argument<string> File { get; } = new("experiment") { Description = "Experiment file (YAML).", HelpName = "FILE" };

    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "Override a setting, or sweep it: --set network.hiddenUnits=100,400 --set replicates=10.",
        HelpName = "PATH=VALUE",
        DefaultValueFactory = _ => [],
    };

    public Option<string> Store { get; } = new("--store")
    {
        Description = "Folder of finished results, shared by all experiments of a project.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => Project.Default.Store,
    };

    public Option<string> Results { get; } = new("--results")
    {
        Description = "Folder below which each experiment gets a folder of its own.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => Project.Default.Results,
    };

    public Option<int> Threads { get; } = WholeNumber.Threads();

    public void AddTo(Command command)
    {
        command.Arguments.Add(File);
        command.Options.Add(Set);
        command.Options.Add(Store);
        command.Options.Add(Results);
        command.Options.Add(Threads);
    }

    /// <summary>The number of threads where the user gave one; null for the default.</summary>
    public int? ThreadsAsked(ParseResult parsed) => parsed.GetResult(Threads) is { Implicit: false } ? parsed.GetRequiredValue(Threads) : null;

    /// <summary>The file as the user gave it.</summary>
    public string PathOf(ParseResult parsed) => parsed.GetRequiredValue(File);

    /// <summary>Reads the experiment with its overrides.</summary>
    public Checked<Experiment> Read(ParseResult parsed, CommandContext context) =>
        Experiment.TryLoad(PathOf(parsed), parsed.GetRequiredValue(Set), context.Project with
        {
            Store = parsed.GetRequiredValue(Store),
            Results = parsed.GetRequiredValue(Results),
            Threads = parsed.GetRequiredValue(Threads),
        });

    /// <summary>Reads and plans the experiment; warnings go to standard error.</summary>
    /// <exception cref="ExperimentException">It has errors.</exception>
    public ExperimentPlan Plan(ParseResult parsed, CommandContext context)
    {
        var plan = Read(parsed, context).Required().Plan();
        foreach (var warning in plan.Warnings) context.Streams.Error.WriteLine($"warning: {warning}");
        return plan;
    }
}
