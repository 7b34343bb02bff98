using System.Collections.Frozen;
using System.CommandLine;
using System.CommandLine.Parsing;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Cli.Options;

/// <summary>What every text of a command line must be: something that can be seen, and where it names a folder or a file, none that cannot be
/// there.</summary>
/// <remarks>The name in the help says which texts are paths.</remarks>
internal static class TextRules
{
    /// <summary>What the paths behind a help name are for.</summary>
    private static readonly FrozenDictionary<string, PathUse> Uses = new Dictionary<string, PathUse>
    {
        ["FOLDER"] = PathUse.Folder,
        ["PLAN"] = PathUse.Written,
        ["OUTPUT"] = PathUse.Written,
        ["FILE"] = PathUse.Read,
        ["file"] = PathUse.Read,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Adds the rules to every text of a verb; <c>--set</c> has a reader of its own.</summary>
    public static void AddTo(Command verb, IFileSystem files)
    {
        foreach (var argument in verb.Arguments.Where(a => a.ValueType == typeof(string)))
            argument.Validators.Add(result => Check(result, CommandShape.Name(argument), argument.HelpName, files));
        foreach (var option in verb.Options.Where(o => o.Name != "--set" && (o.ValueType == typeof(string) || o.ValueType == typeof(string[]))))
            option.Validators.Add(result => Check(result, $"'{option.Name}'", option.HelpName, files));
    }

    private static void Check(SymbolResult result, string name, string? helpName, IFileSystem files)
    {
        foreach (var text in result.Tokens.Select(t => t.Value))
        {
            PathUse? use = helpName is not null && Uses.TryGetValue(helpName, out var known) ? known : null;
            if (PathRules.Problem(text, use, files) is not { } found) continue;

            // The second line is the fix, see UsageErrors.
            result.AddError($"{name} {found.Problem}{(found.Fix.Length > 0 ? $"\n{found.Fix}" : "")}");
        }
    }
}

/// <summary>What may stand behind a command.</summary>
internal static class CommandShape
{
    /// <summary>The options that may stand behind a command, those of the whole tool included.</summary>
    public static IEnumerable<Option> Options(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(p => p.Options).Where(o => o.Recursive)).Where(o => !o.Hidden);

    /// <summary>How an argument is called in usage lines.</summary>
    public static string Name(Argument argument) => argument.HelpName ?? argument.Name.ToUpperInvariant();

    /// <summary>A command without it is an error.</summary>
    public static bool IsNeeded(Argument argument) => argument.Arity.MinimumNumberOfValues > 0;
}
