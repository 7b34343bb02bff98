using System.Collections.Immutable;
using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Runs;

/// <summary>A key that experiment files can have.</summary>
/// <param name="System">The system that it is of; empty for keys of all experiments.</param>
/// <param name="Path">Dotted path, as <c>--set</c> takes it; keys of the items of a list stand below the list.</param>
/// <param name="Kinds">The kinds of its group that have it, as in <c>law: gaussian</c>; empty where all have.</param>
/// <param name="Symbol">The paper's letter; empty when there is none.</param>
/// <param name="Summary">What it means.</param>
/// <param name="Unit">Empty when dimensionless.</param>
/// <param name="Values">What may be written: type, range, or names.</param>
/// <param name="IsRequired">It must be written.</param>
/// <param name="Default">What holds when it is left out; empty where it is required.</param>
/// <param name="Example">The key with a value.</param>
/// <param name="Line">The same as a line of a file, with what must stand beside it.</param>
/// <param name="Choices">The names that may be written for it, with what each means.</param>
public sealed record SettingReport(
    string System, string Path, ImmutableArray<string> Kinds, string Symbol, string Summary, string Unit, string Values, bool IsRequired,
    string Default, string Example, string Line, ImmutableArray<SettingReport.Choice> Choices)
{
    private const string Absent = "absent", ExtendsExample = $"{Extension.Key}: width.yaml";

    /// <param name="Name">As the file writes it.</param>
    /// <param name="Summary">What it means; empty where the name says it.</param>
    /// <param name="Needs">Keys that this kind of group must have.</param>
    /// <param name="Others">Keys that it may have.</param>
    public sealed record Choice(string Name, string Summary, ImmutableArray<string> Needs, ImmutableArray<string> Others);

    /// <summary>The key alone.</summary>
    internal string Key => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>The path of the group that it is of; empty at the top.</summary>
    internal string Parent => Path.LastIndexOf('.') is >= 0 and var dot ? Path[..dot] : "";

    /// <summary>The kinds, with their key once.</summary>
    internal string KindNames =>
        Kinds.IsEmpty ? "" : Kinds[0] + string.Concat(Kinds.Skip(1).Select(k => $" or {k[(k.IndexOf(' ', StringComparison.Ordinal) + 1)..]}"));

    internal string DefaultText => IsRequired ? "required" : Default;

    /// <summary>The keys of all experiments, then those of each system.</summary>
    internal static ImmutableArray<SettingReport> All(Systems systems) =>
        [.. Common(systems.Registry), .. systems.All.SelectMany(s => Of(s.Name, systems.Registry.Systems[s.Name]))];

    private static IEnumerable<SettingReport> Common(SettingsRegistry registry) =>
    [
        .. Of("", registry.Header),
        new("", Extension.Key, [], "", Extension.Summary, "", "text", false, Absent, ExtendsExample, ExtendsExample, []),
        Swept(SweepReader.Key, SweepSchema.Summary, "lists, or {lin: [first, last, count]}, or {log: [...]}", "{network.hiddenUnits: [100, 400]}"),
        Swept($"{SweepReader.Key}.{SweepReader.Zip}", SweepSchema.ZipSummary, "lists of equal length",
            "{training.steps: [300, 3000], training.margin: [1, 0.1]}"),
        .. Of("", registry.Results),
    ];

    private static SettingReport Swept(string path, string summary, string values, string example)
    {
        var line = path == SweepReader.Key ? $"{path}: {example}" : $"{SweepReader.Key}: {{{SweepReader.Zip}: {example}}}";
        return new("", path, [], "", summary, "", values, false, Absent, $"{path[(path.LastIndexOf('.') + 1)..]}: {example}", line, []);
    }

    /// <summary>A key with the same meaning in several kinds of a group stands once.</summary>
    private static IEnumerable<SettingReport> Of(string system, SettingType.Group group)
    {
        foreach (var path in SettingExamples.Of(group).GroupBy(e => e.Path))
        {
            var kinds = path.First().IsKind ? [] : path.Select(e => Report(system, e)).ToList();
            if (kinds.Count == 0) yield return Kind(system, path.First(), Union(path.First().Setting.Type)!);
            var variants = kinds.GroupBy(r => (r.Symbol, r.Summary, r.Unit, r.Values, r.IsRequired, r.Default)).ToList();
            foreach (var variant in variants)
            {
                ImmutableArray<string> having = [.. variant.SelectMany(r => r.Kinds).Distinct()];
                var isEvery = variants.Count == 1 && having.Length == KindsOf(group, path.First().Parent);
                yield return variant.First() with { Kinds = isEvery ? [] : having };
            }
        }
    }

    private static SettingReport Report(string system, SettingExample example)
    {
        var setting = example.Setting;
        return new(
            system, example.Path, example.Kind.Length == 0 ? [] : [example.Kind], setting.Limits.Symbol, setting.Limits.Summary, setting.Limits.Unit,
            setting.Type is SettingType.Choice names ? string.Join(", ", names.Names) : Expectation.Brief(setting.Type, setting.Limits),
            SettingExamples.MustBeWritten(setting), DefaultOf(setting), $"{example.Key}: {example.Value}", LineOf(example),
            setting.Type is SettingType.Choice choice ? [.. choice.Names.Select((n, i) => new Choice(n, choice.Summaries[i], [], []))] : []);
    }

    private static SettingReport Kind(string system, SettingExample example, SettingType.Union union) => new(
        system, example.Path, [], "", $"Which kind of {example.Parent}", "",
        string.Join(", ", union.Cases.Select(c => c.Name)), true, "", $"{example.Key}: {example.Value}", LineOf(example),
        [.. union.Cases.Select(c => new Choice(
            c.Name, c.Summary,
            [.. c.Group.Settings.Where(SettingExamples.MustBeWritten).Select(s => s.Key)],
            [.. c.Group.Settings.Where(s => !SettingExamples.MustBeWritten(s)).Select(s => s.Key)]))]);

    private static string DefaultOf(Setting setting) =>
        SettingExamples.MustBeWritten(setting) ? ""
        : setting.IsImplied ? "its own defaults"
        : setting.Default is null or "" ? Absent
        : setting.Type is SettingType.List ? "none"
        : ResolvedSettings.Text(setting.Type, setting.Default);

    private static string LineOf(SettingExample example) =>
        example.File.Find(example.Path.Split('.')[0]) is { } entry ? $"{entry.Key}: {entry.Value}" : "";

    private static SettingType.Union? Union(SettingType? type) =>
        type is SettingType.List list ? Union(list.Item) : type as SettingType.Union;

    private static int KindsOf(SettingType.Group group, string parent) =>
        parent.Length > 0 && Union(SettingPath.Find(group, parent)?.Type) is { } union ? union.Cases.Length : 0;
}

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
