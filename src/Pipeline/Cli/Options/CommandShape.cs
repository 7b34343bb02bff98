using System.CommandLine;

namespace Pipelines.Pipeline.Cli.Options;

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
