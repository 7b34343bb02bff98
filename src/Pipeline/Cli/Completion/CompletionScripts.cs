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
        # The settings of the system that the experiment file names; all of them where there is no such file.
        _pipelines_settings() {
            local file line system=""
            for file in "${COMP_WORDS[@]:2}"; do
                [[ $file == *.y*ml && -f $file && -r $file ]] || continue
                while IFS= read -r line || [[ -n $line ]]; do
                    if [[ $line =~ ^system:[[:space:]]*[\"\']?([A-Za-z0-9._-]+) ]]; then system="${BASH_REMATCH[1]}"; break; fi
                done < "$file"
            done
            compopt -o nospace 2>/dev/null
            case "$system" in
        SYSTEMS        *) _pipelines_words "SETTINGS" ;;
            esac
        }
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
            .Replace(
                "SYSTEMS",
                string.Concat(words.Systems.Select(s => $"        '{s.Name}') _pipelines_words \"{Words(s.Settings)}\" ;;\n")),
                StringComparison.Ordinal)
            .Replace("SETTINGS", Words(words.Settings), StringComparison.Ordinal)
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

    private static string Words(IEnumerable<string> settings) => string.Join(' ', settings.Select(s => s + "="));

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
    private const string Settings = """
        _pipelines_settings() {
            local file line system="" match
            for file in ${(Q)words}; do
                [[ $file == *.y*ml && -f $file && -r $file ]] || continue
                while IFS= read -r line || [[ -n $line ]]; do
                    if [[ $line =~ "^system:[[:space:]]*[\"']?([A-Za-z0-9._-]+)" ]]; then system=$match[1]; break; fi
                done < $file
            done
            case $system in

        """;

    public static string Of(CompletionWords words)
    {
        var script = new StringBuilder("#compdef pipelines\n# Completion of pipelines for zsh, written by 'pipelines completion zsh'.\n");
        script.Append("# The settings of the system that the experiment file names; all of them where there is no such file.\n");
        script.Append(Settings);
        foreach (var system in words.Systems) script.Append($"        {Quote(system.Name)}) compadd -S '' -- {Words(system.Settings)} ;;\n");
        script.Append($"        *) compadd -S '' -- {Words(words.Settings)} ;;\n    esac\n}}\n");
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

    private static string Words(IEnumerable<string> settings) => string.Join(' ', settings.Select(s => s + "="));

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
