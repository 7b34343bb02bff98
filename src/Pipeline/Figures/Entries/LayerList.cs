using System.Collections.Immutable;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Figures.Entries;

/// <summary>What is asked of the layers of a frame together.</summary>
internal static class LayerList
{
    public static IEnumerable<Violation> Violations(ImmutableArray<LayerSettings> layers)
    {
        if (layers.IsEmpty) yield return new("layers", "A frame has no layer.", "Write at least one: {draw: line, table: theory, y: clock}.");
    }
}
