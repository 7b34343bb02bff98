using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Results;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Runs;

/// <summary>What experiment files can say, and what results hold.</summary>
public static class Reference
{
    /// <summary>The JSON Schema of experiment files: every key with its unit, range and default.</summary>
    /// <param name="project">The systems; null for <see cref="Project.Default"/>.</param>
    public static JsonObject Schema(Project? project = null) => ExperimentSchema.Export((project ?? Project.Default).Systems.Registry);

    /// <summary>Every result table with its columns.</summary>
    /// <param name="project">The systems; null for <see cref="Project.Default"/>.</param>
    public static ImmutableArray<TableReport> Tables(Project? project = null) =>
    [
        TableReport.Of("", CheckResult.Table.Schema), TableReport.Of("", JudgedNumber.Table.Schema),
        TableReport.Of("", Verdict.Table.Schema) with { File = SealedTables.Verdicts },
        .. (project ?? Project.Default).Systems.All.SelectMany(s => s.Tables.Select(t => TableReport.Of(s.Name, t))),
    ];

    /// <summary>The same as a page of Markdown.</summary>
    /// <param name="project">The systems; null for <see cref="Project.Default"/>.</param>
    public static string TablesPage(Project? project = null) => Results.TablesPage.Of((project ?? Project.Default).Systems.All);

    /// <summary>Every invariant that <c>pipelines test</c> tries, as a page of Markdown.</summary>
    /// <param name="project">The systems; null for <see cref="Project.Default"/>.</param>
    public static string InvariantsPage(Project? project = null)
    {
        var systems = (project ?? Project.Default).Systems;
        var text = new System.Text.StringBuilder("# Invariants\n\nWritten by the library (`Reference.InvariantsPage`); a test holds it to the code. ")
            .Append("`pipelines test FILE` tries those of the\nexperiment's system on cases around its settings. ")
            .Append("What a tolerance allows ends where the ")
            .Append("check fails.\n");
        foreach (var system in systems.All)
        {
            text.Append($"\n## {system.Name}\n");
            foreach (var i in systems.Invariants.Of(system.Settings))
                text.Append($"\n### {i.Name}\n\n{i.Statement}\n\n    {i.Equation}\n\nSource: {i.Source}. Tolerance: {i.Tolerance}.\n");
        }
        return text.ToString();
    }

    /// <summary>What each key of an experiment file means, and what may be written for it.</summary>
    /// <param name="name">A system, <c>common</c> for what every experiment has, a key with or without its path, which brings everything below it, or
    /// the paper's letter for a key, such as <c>alpha</c>; null for all.</param>
    /// <param name="project">The systems; null for <see cref="Project.Default"/>.</param>
    /// <exception cref="RefusedException">There is nothing of that name.</exception>
    public static ImmutableArray<SettingReport> Settings(string? name = null, Project? project = null)
    {
        var systems = (project ?? Project.Default).Systems;
        var all = SettingReport.All(systems);
        if (name is null) return all;
        var system = name == Runs.SettingsPage.Common ? "" : name;
        ImmutableArray<SettingReport> found = all.Any(s => s.System == system)
            ? [.. all.Where(s => s.System == system)]
            : [.. all.Where(s => IsIn(s, name) || IsNamed(s, name))];
        if (!found.IsEmpty) return found;
        string[] names =
            [.. SettingsPages(project), .. all.Select(s => s.Path), .. all.Select(s => s.Key)];
        var column = name[(name.LastIndexOf('.') + 1)..];
        var fix = systems.All.SelectMany(s => s.Tables).FirstOrDefault(t => t.Columns.Any(c => c.Name == column)) is { } table
            ? $"it is a column of the table {table.Name}: 'pipelines tables' describes it."
            : Suggest.Sentence(name, names.Distinct());
        throw new RefusedException(
            Refusal.Usage, $"There is no setting and no system '{UnsafeCharacters.OnOneLine(name)}'{(fix.Length > 0 ? $": {fix}" : ".")}"
                + " 'pipelines settings' lists the systems.");
    }

    /// <summary>The same of a system as a page of Markdown.</summary>
    /// <param name="system">Its name, or <c>common</c> for what every experiment has.</param>
    /// <param name="project">The systems; null for <see cref="Project.Default"/>.</param>
    /// <exception cref="RefusedException">There is no such system.</exception>
    public static string SettingsPage(string system, Project? project = null)
    {
        var (known, names) = (project ?? Project.Default, SettingsPages(project));
        return names.Contains(system)
            ? Runs.SettingsPage.Of(known, system)
            : throw new RefusedException(Refusal.Usage, $"There is no system '{system}'; there are {string.Join(", ", names)}.");
    }

    /// <summary>What there are pages for: <c>common</c>, then the systems.</summary>
    internal static ImmutableArray<string> SettingsPages(Project? project) =>
        [Runs.SettingsPage.Common, .. (project ?? Project.Default).Systems.All.Select(s => s.Name)];

    /// <summary>The name is that of the setting, with or without the keys and the system before it, or the paper's letter for it.</summary>
    internal static bool IsNamed(SettingReport setting, string name) =>
        IsNamed(setting.System, setting.Path, name) || (name.Length > 0 && setting.Symbol == name);

    private static bool IsIn(SettingReport setting, string name)
    {
        for (var path = setting.Path; path.Length > 0; path = path[..Math.Max(0, path.LastIndexOf('.'))])
        {
            if (IsNamed(setting.System, path, name)) return true;
        }
        return false;
    }

    private static bool IsNamed(string system, string path, string name) =>
        $"{system}.{path}" == name || path == name || path.EndsWith($".{name}", StringComparison.Ordinal);
}

/// <summary>A result table.</summary>
/// <param name="System">The system that it is of; empty for tables of all systems.</param>
/// <param name="Table">Its name.</param>
/// <param name="File">The file that holds it, below the results of an experiment.</param>
/// <param name="Summary">What it is.</param>
/// <param name="Columns">Its columns; those that name the point come before them.</param>
public sealed record TableReport(string System, string Table, string File, string Summary, ImmutableArray<TableReport.ColumnReport> Columns)
{
    /// <param name="Name">Its name.</param>
    /// <param name="Type">integer, number, text or flag.</param>
    /// <param name="Unit">Empty when dimensionless.</param>
    /// <param name="Summary">What it means.</param>
    /// <param name="Equation">Paper and equation number; empty when there is none.</param>
    public sealed record ColumnReport(string Name, string Type, string Unit, string Summary, string Equation);

    internal static TableReport Of(string system, TableSchema table) => new(
        system, table.Name, table.IsSummary ? SealedTables.Points : SealedTables.NameOf(table.Name), table.Summary,
        [.. table.Columns.Select(c => new ColumnReport(c.Name, TablesPage.Word(c.Type), c.Unit, c.Summary, c.Equation))]);
}
