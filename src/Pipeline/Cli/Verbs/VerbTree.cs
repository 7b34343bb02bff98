using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary>The tree of verbs. Help, "did you mean", completion scripts and their tests follow from it.</summary>
internal static class VerbTree
{
    public static RootCommand Tree(CommandContext context)
    {
        var root = new RootCommand("Reproducible batch pipelines on the learning dynamics of shallow neural networks.");

        // The library's own help, version and directives are replaced: their texts and exit codes are not ours.
        root.Options.Clear();
        root.Directives.Clear();
        root.Options.Add(Help.Option(context.Streams));
        root.Options.Add(VersionOption.Create(context.Streams));
        foreach (var verb in All(context)) root.Subcommands.Add(verb);
        root.Subcommands.Add(CompletionCommand.Create(root, context));
        foreach (var verb in root.Subcommands) TextRules.AddTo(verb, context.Files);
        return root;
    }

    /// <summary>In the order of the help: a new verb is a line here.</summary>
    private static IEnumerable<Verb> All(CommandContext context) =>
    [
        RunCommand.Create(context),
        PlanCommand.Create(context),
        ExplainCommand.Create(context),
        DiffCommand.Create(context),
        ReproCommand.Create(context),
        StatusCommand.Create(context),
        PeekCommand.Create(context),
        CollectCommand.Create(context),
        CancelCommand.Create(context),
        LogsCommand.Create(context),
        CheckCommand.Create(context),
        TestCommand.Create(context),
        ConfigCommand.Create(context),
        ReportCommand.Create(context),
        ExportCommand.Create(context),
        FigureCommand.Create(context),
        ListCommand.Create(context),
        VerifyCommand.Create(context),
        CleanCommand.Create(context),
        SettingsCommand.Create(context),
        SchemaCommand.Create(context),
        TablesCommand.Create(context),
        DoctorCommand.Create(context),
        TaskCommand.Create(context),
    ];
}

/// <summary>One verb of the command line. A new verb is a class that creates it and one line in <see cref="VerbTree"/>.</summary>
/// <param name="name">What is typed.</param>
/// <param name="summary">One line for lists.</param>
internal sealed class Verb(string name, string summary) : Command(name, summary)
{
    /// <summary>What people do with it, for its help; at least one.</summary>
    public required ImmutableArray<Example> Examples { get; init; }

    /// <summary>It ends by itself, cleanly, when it is asked to stop; a verb that does not is ended by the system at the first signal.</summary>
    public bool StopsCleanly { get; init; }
}

/// <summary>A command that works as it stands, and what it is good for.</summary>
internal sealed record Example(string Purpose, string CommandLine);
