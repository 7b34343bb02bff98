using System.CommandLine;
using Pipelines.Pipeline.Cli.Completion;
using Pipelines.Pipeline.Cli.Doctor;

namespace Pipelines.Pipeline.Cli;

/// <summary>The tree of verbs. Help, "did you mean", completion scripts and their tests follow from it.</summary>
internal static class Verbs
{
    public static RootCommand Tree(Surroundings surroundings)
    {
        var root = new RootCommand("Reproducible batch pipelines on the learning dynamics of shallow neural networks.");

        // The library's own help, version and directives are replaced: their texts and exit codes are not ours.
        root.Options.Clear();
        root.Directives.Clear();
        root.Options.Add(Help.Option(surroundings.Streams));
        root.Options.Add(VersionOption.Create(surroundings.Streams));
        foreach (var verb in All(surroundings)) root.Subcommands.Add(verb);
        root.Subcommands.Add(CompletionCommand.Create(root, surroundings));
        foreach (var verb in root.Subcommands) TextRules.AddTo(verb, surroundings.Files);
        return root;
    }

    /// <summary>In the order of the help: a new verb is a line here.</summary>
    private static IEnumerable<Verb> All(Surroundings surroundings) =>
    [
        RunCommand.Create(surroundings),
        PlanCommand.Create(surroundings),
        ExplainCommand.Create(surroundings),
        DiffCommand.Create(surroundings),
        ReproCommand.Create(surroundings),
        StatusCommand.Create(surroundings),
        CollectCommand.Create(surroundings),
        CancelCommand.Create(surroundings),
        LogsCommand.Create(surroundings),
        CheckCommand.Create(surroundings),
        ConfigCommand.Create(surroundings),
        ReportCommand.Create(surroundings),
        ListCommand.Create(surroundings),
        VerifyCommand.Create(surroundings),
        CleanCommand.Create(surroundings),
        SchemaCommand.Create(surroundings),
        TablesCommand.Create(surroundings),
        DoctorCommand.Create(surroundings),
        TaskCommand.Create(surroundings),
    ];
}
