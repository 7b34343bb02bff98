using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Stages;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Results;

/// <summary>Finds layers of figures that no run can draw, before anything has run: they read what settings rule out, or no recorded step.</summary>
internal sealed class ForeseenLayers
{
    private readonly List<(FigureSettings Figure, LayerSettings Layer)> _open;
    private readonly Dictionary<LayerSettings, string> _problems = new(ReferenceEqualityComparer.Instance);

    public ForeseenLayers(ExperimentDefinition experiment) => _open = experiment.HasOwnFigures
        ? [
            .. from figure in experiment.Figures.Cast<FigureSettings>()
               from panel in figure.Panels
               from layer in panel.Layers.Concat(panel.Insets.SelectMany(i => i.Layers))
               where layer.IsOwn
               select (figure, layer),
        ]
        : [];

    /// <summary>Looks at a point: a layer that it gives something to draw is done with.</summary>
    public void Look(PlannedPoint point)
    {
        if (_open.Count == 0 || point.Plan is not PointPlan.Ready ready) return;
        _open.RemoveAll(o =>
        {
            if (Problem(o.Layer, ready) is not { } problem) return true;
            _problems.TryAdd(o.Layer, problem);
            return false;
        });
    }

    /// <summary>A sentence for each layer that nothing would be drawn of.</summary>
    public IEnumerable<string> Undrawable() =>
        _open.Where(o => _problems.ContainsKey(o.Layer)).Select(o => $"figure {o.Figure.Name}: {_problems[o.Layer]}").Distinct();

    private static string? Problem(LayerSettings layer, PointPlan.Ready ready)
    {
        string?[] columns = [layer.Y, layer.X, layer.Value, layer.Low, layer.High, layer.Across, layer.Up];
        return columns.OfType<string>().SelectMany(c => ready.Absent.Select(a => a.Of($"{layer.Table}.{c}"))).FirstOrDefault(p => p is not null)
            ?? (ready.Recorded.FirstOrDefault(r => r.Tables.Contains(layer.Table!)) is not { } recorded
                ? null
                : ForeseenChecks.Missed(Conditions(layer), recorded) is { } missed ? $"a layer of {layer.Table} shows nothing: {missed}" : null);
    }

    private static ImmutableArray<RowCondition> Conditions(LayerSettings layer) =>
        layer.Where.IsDefault ? [] : [.. layer.Where.Select(w => RowCondition.Read(w)!)];
}
