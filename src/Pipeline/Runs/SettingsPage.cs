using System.Text;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Runs;

/// <summary>docs/reference/settings-*.md: every key that a file can have, from the declarations that files are read with.</summary>
internal static class SettingsPage
{
    /// <summary>The name of the page of what all experiments have.</summary>
    public const string Common = "common";

    /// <summary>Steps of the run whose recorded steps are shown, and how many of them share a place.</summary>
    private const int PictureSteps = 100, StepsAPlace = 2;

    private static readonly (string Rule, RecordSettings Record)[] Pictures =
    [
        ("log: 8", new(Log: 8)), ("every: 20", new(Every: 20)), ("at: [10, 30]", new(At: [10, 30])), ("log: 8, every: 20", new(Log: 8, Every: 20)),
    ];

    /// <param name="project">The systems.</param>
    /// <param name="system">One of them, or <see cref="Common"/>.</param>
    public static string Of(Project project, string system)
    {
        var settings = Reference.Settings(system, project);
        var page = new StringBuilder();
        var definition = system == Common ? null : project.Systems.Find(system);
        page.AppendLine(definition is null ? "# Settings of every experiment" : $"# Settings of {system}").AppendLine();
        if (definition is not null) page.AppendLine($"{Capital(Escape(definition.Summary))}.").AppendLine();
        page.AppendLine(definition is null
            ? "Each system has settings of its own beside these: `pipelines settings` lists the systems."
            : "What every experiment has beside these: [sweep, checks, figures](settings-common.md). Symbols are those of the paper: "
                + "[names and symbols](notation.md).");
        page.AppendLine($"Written by `pipelines settings {system}`, and a test keeps it so; `pipelines settings KEY` shows one key.").AppendLine()
            .AppendLine(definition is null ? "Every key in an example:" : "The shortest file:").AppendLine();
        AppendFile(page, project, system, settings);
        page.AppendLine().AppendLine("Paths join keys with dots: `training.steps` is `steps` in `training`, here and for `--set` and `sweep`.");
        Append(page, "", settings);
        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in settings.Where(s => settings.Any(i => i.Parent == s.Path)).DistinctBy(s => s.Path))
        {
            var title = group.Path.Contains('.', StringComparison.Ordinal) ? "###" : "##";
            page.AppendLine().AppendLine($"{title} {group.Path}").AppendLine().AppendLine(Sentence(group));
            var keys = string.Join('\n', settings.Where(s => s.Parent == group.Path).Select(s => $"{s.Key} {s.Summary} {s.Default} {s.Example}"));
            if (!shown.TryAdd(keys, group.Path)) page.AppendLine($"Its keys are those of `{shown[keys]}`.");
            else Append(page, group.Path, settings);
            if (definition is not null) AppendOfSystem(page, project.Systems.Registry.Systems[system], group.Path);
        }
        return page.ToString();
    }

    private static void AppendFile(StringBuilder page, Project project, string system, IReadOnlyList<SettingReport> settings)
    {
        page.AppendLine("```yaml").AppendLine("experiment: example");
        if (system == Common)
        {
            foreach (var key in settings.Where(s => s.Parent.Length == 0 && s.Path != "experiment")) page.AppendLine(key.Line);
        }
        else
        {
            page.AppendLine($"system: {system}").AppendLine("seed: 1");
            foreach (var entry in SettingExamples.Shortest(project.Systems.Registry.Systems[system]).Entries)
                page.AppendLine($"{entry.Key}: {entry.Value}");
        }
        page.AppendLine("```");
    }

    /// <summary>The kinds of a group, its keys, and what the names of a key mean.</summary>
    private static void Append(StringBuilder page, string group, IReadOnlyList<SettingReport> settings)
    {
        var keys = settings.Where(s => s.Parent == group).ToList();
        foreach (var kind in keys.Where(IsKind))
        {
            Table(
                page, [$"`{kind.Key}`", "what it is", "needs", "may have"],
                kind.Choices.Select(c => (string[])[$"`{c.Name}`", Escape(c.Summary), Codes(c.Needs), Codes(c.Others)]));
        }
        Table(
            page, ["key", "kinds", "symbol", "meaning", "unit", "values", "default", "example"],
            keys.Where(k => !IsKind(k)).Select(k => (string[])
            [
                $"`{k.Key}`", string.Join(", ", k.Kinds.Select(n => n[(n.IndexOf(' ', StringComparison.Ordinal) + 1)..])), Code(k.Symbol),
                Capital(Escape(k.Summary)), Escape(k.Unit), Escape(k.Values), k.IsRequired ? "required" : Default(k.Default), Code(k.Example),
            ]));
        foreach (var key in keys.Where(k => !IsKind(k) && k.Choices.Any(c => c.Summary.Length > 0))
            .DistinctBy(k => (k.Key, string.Join('\n', k.Choices.Select(c => $"{c.Name} {c.Summary}")))))
        {
            Table(
                page, [$"`{key.Key}`", "what it is"],
                key.Choices.Where(c => c.Summary.Length > 0).Select(c => (string[])[$"`{c.Name}`", Escape(c.Summary)]));
        }
    }

    /// <summary>Without the columns that are empty in every row.</summary>
    private static void Table(StringBuilder page, IReadOnlyList<string> headings, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        var shown = Enumerable.Range(0, headings.Count).Where(c => all.Any(r => r[c].Length > 0)).ToList();
        if (shown.Count == 0) return;
        page.AppendLine().AppendLine(Row(shown.Select(c => headings[c]))).AppendLine(Row(shown.Select(_ => "---")));
        foreach (var row in all) page.AppendLine(Row(shown.Select(c => row[c])));
    }

    /// <summary>What the system refuses, and of <c>record</c> a picture.</summary>
    private static void AppendOfSystem(StringBuilder page, SettingType.Group system, string path)
    {
        if (SettingPath.Find(system, path) is not { } setting) return;
        if (setting.Limits.Without.Length > 0)
            page.AppendLine().AppendLine($"Of other systems only, and refused here: {Codes(setting.Limits.Without.Split(", "))}.");
        if (setting.Type is SettingType.Group group && group.ClrType == typeof(RecordSettings)) AppendPictures(page);
    }

    private static void AppendPictures(StringBuilder page)
    {
        page.AppendLine()
            .AppendLine($"Which of {PictureSteps} steps are recorded (`|`; {StepsAPlace} steps share a place). The first and the last always are.")
            .AppendLine("What is measured at them stands in the tables whose rows are steps: [tables](tables.md).")
            .AppendLine().AppendLine("```text");
        foreach (var (rule, record) in Pictures)
        {
            var places = record.Steps(PictureSteps).Select(s => (int)s / StepsAPlace).ToHashSet();
            var picture = string.Concat(Enumerable.Range(0, (PictureSteps / StepsAPlace) + 1).Select(p => places.Contains(p) ? '|' : '.'));
            page.AppendLine($"{rule,-18}{picture}");
        }
        page.AppendLine("```");
    }

    private static bool IsKind(SettingReport key) => key.Choices.Any(c => c.Needs.Length + c.Others.Length > 0);

    private static string Sentence(SettingReport group) =>
        $"{Capital(Escape(group.Summary))}. " + (group.IsRequired ? "It must be written."
            : group.Default == "its own defaults" ? "It may be left out; then all its keys have their defaults."
            : "It may be left out.");

    /// <summary>Words begin with a capital letter, symbols stay as they are.</summary>
    private static string Capital(string text) =>
        text.Split(' ')[0] is { Length: > 1 } first && first.All(c => char.IsAsciiLetter(c) || c is ',' or ';' or ':' or '-')
            ? $"{char.ToUpperInvariant(text[0])}{text[1..]}"
            : text;

    private static string Default(string text) => text is "absent" or "none" or "its own defaults" ? text : Code(text);

    private static string Codes(IEnumerable<string> names) => string.Join(", ", names.Select(Code));

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string Escape(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);
}
