using System.Text;
using static Pipelines.Pipeline.Cli.Completion.CompletionWords;

namespace Pipelines.Pipeline.Cli.Completion;

/// <summary>The completion script for zsh: to be sourced, or autoloaded as <c>_pipelines</c>.</summary>
internal static class ZshScript
{
    public static string Of(CompletionWords words)
    {
        var script = new StringBuilder("#compdef pipelines\n# Completion of pipelines for zsh, written by 'pipelines completion zsh'.\n");
        script.Append($"_pipelines_settings() {{ compadd -S '' -- {string.Join(' ', words.Settings.Select(s => s + "="))} }}\n");
        script.Append("_pipelines() {\n    local -a verbs=(\n");
        foreach (var verb in words.Verbs) script.Append($"        {Quote($"{verb.Name}:{verb.Summary}")}\n");
        script.Append("    )\n    if (( CURRENT == 2 )); then\n        _describe verb verbs\n");
        script.Append($"        compadd -- {string.Join(' ', words.Options.SelectMany(o => o.Names))}\n        return\n    fi\n");
        script.Append("    local verb=$words[2]\n    shift words\n    (( CURRENT-- ))\n    case $verb in\n");
        foreach (var verb in words.Verbs)
        {
            var argument = verb.Argument.Kind == ValueKind.None ? "" : Quote($"1:argument:{Complete(verb.Argument)}");
            var parts = verb.Options.SelectMany(Option).Append(argument);
            script.Append($"        {verb.Name}) _arguments {string.Join(' ', parts.Where(p => p.Length > 0))} ;;\n");
        }
        script.Append("    esac\n}\n");
        return script.Append("if [[ $funcstack[1] == _pipelines ]]; then _pipelines \"$@\"; else compdef _pipelines pipelines; fi\n").ToString();
    }

    private static IEnumerable<string> Option(OptionWords option)
    {
        var repeats = option.Value.Kind == ValueKind.Setting ? "*" : "";
        var summary = option.Summary
            .Replace("[", "\\[", StringComparison.Ordinal)
            .Replace("]", "\\]", StringComparison.Ordinal)
            .Replace(":", "\\:", StringComparison.Ordinal);
        var value = option.Value.Kind == ValueKind.None ? "" : $":value:{Complete(option.Value)}";
        return option.Names.Select(name => Quote($"{repeats}{name}[{summary}]{value}"));
    }

    private static string Complete(ValueWords value) => value.Kind switch
    {
        ValueKind.File => "_files -g \"*.(yaml|yml)\"",
        ValueKind.Folder => "_files -/",
        ValueKind.Setting => "_pipelines_settings",
        ValueKind.Word => $"({string.Join(' ', value.Words)})",
        _ => " ",
    };

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
