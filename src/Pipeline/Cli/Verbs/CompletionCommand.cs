using System.CommandLine;
using Pipelines.Pipeline.Cli.Completion;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines completion</c>: the script that lets a shell complete verbs, options, files and settings.</summary>
internal static class CompletionCommand
{
    /// <param name="root">The tree, of which this verb will be the last.</param>
    /// <param name="context">What the verb works with.</param>
    public static Verb Create(RootCommand root, CommandContext context)
    {
        var shell = OneOf.Argument("shell", "The shell that the script is for.", "bash", "zsh");
        var verb = new Verb("completion", "Write the script that completes verbs, options, files and settings in a shell.")
        {
            Examples =
            [
                new("bash, for every new shell", "pipelines completion bash > ~/.local/share/bash-completion/completions/pipelines"),
                new("bash, for this shell", "source <(pipelines completion bash)"),
                new("zsh, for this shell; for every new one, put the line behind compinit in ~/.zshrc", "source <(pipelines completion zsh)"),
            ],
        };
        verb.Arguments.Add(shell);
        verb.SetAction(parsed =>
        {
            var words = CompletionWords.Of(root, context.Systems);
            context.Streams.Out.Write(parsed.GetRequiredValue(shell) == "bash" ? BashScript.Of(words) : ZshScript.Of(words));
            return ExitCode.Complete;
        });
        return verb;
    }
}
