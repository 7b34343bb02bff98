using System.CommandLine;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Cli;

/// <summary>Arguments that take one of a few words.</summary>
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
            result.AddError($"{Help.Name(argument)} is one of {string.Join(", ", words)}, not '{typed}'.\n{Suggest.Sentence(typed, words)}");
        });
        return argument;
    }
}
