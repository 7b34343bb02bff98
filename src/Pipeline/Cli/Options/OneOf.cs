using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Cli.Options;

/// <summary>Arguments and options that take one of a few words.</summary>
internal static class OneOf
{
    /// <param name="name">The argument.</param>
    /// <param name="summary">One line.</param>
    /// <param name="words">What may be written.</param>
    public static Argument<string> Argument(string name, string summary, params string[] words)
    {
        var argument = new Argument<string>(name) { Description = $"{summary} One of {string.Join(", ", words)}." };
        argument.CompletionSources.Add(words);
        argument.Validators.Add(result =>
        {
            var typed = result.Tokens[^1].Value;
            if (words.Contains(typed, StringComparer.Ordinal)) return;

            // The second line is the fix, see UsageErrors.
            result.AddError($"{CommandShape.Name(argument)} is one of {string.Join(", ", words)}, not '{typed}'.\n{Suggest.Sentence(typed, words)}");
        });
        return argument;
    }

    /// <param name="name">The option.</param>
    /// <param name="summary">One line.</param>
    /// <param name="helpName">What its value is called in help.</param>
    /// <param name="words">What may be written.</param>
    public static Option<string?> Option(string name, string summary, string helpName, params IReadOnlyList<string> words)
    {
        var option = new Option<string?>(name) { Description = $"{summary} One of {string.Join(", ", words)}.", HelpName = helpName };
        option.CompletionSources.Add([.. words]);
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 0 || words.Contains(result.Tokens[^1].Value, StringComparer.Ordinal)) return;
            result.AddError(
                $"'{name}' is one of {string.Join(", ", words)}, "
                    + $"not '{result.Tokens[^1].Value}'.\n{Suggest.Sentence(result.Tokens[^1].Value, words)}");
        });
        return option;
    }
}
