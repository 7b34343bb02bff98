using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>Tells every name in <c>figures:</c> that no result will have, before anything has run.</summary>
/// <param name="written">The file.</param>
/// <param name="root">The same without what is wrong with it.</param>
/// <param name="figures">Its figures.</param>
/// <param name="tables">What a run of it will leave.</param>
/// <param name="tableNames">Names of those tables.</param>
internal sealed class FigureNames(
    ConfigNode.Mapping written, ConfigNode.Mapping root, IReadOnlyList<FigureSettings> figures, IResultTables tables,
    IReadOnlyCollection<string> tableNames)
{
    private readonly ConfigErrors _errors = new();
    private bool _isData;

    public FigureNames(ExperimentDefinition experiment, IResultTables tables, IReadOnlyCollection<string> tableNames)
        : this(experiment.Written, experiment.Root, [.. experiment.Figures.Cast<FigureSettings>()], tables, tableNames)
    {
    }

    /// <summary>What is wrong with data that are not of the experiment: files and results folders that are not there or cannot be read, columns
    /// that they do not have.</summary>
    public IEnumerable<ConfigError> DataErrors()
    {
        _isData = true;
        for (var i = 0; i < figures.Count; i++)
        {
            for (var j = 0; j < figures[i].Panels.Length; j++) Read(figures[i].Panels[j], ["figures", i, "panels", j]);
        }
        return _errors.InOrder();
    }

    public IEnumerable<ConfigError> Errors()
    {
        for (var i = 0; i < figures.Count; i++)
        {
            if (figures.Take(i).Any(f => f.Name == figures[i].Name))
                _errors.Add(MarkOf(["figures", i, "name"]), $"Two figures are called {figures[i].Name}.", fix: "give each a name of its own");
            CheckNames(figures[i].Checks, ["figures", i]);
            if (figures[i] is { Frames: { } frames } figure
                && figure.Following.First() is { IsOwn: true } first
                && SchemaOf(first.Source) is { } followed)
                Column(followed, frames.Column, ["figures", i, "frames", "column"], mayBeText: false);
            for (var j = 0; j < figures[i].Panels.Length; j++) Panel(figures[i].Panels[j], ["figures", i, "panels", j]);
        }
        return _errors.InOrder();
    }

    private void Panel(PanelSettings panel, object[] path)
    {
        Read(panel, path);
        CheckNames(panel.Checks, path);
        if (panel.Facet is { } facet && panel.Layers.FirstOrDefault(l => l.IsOwn) is { } own && SchemaOf(own.Source) is { } schema)
            Column(schema, facet, [.. path, "facet"], mayBeText: true);
    }

    /// <summary>What the panel reads, and its insets.</summary>
    private void Read(PanelSettings panel, object[] path)
    {
        Layers(panel.Layers, path);
        Rules(panel.Rules, path);
        for (var k = 0; k < panel.Insets.Length; k++)
        {
            Layers(panel.Insets[k].Layers, [.. path, "insets", k]);
            Rules(panel.Insets[k].Rules, [.. path, "insets", k]);
        }
    }

    private void Layers(IReadOnlyList<LayerSettings> layers, object[] path)
    {
        for (var i = 0; i < layers.Count; i++) Layer(layers[i], [.. path, "layers", i]);
    }

    private void Layer(LayerSettings layer, object[] path)
    {
        if (layer.IsOwn == _isData || SchemaOf(layer, path) is not { } schema) return;
        var wrong = _errors.Count;
        (string Key, string? Name)[] columns =
            [("x", layer.X), ("y", layer.Y), ("value", layer.Value), ("low", layer.Low), ("high", layer.High), ("error", layer.Error),
                ("across", layer.Across), ("up", layer.Up)];
        foreach (var (key, name) in columns.Where(c => c.Name is not null)) Column(schema, name!, [.. path, key], mayBeText: false, tables.Of(layer));
        for (var k = 0; k < layer.By.Length; k++) Column(schema, layer.By[k], [.. path, "by", k], mayBeText: true);
        foreach (var (name, isInverse) in CurveLabel.Columns(layer.Label)) Column(schema, name, [.. path, "label"], mayBeText: !isInverse);
        Where(schema, layer.Where, path);
        if (_isData && layer.Error is not null && _errors.Count == wrong) Errors(layer, [.. path, "error"]);
    }

    /// <summary>Standard errors of data that are there are read before anything runs.</summary>
    private void Errors(LayerSettings layer, object[] path)
    {
        try
        {
            new LayerReader(tables, null, null).RequireErrors(layer);
        }
        catch (MissingResultException wrong)
        {
            _errors.Add(MarkOf(path), wrong.Message);
        }
    }

    /// <param name="layer">The layer.</param>
    /// <param name="path">Its entry.</param>
    /// <param name="key">The key of the entry that names its table.</param>
    private TableSchema? SchemaOf(LayerSettings layer, object[] path, string key = "table")
    {
        try
        {
            var source = tables.Of(layer);
            if (source.Schema(ResultNames.Table(source, layer.Source)) is { } schema) return schema;
            NoTable(layer.Source, [.. path, key], "write whose it is: from: results/NAME");
        }
        catch (MissingResultException missing)
        {
            _errors.Add(MarkOf([.. path, layer.File is null ? "from" : "file"]), missing.Message);
        }
        return null;
    }

    private void Rules(IReadOnlyList<RuleSettings> rules, object[] path)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            object[] place = [.. path, "rules", i];
            var key = rules[i].X is null ? "y" : "x";
            if (rules[i].Column is not { } column || column.IsOwn == _isData || SchemaOf(column, place, key) is not { } schema) continue;
            Column(schema, column.X, [.. place, key], mayBeText: false, tables.Of(column));
            Where(schema, column.Where, place);
        }
    }

    private void Where(TableSchema schema, IReadOnlyList<string> where, object[] path)
    {
        for (var k = 0; k < where.Count; k++)
        {
            var condition = RowCondition.Read(where[k])!;
            Column(schema, condition.Column, [.. path, "where", k], mayBeText: true);
            if (schema.Columns.FirstOrDefault(c => c.Name == condition.Column) is { Name: not null } column
                && condition.Misfit(column) is { } misfit)
                _errors.Add(MarkOf([.. path, "where", k]), misfit, fix: RowCondition.Fix);
        }
    }

    private void CheckNames(IReadOnlyList<string> names, object[] path)
    {
        var checks = written.Find("checks")?.Value as ConfigNode.Sequence;
        var known = (checks?.Items
            ?? []).OfType<ConfigNode.Mapping>().Select(c => c.Find("name")?.Value).OfType<ConfigNode.Scalar>().Select(n => n.Text).ToList();
        for (var i = 0; i < names.Count; i++)
        {
            if (known.Contains(names[i])) continue;
            _errors.Add(MarkOf([.. path, "checks", i]), $"There is no check {FlowText.Quote(names[i])}.", "one of " + string.Join(
                ", ", known), Suggest.Sentence(names[i], known));
        }
    }

    private TableSchema? SchemaOf(string name) => tables.Schema(ResultNames.Table(tables, name));

    private void NoTable(string name, object[] path, string fix)
    {
        if (tableNames.Count == 0)
            _errors.Add(MarkOf(path), $"This file has no experiment whose table {FlowText.Quote(name)} could be.", fix: fix);
        else _errors.Add(MarkOf(path), $"This experiment leaves no table {FlowText.Quote(name)}.", "one of " + string.Join(
            ", ", tableNames), Suggest.Sentence(name, tableNames));
    }

    private void Column(TableSchema schema, string name, object[] path, bool mayBeText, IResultTables? source = null)
    {
        var columns = schema.Columns.Where(c => mayBeText || c.Type != ColumnType.Text).Select(c => c.Name).ToList();
        if (ResultNames.Column(schema, name) is { } found && columns.Contains(found)) return;
        var what = ResultNames.Column(schema, name) is null
            ? $"Table {schema.Name} has no column {FlowText.Quote(name)}."
            : source?.Misfit(schema.Name, ResultNames.Column(schema, name)!) ?? $"Column {FlowText.Quote(name)} of table {schema.Name} holds texts.";
        _errors.Add(
            MarkOf(path), what, "one of " + string.Join(", ", columns.Select(FlowText.Value)),
            Suggest.Sentence(name[(name.LastIndexOf('.') + 1)..], columns));
    }

    /// <summary>The place of an entry; of the nearest thing around it where it is not written.</summary>
    private SourceLocation MarkOf(object[] path)
    {
        ConfigNode node = root;
        foreach (var step in path)
        {
            var next = step switch
            {
                string key when node is ConfigNode.Mapping mapping => mapping.Find(key)?.Value,
                int index when node is ConfigNode.Sequence sequence && index < sequence.Items.Length => sequence.Items[index],
                _ => null,
            };
            if (next is null) return node.Location;
            node = next;
        }
        return node.Location;
    }
}
