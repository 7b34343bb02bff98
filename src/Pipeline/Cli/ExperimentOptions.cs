using System.CommandLine;

namespace Pipelines.Pipeline.Cli;

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
        DefaultValueFactory = _ => ".pipelines",
    };

    public Option<string> Results { get; } = new("--results")
    {
        Description = "Folder below which each experiment gets a folder of its own.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => "results",
    };

    public Option<int> Threads { get; } =
        WholeNumber.Option("--threads", "Processor threads to use; the results do not depend on it.", smallest: 1, value: Environment.ProcessorCount);

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

    public RunRequest Of(ParseResult parsed) => new(
        parsed.GetRequiredValue(File), [.. parsed.GetRequiredValue(Set)], parsed.GetRequiredValue(Store), parsed.GetRequiredValue(Results),
        parsed.GetRequiredValue(Threads));
}

/// <summary>What the user asked for.</summary>
internal sealed record RunRequest(string File, IReadOnlyList<string> Overrides, string Store, string Results, int Threads)
{
    /// <summary>The folder that paths in the file are relative to, where that is not the file's own.</summary>
    public string? GivenFolder { get; init; }
}
