using System.CommandLine;
using System.CommandLine.Parsing;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Verbs;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Cli;

/// <summary>What is wrong with a command line, and what was probably meant.</summary>
internal static class UsageErrors
{
    /// <summary>Writes every error, and where to read more.</summary>
    public static void Write(TextWriter error, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        foreach (var (message, expected, fix) in Errors(parsed, command).Distinct())
        {
            error.WriteLine($"pipelines: error: {message}");
            if (expected.Length > 0) error.WriteLine($"  expected: {expected}");
            if (fix.Length > 0) error.WriteLine($"  fix: {fix}");
        }
        error.WriteLine($"Nothing was started. See 'pipelines {(command is Verb ? $"{command.Name} " : "")}--help'.");
    }

    private static IEnumerable<(string Message, string Expected, string Fix)> Errors(ParseResult parsed, Command command)
    {
        if (command is RootCommand)
        {
            return parsed.UnmatchedTokens.Count == 0
                ? [("There is no verb.", Verbs(command), "write e.g. pipelines run pipelines/quickstart.yaml")]
                : [Unmatched(command, parsed.UnmatchedTokens[0])];
        }
        var missing = command.Arguments.Where(a => CommandShape.IsNeeded(a) && parsed.GetResult(a) is null or { Tokens.Count: 0 })
            .Select(a => (
                $"'{command.Name}' needs {CommandShape.Name(a)}.",
                a.Description!,
                command is Verb verb ? $"write e.g. {verb.Examples[0].CommandLine}" : ""));

        // An unknown option is reported once, not again with its value;
        // the library's own words for unmatched tokens and missing arguments are left out.
        var unmatched = parsed.UnmatchedTokens.Where((t, i) => i == 0 || IsOption(t) || !IsOption(parsed.UnmatchedTokens[i - 1]));
        var others = parsed.Errors.Where(e => e.SymbolResult is not CommandResult).Select(Other).OfType<(string, string, string)>();
        return [.. unmatched.Select(t => Unmatched(command, t)), .. missing, .. others];
    }

    private static string Verbs(Command root) => "one of " + string.Join(", ", root.Subcommands.Select(c => c.Name));

    private static bool IsOption(string token) => token.StartsWith('-') && token.Length > 1;

    private static (string, string, string) Unmatched(Command command, string token)
    {
        if (IsOption(token)) return UnknownOption(command, token.Split('=')[0]);
        if (command is RootCommand)
        {
            var fix = token.EndsWith(".yaml", StringComparison.Ordinal)
                ? $"write 'pipelines run {token}'"
                : Suggest.Sentence(token, command.Subcommands.Select(c => c.Name));
            return ($"There is no verb '{token}'.", Verbs(command), fix);
        }
        if (token.Contains('=', StringComparison.Ordinal) && command.Options.Any(o => o.Name == "--set"))
            return ($"'{token}' stands alone.", "", $"give each setting a --set of its own: --set {token}");
        var takes = command.Arguments.Count == 0 ? "nothing but options" : "one " + CommandShape.Name(command.Arguments[0]);
        return ($"'{command.Name}' takes {takes}, and '{token}' is one word too many.", "", "put a text with spaces into quotation marks");
    }

    private static (string, string, string) UnknownOption(Command command, string option)
    {
        var names = CommandShape.Options(command).SelectMany(o => o.Aliases.Prepend(o.Name)).ToList();
        if (names.Contains(option)) return ($"'{option}' stands before the verb.", "", $"write 'pipelines {command.Name} ... {option} ...'");
        var owner = command.Parents.OfType<Command>().SelectMany(p => p.Subcommands).FirstOrDefault(c => c.Options.Any(o => o.Name == option));
        return (
            command is RootCommand ? $"There is no option '{option}' before a verb." : $"'{command.Name}' has no option '{option}'.",
            "one of " + string.Join(", ", names),
            owner is not null ? $"'{option}' goes with '{owner.Name}'"
                : command is RootCommand && command.Subcommands.Any(c => c.Options.Any(o => o.Name == option)) ? "options stand behind the verb"
                : Suggest.Sentence(option, names));
    }

    /// <summary>Errors of arguments and options: a value is missing, or one of our own checks said no, with the fix on a second line.</summary>
    private static (string, string, string)? Other(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0, Option: var option } when option.ValueType != typeof(bool) => Missing(option),
        ArgumentResult { Tokens.Count: 0, Parent: OptionResult { Option: var option } } => Missing(option),
        ArgumentResult { Tokens.Count: 0 } => null,
        OptionResult { Option: var option } result when result.Tokens.Count > option.Arity.MaximumNumberOfValues => (
            $"'{option.Name}' is given {result.Tokens.Count} times: {string.Join(", ", result.Tokens.Select(t => $"'{t.Value}'"))}.",
            "",
            "say it once"),
        _ => (error.Message.Split('\n')[0], "", error.Message.Split('\n') is [_, var fix] ? fix : ""),
    };

    private static (string, string, string) Missing(Option option) => ($"'{option.Name}' needs a value.", option.Description!, "");
}
