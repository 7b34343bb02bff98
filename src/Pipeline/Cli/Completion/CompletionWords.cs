using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Completions;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Cli.Completion;

/// <summary>Everything that a shell can complete, read off the tree of verbs.</summary>
/// <param name="Options">Options of the whole tool.</param>
/// <param name="Verbs">The verbs.</param>
/// <param name="Settings">Paths that may stand behind <c>--set</c>.</param>
/// <param name="Systems">Those of each system alone.</param>
internal sealed record CompletionWords(
    ImmutableArray<CompletionWords.OptionWords> Options, ImmutableArray<CompletionWords.VerbWords> Verbs, ImmutableArray<string> Settings,
    ImmutableArray<CompletionWords.SystemWords> Systems)
{
    /// <param name="Name">The verb.</param>
    /// <param name="Summary">One line.</param>
    /// <param name="Options">Its options.</param>
    /// <param name="Argument">What its argument is.</param>
    internal sealed record VerbWords(string Name, string Summary, ImmutableArray<OptionWords> Options, ValueWords Argument);

    /// <param name="Name">The system.</param>
    /// <param name="Settings">Paths that an experiment of it has.</param>
    internal sealed record SystemWords(string Name, ImmutableArray<string> Settings);

    /// <param name="Names">Its name and aliases.</param>
    /// <param name="Summary">One line.</param>
    /// <param name="Value">What it takes.</param>
    internal sealed record OptionWords(ImmutableArray<string> Names, string Summary, ValueWords Value);

    /// <summary>What a value is.</summary>
    /// <param name="Kind">Nothing, an experiment file, a folder, a setting, or one of some words.</param>
    /// <param name="Words">The words, if any.</param>
    internal sealed record ValueWords(ValueKind Kind, ImmutableArray<string> Words);

    internal enum ValueKind
    {
        None,
        Other,
        File,
        Folder,
        Setting,
        Word,
    }

    public static CompletionWords Of(RootCommand root, Systems systems)
    {
        var registry = systems.Registry;
        ImmutableArray<string> Paths(IEnumerable<SettingType.Group> groups) =>
            [.. groups.Append(registry.Header).SelectMany(g => SettingPath.All(g)).Distinct().Order(StringComparer.Ordinal)];
        return new(
            [.. CommandShape.Options(root).Select(Option)],
            [.. root.Subcommands.Where(c => !c.Hidden).Select(c => new VerbWords(
                c.Name,
                c.Description!,
                [.. CommandShape.Options(c).Select(Option)],
                c.Arguments.Count == 0 ? new(ValueKind.None, []) : Argument(c.Arguments[0])))],
            Paths(registry.Systems.Values),
            [.. registry.Systems.Select(s => new SystemWords(s.Key, Paths([s.Value])))]);
    }

    private static OptionWords Option(Option option) => new(
        [option.Name, .. option.Aliases],
        option.Description!,
        option.ValueType == typeof(bool) ? new(ValueKind.None, []) : Value(option, option.HelpName));

    private static ValueWords Argument(Argument argument) => Value(argument, argument.HelpName);

    private static ValueWords Value(Symbol symbol, string? name)
    {
        var kind = name switch
        {
            "FILE" => ValueKind.File,
            "FOLDER" => ValueKind.Folder,
            "PATH=VALUE" => ValueKind.Setting,
            _ => ValueKind.Other,
        };
        ImmutableArray<string> words = [.. symbol.GetCompletions(CompletionContext.Empty).Select(c => c.Label)];
        return kind == ValueKind.Other && !words.IsEmpty ? new(ValueKind.Word, words) : new(kind, []);
    }
}
