using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
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
