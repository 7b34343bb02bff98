using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Composition;

/// <summary>Tells every name in <c>checks:</c> that no result will have, before anything has run: a check of nothing would fail when all the work is
/// done.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="tables">The tables that a check can read: those of any point.</param>
internal sealed class CheckNames(ExperimentDefinition experiment, IEnumerable<TableSchema> tables)
{
    private const string Time = "time";
    private readonly ImmutableSortedDictionary<string, TableSchema> _tables =
        tables.Where(t => t.Name != CheckResult.Table.Schema.Name).DistinctBy(t => t.Name)
            .ToImmutableSortedDictionary(t => t.Name, t => t, StringComparer.Ordinal);

    private readonly ConfigErrors _errors = new();

    public IEnumerable<ConfigError> Errors()
    {
        for (var i = 0; i < experiment.Checks.Length; i++) Check(experiment.Checks[i], i);
        return _errors.InOrder();
    }

    /// <summary>The conditions of a check whose settings must be written somewhere.</summary>
    public static IEnumerable<SettingCondition> Conditions(CheckSettings check) => check.Base is { } other ? check.Scope.Add(other) : check.Scope;

    public static ConfigError ErrorOf(CheckSettings check, SettingCondition condition, ExperimentDefinition experiment) => new(
        NodePath.Find(experiment.Root, "checks")?.Value.Location ?? experiment.Root.Location,
        $"Check {check.Name} names a value of {condition.Setting}, which is written nowhere.",
        Fix: "Name a setting that the file writes or sweeps.");

    /// <summary>Names that an earlier check has: verdicts go by name, and the two would be counted as one.</summary>
    public static IEnumerable<ConfigError> RepeatedNames(ExperimentDefinition experiment) =>
        from checks in new[] { experiment.Root.Find("checks")?.Value }.OfType<ConfigNode.Sequence>()
        from same in checks.Items.OfType<ConfigNode.Mapping>().Select(item => item.Find("name")?.Value).OfType<ConfigNode.Scalar>()
            .GroupBy(name => name.Text)
        from repeated in same.Skip(1)
        select new ConfigError(
            repeated.Location,
            $"The name '{same.Key}' stands on line {same.First().Location.Line} already.",
            Fix: "Give each of the checks a name of its own.");

    private void Check(CheckSettings check, int index)
    {
        var value = TableOf(check.Value, index, "value");
        if (check.With is { } with && !IsNumber(with) && TableOf(with, index, "with") is { } reference && value is not null)
            Comparison(check, index, value, reference);
        if (value is not null) Conditions(check, index, [value, .. TablesOf(check.With)]);
        foreach (var (key, name) in new[] { ("from", check.From), ("until", check.Until), ("onlyIf", check.OnlyIf) })
        {
            if (name is null || IsNumber(name) || TableOf(name, index, key) is not { IsSummary: false } table) continue;
            _errors.Add(
                MarkOf(index, key),
                $"{key} needs one number, and table {table.Name} has a row for each of many.",
                fix: "write a number, or a column of a one-row table such as theorySummary.crossingTime");
        }
        if (check.Against is { } setting && !experiment.HasSetting(setting))
            _errors.Add(
                MarkOf(index, "against"),
                $"There is no setting {FlowText.Quote(setting)}.",
                "a swept setting",
                Suggest.Sentence(setting, experiment.Columns.Select(c => c.Path)));
    }

    private IEnumerable<TableSchema> TablesOf(string? name) => _tables.GetValueOrDefault(name?.Split('.')[0] ?? "") is { } table ? [table] : [];

    /// <summary>Every condition is on a column that one of the two tables has; texts are equal or not.</summary>
    private void Conditions(CheckSettings check, int index, IReadOnlyList<TableSchema> tables)
    {
        for (var k = 0; k < check.Conditions.Length; k++)
        {
            var condition = check.Conditions[k];
            var place = ((Item(index)?.Find("where")?.Value as ConfigNode.Sequence)?.Items[k] ?? Item(index))?.Location ?? MarkOf(index, "where");
            var columns = tables.SelectMany(t => t.Columns).Where(c => c.Name == condition.Column).ToList();
            if (columns.Count == 0)
            {
                var known = tables.SelectMany(t => t.Columns).Select(c => c.Name).Distinct().ToList();
                _errors.Add(
                    place, $"Table {string.Join(" or ", tables.Select(t => t.Name).Distinct())} has no column {FlowText.Quote(condition.Column)}.",
                    "one of " + string.Join(", ", known), Suggest.Sentence(condition.Column, known));
            }
            foreach (var column in columns)
            {
                if (condition.Misfit(column) is { } misfit) _errors.Add(place, misfit, fix: RowCondition.Fix);
            }
        }
    }

    /// <summary>Rows of two tables are held against each other at equal times.</summary>
    private void Comparison(CheckSettings check, int index, TableSchema value, TableSchema reference)
    {
        if (value.Name == reference.Name || reference.IsSummary) return;
        if (new[] { value, reference }.FirstOrDefault(t => t.IndexOf(Time) < 0) is { } timeless)
            _errors.Add(
                MarkOf(index, "with"),
                $"{check.Value} and {check.With} cannot be compared at equal times: table {timeless.Name} has no column time.",
                fix: "compare columns of one table, or of two with a time");
    }

    /// <summary>The table of a column <c>table.column</c> that holds numbers; null, and an error, where there is none.</summary>
    private TableSchema? TableOf(string name, int index, string key)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (table, column) = dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
        if (_tables.GetValueOrDefault(table) is not { } schema)
        {
            _errors.Add(
                MarkOf(index, key),
                $"This experiment leaves no table {FlowText.Quote(table)} that a check can read.",
                "one of " + string.Join(", ", _tables.Keys),
                Suggest.Sentence(table, _tables.Keys));
            return null;
        }
        var columns = schema.Columns.Where(c => c.Type != ColumnType.Text).Select(c => c.Name).ToList();
        if (columns.Contains(column)) return schema;
        var what = schema.IndexOf(column) < 0
            ? $"Table {table} has no column {FlowText.Quote(column)}."
            : $"Column {FlowText.Quote(column)} of table {table} holds texts.";
        _errors.Add(MarkOf(index, key), what, "one of " + string.Join(", ", columns), Suggest.Sentence(column, columns));
        return null;
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private SourceLocation MarkOf(int index, string key) => (Item(index)?.Find(key)?.Value ?? Item(index))?.Location ?? experiment.Root.Location;

    private ConfigNode.Mapping? Item(int index) => (experiment.Root.Find("checks")?.Value as ConfigNode.Sequence)?.Items[index] as ConfigNode.Mapping;
}
