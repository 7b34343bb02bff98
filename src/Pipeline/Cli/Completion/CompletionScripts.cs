using System.Text;
using static Pipelines.Pipeline.Cli.Completion.CompletionWords;

namespace Pipelines.Pipeline.Cli.Completion;

/// <summary>The completion script for bash 4.2 and later; it needs no other package.</summary>
internal static class BashScript
{
    private const string Start = """
        # Completion of pipelines for bash, written by 'pipelines completion bash'.
        _pipelines_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word"); }
        _pipelines_folders() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word"); }
        _pipelines_files() {
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -d -- "$word"; compgen -f -X '!*.yaml' -- "$word"; compgen -f -X '!*.yml' -- "$word")
        }
        _pipelines_settings() { compopt -o nospace 2>/dev/null; _pipelines_words "SETTINGS"; }
        _pipelines() {
            local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" verb="${COMP_WORDS[1]}"
            COMPREPLY=()
            # bash parts words at '='.
            if [[ $word == "=" ]]; then word=""; fi
            if [[ $before == "=" ]]; then before="${COMP_WORDS[COMP_CWORD-2]}"; fi
            if ((COMP_CWORD == 1)); then _pipelines_words "VERBS"; return; fi
            case "$verb $before" in

        """;

    public static string Of(CompletionWords words)
    {
        var script = new StringBuilder(Start
            .Replace("SETTINGS", string.Join(' ', words.Settings.Select(s => s + "=")), StringComparison.Ordinal)
            .Replace(
                "VERBS",
                string.Join(' ', words.Verbs.Select(v => v.Name).Concat(words.Options.SelectMany(o => o.Names))),
                StringComparison.Ordinal));
        foreach (var verb in words.Verbs)
        {
            foreach (var option in verb.Options.Where(o => o.Value.Kind != ValueKind.None))
                script.Append($"        {string.Join('|', option.Names.Select(n => $"'{verb.Name} {n}'"))}) {Complete(option.Value)} return ;;\n");
        }
        script.Append("    esac\n    case \"$verb\" in\n");
        foreach (var verb in words.Verbs)
        {
            var options = string.Join(' ', verb.Options.SelectMany(o => o.Names));
            script.Append($"        {verb.Name}) if [[ $word == -* ]]; then _pipelines_words \"{options}\"; else {Complete(verb.Argument)} fi ;;\n");
        }
        return script.Append("    esac\n}\ncomplete -F _pipelines pipelines\n").ToString();
    }

    private static string Complete(ValueWords value) => value.Kind switch
    {
        ValueKind.File => "_pipelines_files;",
        ValueKind.Folder => "_pipelines_folders;",
        ValueKind.Setting => "_pipelines_settings;",
        ValueKind.Word => $"_pipelines_words \"{string.Join(' ', value.Words)}\";",
        _ => ":;",
    };
}

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
