using System.Collections.Immutable;

namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>An axis: a label and the range that the frame shows.</summary>
/// <param name="Label">With formulas between dollar signs.</param>
/// <param name="Scale">From data to the frame.</param>
/// <param name="HasNumbers">False where a neighbour of the same range carries the numbers and the label.</param>
internal sealed record Axis(string Label, Scale Scale, bool HasNumbers = true)
{
    /// <summary>Numbers that ticks stand at where there is room for all of them: those of the rows or columns of a heat map. Empty for round
    /// ones.</summary>
    public ImmutableArray<double> Places { get; init; } = [];
}
