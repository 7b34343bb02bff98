using System.CommandLine;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines settings</c>: what an experiment file can say.</summary>
internal static class SettingsCommand
{
    public static Verb Create(CommandContext context)
    {
        var name = new Argument<string?>("name")
        {
            Description = "A system, 'common' for what every experiment has, or a key with or without its path; without it, a list of the systems.",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "NAME",
        };
        name.CompletionSources.Add(_ => Names(context.Project).Select(n => new System.CommandLine.Completions.CompletionItem(n)));
        var json = JsonOutput.Option();
        var verb = new Verb("settings", "Explain the settings of experiment files: meaning, unit, range, default, an example.")
        {
            Examples =
            [
                new("which systems are there, and what can be set?", "pipelines settings"),
                new("every setting of a system", "pipelines settings mean-field-hinge | less"),
                new("one setting with its neighbours", "pipelines settings training.batch"),
                new("for a program", "pipelines settings --json | jq '.[].path'"),
            ],
        };
        verb.Arguments.Add(name);
        verb.Options.Add(json);
        verb.SetAction(parsed =>
        {
            var (output, asked, project) = (context.Streams.Out, parsed.GetValue(name), context.Project);
            if (parsed.GetValue(json)) JsonOutput.Write(output, Reference.Settings(asked, project));
            else if (asked is null) WriteSystems(output, project);
            else if (Reference.SettingsPages(project).Contains(asked)) output.Write(Reference.SettingsPage(asked, project));
            else WriteKeys(output, asked, project);
            return ExitCode.Complete;
        });
        return verb;
    }

    private static IEnumerable<string> Names(Project project) =>
        [.. Reference.SettingsPages(project), .. Reference.Settings(null, project).Select(s => s.Path).Distinct().Order(StringComparer.Ordinal)];

    private static void WriteSystems(TextWriter output, Project project)
    {
        var top = Reference.Settings(null, project).Where(s => s.Parent.Length == 0).ToLookup(s => s.System, s => s.Path);
        PlainTable.Write(
            output, ["name", "settings", "what it is"],
            [
                [SettingsPage.Common, string.Join(", ", top[""]), "what every experiment has"],
                .. project.Systems.All.Select(s => (string[])[s.Name, string.Join(", ", top[s.Name]), s.Summary]),
            ]);
        output.WriteLine("\nMore: pipelines settings NAME, or of one setting: pipelines settings training.steps.");
    }

    private static void WriteKeys(TextWriter output, string name, Project project)
    {
        var (all, separator) = (Reference.Settings(null, project), "");
        foreach (var keys in Reference.Settings(name, project).Where(s => Reference.IsNamed(s, name)).GroupBy(s => (s.System, s.Path)))
        {
            output.Write(separator);
            separator = "\n";
            foreach (var key in keys) WriteKey(output, key);
            var below = all.Where(s => s.System == keys.Key.System && s.Parent == keys.Key.Path).ToList();
            var beside = all.Where(s => s.System == keys.Key.System && s.Parent == keys.First().Parent && s.Path != keys.Key.Path).ToList();
            output.WriteLine(below.Count > 0 ? $"\nIn {keys.Key.Path}:" : "\nBeside it:");
            PlainTable.Write(output, ["key", "values", "default", "meaning"], [.. (below.Count > 0 ? below : beside).Select(Row)]);
        }
    }

    private static string[] Row(SettingReport s) =>
        [s.Key, s.Choices.Length > 4 ? "name" : s.Values, s.DefaultText, s.Kinds.IsEmpty ? s.Summary : $"{s.Summary} ({s.KindNames})"];

    private static void WriteKey(TextWriter output, SettingReport key)
    {
        output.WriteLine($"{key.Path} of {(key.System.Length > 0 ? key.System : "every experiment")}: {key.Summary}");
        Write("only of", key.KindNames);
        Write("symbol", key.Symbol);
        Write("unit", key.Unit);
        Write("values", key.Values);
        Write("default", key.DefaultText);
        Write("example", key.Example);
        Write("in a file", key.Line);
        foreach (var choice in key.Choices.Where(c => c.Summary.Length > 0)) output.WriteLine($"    {choice.Name}: {choice.Summary}{Needs(choice)}");

        void Write(string title, string text)
        {
            if (text.Length > 0) output.WriteLine($"  {title,-10}{text}");
        }
    }

    private static string Needs(SettingReport.Choice choice) => choice.Needs.Length > 0 ? $"; needs {string.Join(", ", choice.Needs)}" : "";
}

/// <summary><c>pipelines schema</c>: the JSON Schema of experiment files, for editors and validators.</summary>
internal static class SchemaCommand
{
    public static Verb Create(CommandContext context)
    {
        var verb = new Verb("schema", "Write the JSON Schema of experiment files, for editors: every key with its unit, range and default.")
        {
            Examples = [new("help while writing, in an editor with a YAML language server", "pipelines schema > experiment.schema.json")],
        };
        verb.SetAction(_ =>
        {
            JsonOutput.Write(context.Streams.Out, Reference.Schema(context.Project));
            return ExitCode.Complete;
        });
        return verb;
    }
}

/// <summary><c>pipelines tables</c>: what every result table holds.</summary>
internal static class TablesCommand
{
    public static Verb Create(CommandContext context)
    {
        var json = JsonOutput.Option();
        var verb = new Verb("tables", "Describe every result table and column, with units and equations, as Markdown.")
        {
            Examples =
            [
                new("every table", "pipelines tables | less"),
                new("the columns of one table, for a program", "pipelines tables --json | jq '.[] | select(.table == \"theory\") | .columns[].name'"),
            ],
        };
        verb.Options.Add(json);
        verb.SetAction(parsed =>
        {
            var output = context.Streams.Out;
            if (parsed.GetValue(json)) JsonOutput.Write(output, Reference.Tables(context.Project));
            else output.Write(Reference.TablesPage(context.Project));
            return ExitCode.Complete;
        });
        return verb;
    }
}
